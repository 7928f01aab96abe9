using System.Globalization;

namespace Imago.Studio.Shell;

/// <summary>How large something is, in words.</summary>
internal static class Size
{
    /// <summary>Bytes in thousands, millions or thousands of millions: <c>1.4 GB</c>.</summary>
    public static string Of(long bytes) => bytes >= 1e9 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB")
        : bytes >= 1e6 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB") : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} KB");
}
