using System.Globalization;
using System.Text.RegularExpressions;
using Imago.Imaging;
using Imago.Studio.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Imago.Studio.Training;

/// <summary>The preview grids of runs as addresses. An address names the moment at which the file was written: browsers keep it for ever.</summary>
internal static partial class RunPictures
{
    private const string Root = "/runs";
    private const int SmallWidth = 480;

    /// <summary>The address of a picture in a run's folder.</summary>
    public static string Address(string run, string file) =>
        $"{Root}/{Uri.EscapeDataString(run)}/{Path.GetFileName(file)}?at={File.GetLastWriteTimeUtc(file).Ticks.ToString(CultureInfo.InvariantCulture)}";

    public static void Map(WebApplication app) => app.MapGet(Root + "/{run}/{file}", static (string run, string file, bool? small, HttpContext context, Workspace workspace) =>
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
        return small == true ? Small(path) : Results.File(path, "image/png");
    });

    /// <summary>Grids have many megabytes; a list of runs shows small ones.</summary>
    private static IResult Small(string path)
    {
        try
        {
            var info = PictureReader.Probe(path);
            var picture = PictureResizer.Load(path, SmallWidth, Math.Max(1, SmallWidth * info.Height / info.Width));
            return Results.Bytes(PictureWriter.Encode(picture, PictureFormat.WebP), "image/webp");
        }
        catch (Exception e) when (e is PictureException or IOException)
        {
            return Results.NotFound();
        }
    }

    [GeneratedRegex(@"^(fakes(_init|\d+(\.\d+)?)|reals)\.png$")]
    private static partial Regex Name();
}
