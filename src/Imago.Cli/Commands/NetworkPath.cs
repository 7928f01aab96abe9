using System.Globalization;
using System.Text.RegularExpressions;
using Imago.Networks.Formats;

namespace Imago.Cli.Commands;

/// <summary>The network that a name on the command line stands for: a file, or the newest one of a run folder.</summary>
internal static partial class NetworkPath
{
    /// <exception cref="NetworkException">There is nothing of that name, or a folder without a network.</exception>
    internal static string Resolve(string path)
    {
        if (!Directory.Exists(path))
            return File.Exists(path) ? path : throw new NetworkException($"{path} does not exist: name a network file, or the folder of a run.");
        return Directory.EnumerateFiles(path, "network-*.safetensors")
            .Select(static file => (File: file, Match: Name().Match(Path.GetFileName(file))))
            .Where(static one => one.Match.Success)
            .OrderByDescending(static one => double.Parse(one.Match.Groups[1].Value, CultureInfo.InvariantCulture))
            .FirstOrDefault().File
            ?? throw new NetworkException($"{path} holds no network-*.safetensors: name a network file, or the folder of a run that has made one.");
    }

    [GeneratedRegex(@"^network-(\d+(?:\.\d+)?)\.safetensors$")]
    private static partial Regex Name();
}
