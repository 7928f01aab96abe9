using System.IO.Compression;
using Imago.Studio.Keeps;
using Imago.Studio.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Studio.Films;

/// <summary>The room of the films, and their files.</summary>
internal static class FilmsRoom
{
    public static void AddTo(IServiceCollection services) => services.AddSingleton<FilmMaker>().AddSingleton<FilmShelf>();

    public static void Map(WebApplication app) => app.MapGet("/films/{name}/file", static (HttpContext context, FilmShelf shelf, SmallPictures small, string name, bool? download, int? frame) =>
    {
        try
        {
            var film = shelf.Find(name);
            if (film.Frames is not { } frames)
                return Results.File(film.Path, FilmShelf.Types[Path.GetExtension(film.Path)], download == true ? film.Name : null, enableRangeProcessing: true);
            return download == true ? Zip(context, film) : BrowserFiles.Send(() => small.Of(Path.Combine(film.Path, frames[Math.Clamp(frame ?? 0, 0, frames.Count - 1)])), "image/jpeg");
        }
        catch (Exception e) when (ActingPage.IsSentence(e))
        {
            return Results.NotFound();
        }
    });

    /// <summary>A folder of frames as it comes, without a second copy on the disk.</summary>
    private static IResult Zip(HttpContext context, FilmEntry film)
    {
        // The zip writes what follows each picture without awaiting it.
        context.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
        return Results.Stream(async stream =>
        {
            await using var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null).ConfigureAwait(false);
            foreach (var frame in film.Frames!)
                await zip.CreateEntryFromFileAsync(Path.Combine(film.Path, frame), frame, CompressionLevel.NoCompression).ConfigureAwait(false);
        }, "application/zip", film.Name + ".zip");
    }
}
