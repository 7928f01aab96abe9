using Imago.Imaging;

namespace Imago.Training.Data.Import;

/// <summary>Pictures out of a source that may hold anything: what cannot be read becomes a verdict, never an end of the work.</summary>
internal static class PictureFiles
{
    /// <summary>What the header says.</summary>
    /// <exception cref="PictureException">It is no readable picture.</exception>
    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public static PictureInfo Probe(PictureSource source, SourceItem item) =>
        source.PathOf(item) is { } path ? PictureReader.Probe(path) : PictureReader.Probe(source.Read(item));

    /// <summary>Decodes and fits.</summary>
    /// <exception cref="PictureException">It is no readable picture.</exception>
    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public static Picture Load(PictureSource source, SourceItem item, int width, int height, Fit fit, ResizeFilter filter, DecodeOptions options) =>
        source.PathOf(item) is { } path
            ? PictureResizer.Load(path, width, height, fit, filter, options)
            : PictureResizer.Load(source.Read(item), width, height, fit, filter, options);

    /// <summary>Runs <paramref name="work"/>; what is wrong with the file comes back as the item with a verdict.</summary>
    public static (T? Result, SourceItem Item) Try<T>(SourceItem item, Func<SourceItem, T> work)
        where T : class
    {
        if (item.Reason is not null) return (null, item);
        try
        {
            return (work(item), item);
        }
        catch (PictureException error)
        {
            // A list or a note beside the pictures is nothing to complain of.
            var fate = error.Problem is (PictureProblem.NotAPicture or PictureProblem.Empty) && !PictureReader.HasPictureName(item.Name) ? Fate.Skipped : Fate.Refused;
            return (null, item with { Fate = fate, Reason = ReasonOf(error) });
        }
        catch (DatasetException error)
        {
            return (null, item with { Fate = Fate.Refused, Reason = error.Message });
        }
        catch (OutOfMemoryException)
        {
            return (null, item with { Fate = Fate.Refused, Reason = "needs more memory than there is" });
        }
    }

    // "'a.jpg' is cut short (what libvips says)." to "is cut short". The line has the name already, and libvips keeps its
    // words in one place for all threads: beside other damaged files they may be another's, and never twice the same.
    private static string ReasonOf(PictureException error)
    {
        var message = error.Message.TrimEnd('.');
        if (message.StartsWith('\'')) message = message[(message.LastIndexOf("' ", StringComparison.Ordinal) + 2)..];
        if (message.StartsWith("The picture ", StringComparison.Ordinal)) message = message["The picture ".Length..];
        var words = error.Problem is PictureProblem.Damaged or PictureProblem.Failed ? message.IndexOf(" (", StringComparison.Ordinal) : -1;
        return words > 0 ? message[..words] : message;
    }
}
