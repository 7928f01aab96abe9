namespace Imago.Studio.Workspaces;

/// <summary>
/// Says when something in the workspace has changed, whoever changed it: at most three times a second, and every five seconds anyway, for file systems that do not tell.
/// </summary>
public sealed class WorkspaceWatcher : IDisposable
{
    private static readonly TimeSpan s_calm = TimeSpan.FromMilliseconds(300), s_anyway = TimeSpan.FromSeconds(5);

    private readonly FileSystemWatcher? _watcher;
    private readonly Timer _timer;
    private int _waiting;

    /// <summary>Watches a workspace.</summary>
    public WorkspaceWatcher(Workspace workspace)
    {
        _timer = new Timer(_ => Tell(), null, s_anyway, s_anyway);
        try
        {
            _watcher = new FileSystemWatcher(workspace.Path) { IncludeSubdirectories = true, InternalBufferSize = 1 << 16 };
            _watcher.Created += (_, _) => Soon();
            _watcher.Changed += (_, _) => Soon();
            _watcher.Deleted += (_, _) => Soon();
            _watcher.Renamed += (_, _) => Soon();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The system has no watches left: the timer remains.
            _watcher?.Dispose();
            _watcher = null;
        }
    }

    /// <summary>Something may have changed; called on any thread.</summary>
    public event Action? Changed;

    /// <summary>Ends watching.</summary>
    public void Dispose()
    {
        _watcher?.Dispose();
        _timer.Dispose();
    }

    private void Soon()
    {
        if (Interlocked.Exchange(ref _waiting, 1) == 0)
            _timer.Change(s_calm, s_anyway);
    }

    private void Tell()
    {
        Interlocked.Exchange(ref _waiting, 0);
        Changed?.Invoke();
    }
}
