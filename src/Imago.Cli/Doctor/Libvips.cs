using Imago.Imaging;

namespace Imago.Cli.Doctor;

/// <summary>The picture library.</summary>
/// <param name="Version">Its version, or null where it cannot be loaded.</param>
/// <param name="Reads">Formats that it reads.</param>
/// <param name="Writes">Formats that it writes.</param>
/// <param name="Error">Why it cannot be loaded, and what to do.</param>
internal sealed record Libvips(string? Version, IReadOnlyList<string> Reads, IReadOnlyList<string> Writes, string? Error)
{
    /// <summary>The formats without which much of what people bring is refused.</summary>
    private static readonly string[] Expected = ["JPEG", "PNG", "WebP"];

    /// <summary>Loads it.</summary>
    internal static Libvips Read()
    {
        try
        {
            return new(ImagingLibrary.Version, ImagingLibrary.ReadableFormats, ImagingLibrary.WritableFormats, Error: null);
        }
        catch (PlatformNotSupportedException exception)
        {
            return new(null, [], [], exception.Message);
        }
    }

    /// <summary>What there is to say about it.</summary>
    internal Finding Finding()
    {
        if (Error is not null) return new("libvips", Health.Missing, Error);
        var text = $"{Version}, reads {string.Join(" ", Reads)}, writes {string.Join(" ", Writes)}";
        var lacking = Expected.Where(format => !Reads.Contains(format, StringComparer.OrdinalIgnoreCase)).ToList();
        return lacking.Count == 0
            ? new("libvips", Health.Good, text)
            : new("libvips", Health.Missing, $"{text}, but not {string.Join(", ", lacking)}", "sudo apt-get install libvips-dev");
    }
}
