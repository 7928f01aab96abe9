using Imago.Studio.Workspaces;
using Imago.Web;
using Microsoft.AspNetCore.Components;

namespace Imago.Studio.Shell;

/// <summary>
/// A page that shows what the workspace holds, and goes on showing it: <see cref="Look"/> is called when the page opens and whenever something has changed.
/// </summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    /// <summary>The texts.</summary>
    [CascadingParameter]
    protected Words T { get; set; } = null!;

    /// <summary>What may change.</summary>
    [Inject]
    private WorkspaceWatcher Watcher { get; set; } = null!;

    /// <summary>Reads the folders anew.</summary>
    protected abstract void Look();

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Watcher.Changed += LookAgain;
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => Look();

    /// <summary>Looks no more.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what a page has begun.</summary>
    protected virtual void Dispose(bool disposing) => Watcher.Changed -= LookAgain;

    private void LookAgain() => _ = InvokeAsync(() =>
    {
        Look();
        StateHasChanged();
    });
}
