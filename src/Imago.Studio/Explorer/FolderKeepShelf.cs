using System.Text.Json;
using Imago.Imaging;
using Imago.Latent;
using Imago.Networks;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Explorer;

/// <summary>Kept pictures as files in <c>keeps/</c>.</summary>
internal sealed class FolderKeepShelf(Workspace workspace) : IKeepShelf
{
    /// <inheritdoc/>
    public string Add(string name, IReadOnlyList<string> tags, LatentCode latent, Generator generator, RenderRequest request, Picture picture, string networkKey, string viewQuery)
    {
        var path = Workspace.Free(workspace.Keeps, Workspace.FileName(name), ".png");
        var kept = Path.GetFileNameWithoutExtension(path);
        LatentFile.Write(Path.ChangeExtension(path, ".safetensors"), [latent with { Name = kept }], generator);
        File.WriteAllText(Path.ChangeExtension(path, ".json"), JsonSerializer.Serialize(new { Name = kept, Tags = tags, Network = networkKey, View = viewQuery, Kept = DateTimeOffset.UtcNow }));
        // The picture last: it is what makes a keep.
        PictureWriter.Save(path, picture);
        return kept;
    }

    /// <inheritdoc/>
    public LatentCode Latent(string name, Generator generator)
    {
        var path = Workspace.Inside(workspace.Keeps, name + ".safetensors");
        return File.Exists(path) ? LatentFile.Read(path, generator)[0] : throw new StudioException($"Nothing is kept under the name {name} any more: choose another point.");
    }
}
