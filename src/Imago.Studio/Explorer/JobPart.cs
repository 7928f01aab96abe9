using Imago.Studio.Work;
using Microsoft.AspNetCore.Components;

namespace Imago.Studio.Explorer;

/// <summary>A part of the explorer's page that starts commands, and says what became of the start.</summary>
public abstract class JobPart : ExplorerPart
{
    /// <summary>Starts them.</summary>
    [Inject]
    protected ExplorerJobs Jobs { get; set; } = null!;

    /// <summary>The command that was started last.</summary>
    protected Job? Begun { get; private set; }

    /// <summary>Why it could not be.</summary>
    protected string? Wrong { get; private set; }

    /// <summary>Whether one is being started.</summary>
    protected bool Busy { get; private set; }

    /// <summary>Starts one.</summary>
    protected async Task BeginAsync(Func<Task<Job>> start)
    {
        (Begun, Wrong, Busy) = (null, null, true);
        try
        {
            Begun = await start().ConfigureAwait(true);
        }
        catch (Exception e) when (e is StudioException or IOException or UnauthorizedAccessException)
        {
            Wrong = e.Message;
        }
        finally
        {
            Busy = false;
        }
    }
}
