using System.Net;
using System.Text;

namespace Imago.Studio.Datasets;

/// <summary>A file's path within its collection, as a browser tells it.</summary>
internal static class UploadPath
{
    private const int LongestName = 255, LongestPath = 1000; // bytes, as file systems count

    /// <summary>The path, where it can be one.</summary>
    /// <exception cref="UploadRefusal">It leads elsewhere, or no file system could hold it.</exception>
    public static string Check(string path)
    {
        var problem = path.Length == 0 ? "it is empty"
            : path[0] == '/' ? "it begins at the root"
            : path.Any(static letter => char.IsControl(letter) || letter is '\\' or '\uFFFD') ? "it has a control character, a backslash or a letter that is none"
            : Encoding.UTF8.GetByteCount(path) > LongestPath ? $"it is longer than {LongestPath} bytes"
            : path.Split('/').Select(Problem).FirstOrDefault(static one => one is not null);
        return problem is null ? path : throw new UploadRefusal(HttpStatusCode.BadRequest, $"'{Shown(path)}' cannot be the name of a picture here ({problem}): rename it and bring it again.");
    }

    private static string? Problem(string name) => name switch
    {
        "" => "a folder in it has no name",
        "." or ".." => $"it goes by way of '{name}'",
        _ when Encoding.UTF8.GetByteCount(name) > LongestName => $"a name in it is longer than {LongestName} bytes",
        _ => null,
    };

    private static string Shown(string path) => string.Concat((path.Length > 80 ? path[..79] + "…" : path).Select(static letter => char.IsControl(letter) ? '\uFFFD' : letter));
}
