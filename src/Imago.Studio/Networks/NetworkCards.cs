using System.Collections.Concurrent;
using System.Text.Json;
using Imago.Imaging;
using Imago.Latent;
using Imago.Networks.Formats;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Networks;

/// <summary>What a network is, in a few words.</summary>
/// <param name="Resolution">The side of its pictures.</param>
/// <param name="Format">Who wrote the file.</param>
/// <param name="Bytes">The file's size.</param>
/// <param name="Labels">How many labels it knows.</param>
/// <param name="Kimg">How much training made it; 0 where the file does not say.</param>
/// <param name="Data">The data set it was trained on, where the file says it.</param>
/// <param name="Parent">The network that training began with, where the file says it.</param>
/// <param name="Trainable">Whether a training can go on from it: it has a discriminator.</param>
/// <param name="Problem">Why nothing can be made of it; null for a sound network.</param>
public sealed record NetworkCard(int Resolution, string Format, long Bytes, int Labels, double Kimg, string? Data, string? Parent, bool Trainable, string? Problem);

/// <summary>
/// Looks into networks, one at a time and once for each file: what it is, and eight of its pictures. What was seen lies among the previews.
/// </summary>
/// <param name="previews">Where what was seen lies.</param>
public sealed class NetworkCards(PreviewFolder previews) : IDisposable
{
    private const int Pictures = 8, Columns = 4, LargestTile = 192;

    private const double Truncation = 0.7;

    private readonly SemaphoreSlim _one = new(1);
    private readonly ConcurrentDictionary<string, NetworkCard?> _seen = [];

    /// <summary>What a network is; null while it is being looked into, and the workspace changes when that is done.</summary>
    public NetworkCard? Of(NetworkEntry entry)
    {
        if (previews.Of(entry.Path, ".json") is not { } name)
            return new(0, "", 0, 0, 0, null, null, false, $"{entry.Name} is not there any more.");
        if (_seen.TryGetValue(name, out var card))
            return card;
        if (Stored(name) is { } stored)
            return _seen[name] = stored;
        if (_seen.TryAdd(name, null))
            _ = Task.Run(() => LookAsync(entry, name));
        return null;
    }

    /// <summary>Its pictures; null where there are none yet.</summary>
    public string? Sheet(NetworkEntry entry) => previews.Of(entry.Path, ".jpg") is { } sheet && File.Exists(sheet) ? sheet : null;

    /// <summary>Ends.</summary>
    public void Dispose() => _one.Dispose();

    private async Task LookAsync(NetworkEntry entry, string name)
    {
        await _one.WaitAsync().ConfigureAwait(false);
        NetworkCard card;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(name)!);
            card = Look(entry, Path.ChangeExtension(name, ".jpg"));
        }
        catch (Exception e)
        {
            // The file is anybody's: whatever is wrong with it is a sentence on its card, until the studio is opened again.
            _seen[name] = new(0, "", 0, 0, 0, null, null, false, e.Message);
            return;
        }
        finally
        {
            _one.Release();
        }
        _seen[name] = card;
        await File.WriteAllTextAsync(name, JsonSerializer.Serialize(card)).ConfigureAwait(false);
    }

    private static NetworkCard Look(NetworkEntry entry, string sheet)
    {
        var report = NetworkReport.Of(entry.Path);
        if (report.NotFinite.Count > 0)
            throw new StudioException($"{report.NotFinite.Count} of its tensors hold NaN or infinities, such as {report.NotFinite[0]}: the weights are damaged.");
        using (var renderer = entry.Open())
        {
            var (options, side) = (renderer.Options, Math.Min(LargestTile, renderer.Options.ImgResolution));
            var pictures = renderer.Render(Enumerable.Range(0, Pictures).Select(seed => new RenderRequest
            {
                Latent = LatentCode.OfSeed(seed, options.ZDim), TruncationPsi = Truncation, Class = options.CDim == 0 ? null : seed % options.CDim,
            })).Select(one => PictureResizer.Fit(one.ToPicture(), side, side)).ToList();
            PictureWriter.Save(sheet, PictureGrid.Compose(pictures, Columns));
        }
        return new(report.Generator.ImgResolution, report.Format, report.Bytes, report.Generator.CDim, report.Training.Kimg, report.Training.Data, report.Training.Parent, report.Discriminator is not null, null);
    }

    private NetworkCard? Stored(string card)
    {
        try
        {
            return JsonSerializer.Deserialize<NetworkCard>(File.ReadAllText(card));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }
}
