using Imago.Imaging;
using Imago.Latent;
using Imago.Networks.Formats;

namespace Imago.Studio.Shell;

/// <summary>A live page on which things are done: what cannot be done is one sentence on it, and what was done is another.</summary>
public abstract class ActingPage : LivePage
{
    /// <summary>Why the last thing could not be done; null where it could.</summary>
    protected string? Problem { get; private set; }

    /// <summary>What was done last; null for nothing.</summary>
    protected string? Done { get; set; }

    /// <summary>Whether something is being done that takes a while.</summary>
    protected bool Busy { get; private set; }

    /// <summary>Does something.</summary>
    protected void Try(Action action)
    {
        (Problem, Done) = (null, null);
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
        (Problem, Done, Busy) = (null, null, true);
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

    /// <summary>Whether an error is one of those whose message is a sentence for the artist.</summary>
    internal static bool IsSentence(Exception e) =>
        e is StudioException or LatentException or NetworkException or PictureException or FormatException or ArgumentException or IOException or UnauthorizedAccessException;
}
