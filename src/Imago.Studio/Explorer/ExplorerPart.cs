using Imago.Web;
using Microsoft.AspNetCore.Components;

namespace Imago.Studio.Explorer;

/// <summary>A part of the explorer's page: it shows the view, and says when the artist has changed it.</summary>
public abstract class ExplorerPart : ComponentBase
{
    /// <summary>What is shown.</summary>
    [Parameter, EditorRequired]
    public required ExplorerView View { get; set; }

    /// <summary>Told of every change, also while a control is moved.</summary>
    [Parameter]
    public EventCallback<ExplorerView> Changed { get; set; }

    /// <summary>Told when a control is let go: then the address of the page follows.</summary>
    [Parameter]
    public EventCallback Settled { get; set; }

    /// <summary>The network.</summary>
    [Parameter, EditorRequired]
    public required NetworkFacts Facts { get; set; }

    /// <summary>The texts.</summary>
    [CascadingParameter]
    protected Words T { get; set; } = null!;

    /// <summary>A change that is whole at once.</summary>
    protected async Task ChangeAsync(ExplorerView view)
    {
        await Changed.InvokeAsync(view).ConfigureAwait(true);
        await Settled.InvokeAsync().ConfigureAwait(true);
    }
}
