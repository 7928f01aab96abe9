using System.Globalization;
using System.Text.RegularExpressions;
using Imago.Networks.Formats;
using Imago.Torch.Formats;

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

    /// <summary>Reads with <paramref name="read"/>; where that finds no safetensors file, says so for the kinds of files that users have.</summary>
    internal static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (SafeTensorsException e) when (IsOtherCheckpoint(path))
        {
            throw new NetworkException($"{path} is a checkpoint of another program, and other checkpoint formats cannot be read yet: name a network that Imago wrote (.safetensors).", e);
        }
    }

    /// <summary>A pickle (protocol 2 to 5), PyTorch's zip, or a name that says so.</summary>
    private static bool IsOtherCheckpoint(string path)
    {
        if (Path.GetExtension(path).ToUpperInvariant() is ".PKL" or ".PT" or ".PTH" or ".CKPT")
            return true;
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[4];
            return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && (head is [0x80, >= 2 and <= 5, ..] || head.SequenceEqual("PK\x3\x4"u8));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // the first error is the one to tell
        }
    }

    [GeneratedRegex(@"^network-(\d+(?:\.\d+)?)\.safetensors$")]
    private static partial Regex Name();
}
