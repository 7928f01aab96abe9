using Imago.Imaging;
using Imago.Latent;
using Imago.Networks.Formats;
using Microsoft.AspNetCore.Components;

namespace Imago.Studio.Shell;

/// <summary>A live page on which things are done: what cannot be done is one sentence on it, and what was done is another.</summary>
public abstract class ActingPage : LivePage
{
    /// <summary>Why the last thing could not be done; null where it could.</summary>
    protected string? Problem { get; set; }

    /// <summary>What was done last; null for nothing.</summary>
    protected string? Done { get; set; }

    /// <summary>Takes back what was done last, where it can be.</summary>
    protected EventCallback Undo { get; private set; }

    /// <summary>Whether something is being done that takes a while.</summary>
    protected bool Busy { get; private set; }

    /// <summary>Does something.</summary>
    protected void Try(Action action)
    {
        (Problem, Done, Undo) = (null, null, default);
        try
        {
            action();
        }
        catch (Exception e) when (IsSentence(e))
        {
            Problem = e.Message;
        }
        Look();
    }

    /// <summary>Does something that takes a while.</summary>
    protected async Task TryAsync(Func<Task> action)
    {
        (Problem, Done, Undo, Busy) = (null, null, default, true);
        try
        {
            await action();
        }
        catch (Exception e) when (IsSentence(e))
        {
            Problem = e.Message;
        }
        finally
        {
            Busy = false;
        }
        Look();
    }

    /// <summary>Moves something into the trash, and offers to bring it back; also once more, where something stands in its way.</summary>
    /// <param name="sentence">Says that it was done.</param>
    /// <param name="remove">Returns the name under which it lies in the trash.</param>
    /// <param name="restore">Brings back what lies there under a name.</param>
    protected void Remove(string sentence, Func<string> remove, Action<string> restore) => Try(() =>
    {
        var removed = remove();
        EventCallback undo = default;
        undo = EventCallback.Factory.Create(this, () =>
        {
            Try(() =>
            {
                restore(removed);
                Done = T["keeps.undone"];
            });
            if (Problem is not null)
                Undo = undo;
        });
        (Done, Undo) = (sentence, undo);
    });

    /// <summary>Whether an error is one of those whose message is a sentence for the artist.</summary>
    internal static bool IsSentence(Exception e) =>
        e is StudioException or LatentException or NetworkException or PictureException or FormatException or ArgumentException or IOException or UnauthorizedAccessException;
}
