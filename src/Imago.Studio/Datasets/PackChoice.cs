using System.Globalization;
using Imago.Imaging;
using Imago.Training.Data.Import;
using Microsoft.AspNetCore.Http;

namespace Imago.Studio.Datasets;

/// <summary>How a data set is to be packed, as chosen on the page: for the preview an address, for the work a command.</summary>
internal sealed record PackChoice
{
    /// <summary>The words of <c>imago dataset pack --transform</c>.</summary>
    public static IReadOnlyDictionary<string, Fit> Transforms { get; } = new Dictionary<string, Fit>
    {
        ["center-crop"] = Fit.CenterCrop, ["pad"] = Fit.Pad, ["center-crop-wide"] = Fit.CenterCropWide, ["center-crop-tall"] = Fit.CenterCropTall,
    };

    /// <summary>The sides that can be chosen.</summary>
    public static IReadOnlyList<int> Resolutions { get; } = [32, 64, 128, 256, 512, 1024];

    public int Resolution { get; init; } = 256;

    public string Transform { get; init; } = "center-crop";

    public string Filter { get; init; } = "lanczos";

    public string Background { get; init; } = "#ffffff";

    /// <summary>1, 3, or 0 for grey where all pictures are.</summary>
    public int Channels { get; init; }

    public bool SubfoldersAsLabels { get; init; }

    public bool SkipDuplicates { get; init; }

    /// <summary>The arguments of <c>imago</c>.</summary>
    public IReadOnlyList<string> Command(string source, string dest) =>
    [
        "dataset", "pack", "--source", source, "--dest", dest, "--resolution", Text(Resolution), "--transform", Transform, "--resize-filter", Filter, "--background", Background,
        "--channels", Channels == 0 ? "auto" : Text(Channels), .. SubfoldersAsLabels ? (string[])["--subfolders-as-labels"] : [],
        .. SkipDuplicates ? (string[])["--skip-duplicates"] : [],
    ];

    /// <summary>The same as part of an address.</summary>
    /// <param name="allGrey">Whether all pictures are grey.</param>
    public string Query(bool allGrey) => $"resolution={Text(Resolution)}&transform={Transform}&filter={Filter}&background={Uri.EscapeDataString(Background)}&channels={Text(Channels != 0 ? Channels : allGrey ? 1 : 3)}";

    /// <summary>What an address asks for.</summary>
    /// <exception cref="StudioException">It cannot be.</exception>
    public static PackOptions Read(IQueryCollection query)
    {
        string Asked(string name) => query[name].ToString();
        return new PackOptions
        {
            Source = "",
            Dest = "",
            Resolution = int.TryParse(Asked("resolution"), NumberStyles.None, CultureInfo.InvariantCulture, out var side) && Resolutions.Contains(side) ? side
                : throw new StudioException($"The resolution is '{Asked("resolution")}', expected one of {string.Join(", ", Resolutions)}."),
            Transform = Transforms.TryGetValue(Asked("transform"), out var fit) ? fit : throw new StudioException($"The transform is '{Asked("transform")}', expected one of {string.Join(", ", Transforms.Keys)}."),
            Filter = Asked("filter") switch { "lanczos" => ResizeFilter.Lanczos, "box" => ResizeFilter.Box, var other => throw new StudioException($"The filter is '{other}', expected lanczos or box.") },
            Background = Colour.TryParse(Asked("background"), out var colour) ? colour : throw new StudioException($"The background is '{Asked("background")}', expected #rrggbb."),
            Channels = Asked("channels") switch { "1" => 1, "3" => 3, var other => throw new StudioException($"'{other}' channels were asked for, expected 1 or 3.") },
        };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
