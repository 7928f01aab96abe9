using Imago.Imaging;
using Imago.Latent;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Studio.Workspaces;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Studio.Keeps;

/// <summary>
/// The pictures that were kept: <c>keeps/KEY.png</c> in full size, <c>KEY.safetensors</c> with its latent, <c>KEY.json</c> with the rest. The picture comes last and goes first, so that a keep is
/// whole or not there. A picture that was put there by hand is one too.
/// </summary>
/// <param name="workspace">Where they lie.</param>
/// <param name="trash">Where they go.</param>
public sealed class KeepShelf(Workspace workspace, Trash trash)
{
    private const int LongestKey = 60, LongestName = 200, LongestTag = 40, MostTags = 20;

    private readonly Lock _one = new();
    private readonly KeepNotes _notes = new();

    /// <summary>Keeps a picture.</summary>
    /// <param name="name">As the artist wrote it; files are named after it, with <c>-2</c> and so on where the name is taken.</param>
    /// <param name="tags">Her words for it.</param>
    /// <param name="latent">The point, without truncation.</param>
    /// <param name="generator">Its network.</param>
    /// <param name="request">How the picture was made of it.</param>
    /// <param name="picture">The picture in full size.</param>
    /// <param name="networkKey">The network's key; see <see cref="Networks.NetworkShelf"/>.</param>
    /// <param name="viewQuery">What stands behind <c>/explore?</c> where the picture is seen; may be empty.</param>
    /// <exception cref="StudioException">The name holds nothing that can be one.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="PictureException">The picture cannot be written.</exception>
    public Keep Add(string name, IReadOnlyList<string> tags, LatentCode latent, Generator generator, RenderRequest request, Picture picture, string networkKey, string viewQuery)
    {
        var keep = Named(new Keep
        {
            Kept = DateTimeOffset.UtcNow,
            Network = networkKey,
            Fingerprint = NetworkFingerprint.Of(generator),
            Truncation = request.TruncationPsi,
            TruncationCutoff = request.TruncationCutoff,
            Seed = latent.Seed,
            Edited = request.Edits.Count > 0,
            View = viewQuery.TrimStart('?'),
        }, name, tags);
        lock (_one)
        {
            var key = Path.GetFileName(Workspace.FreeStem(workspace.Keeps, Workspace.FileName(name, LongestKey), [".png", ".json", ".safetensors"]));
            LatentFile.Write(At(key, ".safetensors"), [WithClass(latent, request.Class, generator.Options.CDim) with { Name = keep.Name }], generator);
            _notes.Write(At(key, ".json"), keep);
            PictureWriter.Save(At(key, ".png"), picture);
            return Find(key);
        }
    }

    /// <summary>All of them, newest first.</summary>
    public IReadOnlyList<Keep> All() => [.. Directory.EnumerateFiles(workspace.Keeps, "*.png")
        .Select(Path.GetFileNameWithoutExtension)
        .Where(static key => key!.Length > 0 && key[0] != '.')
        .Select(key => Read(key!))
        .OfType<Keep>()
        .OrderByDescending(static keep => keep.Kept).ThenBy(static keep => keep.Key, StringComparer.Ordinal)];

    /// <summary>One of them.</summary>
    /// <exception cref="StudioException">There is none of this key.</exception>
    public Keep Find(string key) => Read(key) ?? throw new StudioException($"There is no kept picture {key}: it was renamed or removed.");

    /// <summary>The point that a kept picture is made of, without truncation.</summary>
    /// <param name="key">Which.</param>
    /// <param name="generator">Its network.</param>
    /// <exception cref="StudioException">There is none of this key, or the picture was put there by hand and has no latent.</exception>
    /// <exception cref="LatentException">It belongs to another network.</exception>
    /// <exception cref="SafeTensorsException">The file of its latent is damaged.</exception>
    public LatentCode Latent(string key, Generator generator)
    {
        var keep = Find(key);
        var latents = LatentFile.Read(keep.LatentFile ?? throw new StudioException($"{keep.Name} has no latent beside its picture: find it with a projection."), generator);
        return latents is [var latent] ? latent : throw new StudioException($"{Path.GetFileName(keep.LatentFile)} holds {latents.Count} latents, expected one: it is no longer what was kept.");
    }

    /// <summary>Gives another name and other tags; the files keep their names, so that addresses stay.</summary>
    /// <exception cref="StudioException">There is none of this key, or the name holds nothing that can be one.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public Keep Rename(string key, string name, IReadOnlyList<string> tags)
    {
        _ = Workspace.FileName(name);
        lock (_one)
        {
            _notes.Write(At(key, ".json"), Named(Find(key), name, tags));
            return Find(key);
        }
    }

    /// <summary>A network has another key now: the pictures that were kept of it say so.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal void NetworkRenamed(string old, string renamed)
    {
        lock (_one)
        {
            foreach (var keep in All().Where(keep => keep.Network == old))
                _notes.Write(At(keep.Key, ".json"), keep with { Network = renamed, View = string.Join('&', keep.View.Split('&').Select(one => Uri.UnescapeDataString(one) == "network=" + old ? "network=" + Uri.EscapeDataString(renamed) : one)) });
        }
    }

    /// <summary>Moves one into the trash.</summary>
    /// <returns>The name under which <see cref="Undo"/> brings it back.</returns>
    /// <exception cref="StudioException">There is none of this key.</exception>
    public string Remove(string key)
    {
        lock (_one)
        {
            var keep = Find(key);
            return trash.Put(keep.Picture, At(key, ".json"), At(key, ".safetensors"));
        }
    }

    /// <summary>Brings back what was removed.</summary>
    /// <exception cref="StudioException">It is not there any more, or its name is taken.</exception>
    public void Undo(string removed)
    {
        lock (_one)
            trash.Restore(removed);
    }

    private Keep? Read(string key)
    {
        var picture = At(key, ".png");
        if (!File.Exists(picture))
            return null;
        return (_notes.Read(At(key, ".json")) ?? new Keep { Name = key, Kept = File.GetLastWriteTimeUtc(picture) })
            with { Key = key, Picture = picture, LatentFile = File.Exists(At(key, ".safetensors")) ? At(key, ".safetensors") : null };
    }

    private string At(string key, string ending) => Workspace.Inside(workspace.Keeps, key + ending);

    private static Keep Named(Keep keep, string name, IReadOnlyList<string> tags) => keep with
    {
        Name = name.Trim() is var trimmed && trimmed.Length > LongestName ? trimmed[..LongestName] : trimmed,
        Tags = [.. tags.Select(static tag => tag.Trim()).Where(static tag => tag.Length > 0).Select(static tag => tag[..Math.Min(tag.Length, LongestTag)]).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostTags)],
    };

    /// <summary>The class goes with the point, so that the file alone gives the picture.</summary>
    private static LatentCode WithClass(LatentCode latent, int? number, int classes)
    {
        if (number is not { } one || latent.Space == LatentSpace.W || latent.Label is not null)
            return latent;
        var label = new float[classes];
        label[one] = 1;
        return latent with { Label = label };
    }
}
