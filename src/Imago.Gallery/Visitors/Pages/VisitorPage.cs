using Imago.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Imago.Gallery.Visitors.Pages;

/// <summary>A page for one visitor: who she is, and what the form that led here had to say.</summary>
[NeverStored]
public abstract class VisitorPage : ComponentBase
{
    [CascadingParameter]
    private protected Words T { get; set; } = null!;

    [CascadingParameter]
    private protected HttpContext Context { get; set; } = null!;

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    /// <summary>The first part of the address.</summary>
    [Parameter]
    public string Language { get; set; } = "";

    /// <summary>The name of what went wrong.</summary>
    [SupplyParameterFromQuery]
    public string? Problem { get; set; }

    /// <summary>The name of what was done.</summary>
    [SupplyParameterFromQuery]
    public string? Done { get; set; }

    /// <summary>Who is signed in; null: nobody.</summary>
    private protected SignedIn? Me { get; private set; }

    /// <summary>Whether the page is for nobody who is not signed in.</summary>
    private protected virtual bool IsRoom => false;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Me = await ((Sessions)Services.GetService(typeof(Sessions))!).FindAsync(Context);
        if (IsRoom && Me is null)
            Context.Response.Redirect($"/{T.Language}/sign-in");
        else
            await ReadAsync();
    }

    /// <summary>Reads what the page shows.</summary>
    private protected virtual Task ReadAsync() => Task.CompletedTask;
}
