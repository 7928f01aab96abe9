using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Imago.Imaging;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Keeps;

/// <summary>Small copies of large pictures for walls of them, made when they are first asked for.</summary>
/// <param name="workspace">Whose previews they lie among.</param>
public sealed class SmallPictures(Workspace workspace)
{
    private const int Side = 384;

    /// <summary>The small copy of a picture: another one for a file of another length or time.</summary>
    /// <exception cref="PictureException">It is no picture.</exception>
    public string Of(string path)
    {
        var file = new FileInfo(path);
        var what = string.Create(CultureInfo.InvariantCulture, $"{Path.GetRelativePath(workspace.Path, path)}|{file.Length}|{file.LastWriteTimeUtc.Ticks}");
        var small = Path.Combine(workspace.Previews, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)))[..32] + ".jpg");
        if (!File.Exists(small))
            PictureWriter.Save(small, PictureResizer.Load(path, Math.Min(Side, PictureReader.Probe(path).Height)));
        return small;
    }
}
