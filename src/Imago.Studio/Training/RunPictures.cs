using System.Globalization;
using System.Text.RegularExpressions;
using Imago.Studio.Keeps;
using Imago.Studio.Shell;
using Imago.Studio.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Imago.Studio.Training;

/// <summary>The preview grids of runs as addresses. An address names the moment at which the file was written: browsers keep it for ever.</summary>
internal static partial class RunPictures
{
    private const string Root = "/runs";

    /// <summary>The address of a picture in a run's folder.</summary>
    public static string Address(string run, string file) =>
        $"{Root}/{Uri.EscapeDataString(run)}/{Path.GetFileName(file)}?at={File.GetLastWriteTimeUtc(file).Ticks.ToString(CultureInfo.InvariantCulture)}";

    public static void Map(WebApplication app) => app.MapGet(Root + "/{run}/{file}", static (string run, string file, bool? small, HttpContext context, Workspace workspace, SmallPictures smaller) =>
    {
        string path;
        try
        {
            path = Workspace.Inside(workspace.Runs, Path.Combine(run, file));
        }
        catch (StudioException)
        {
            return Results.NotFound();
        }
        if (!Name().IsMatch(file) || !File.Exists(path))
            return Results.NotFound();
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        // Grids have many megabytes; a list of runs shows small ones.
        return small == true ? BrowserFiles.Send(() => smaller.WholeOf(path), "image/webp") : Results.File(path, "image/png");
    });

    [GeneratedRegex(@"^(fakes(_init|\d+(\.\d+)?)|reals)\.png$")]
    private static partial Regex Name();
}
