using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;

namespace Imago.Web;

/// <summary>Script and styles of a site, as Vite built them into a folder beside the program.</summary>
public sealed class BuiltAssets
{
    private readonly string _folder;

    /// <summary>Reads Vite's manifest: the names of the files of today.</summary>
    /// <param name="folder">The folder's name beside the program.</param>
    /// <param name="entry">The module that Vite began with, such as <c>src/studio.ts</c>.</param>
    /// <exception cref="InvalidOperationException">The program was not built completely.</exception>
    public BuiltAssets(string folder, string entry)
    {
        _folder = Path.Combine(AppContext.BaseDirectory, folder);
        try
        {
            using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "manifest.json")));
            var built = manifest.RootElement.GetProperty(entry);
            (Script, Style) = ("/" + built.GetProperty("file").GetString(), "/" + built.GetProperty("css")[0].GetString());
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException)
        {
            throw new InvalidOperationException($"The pages are not complete in {_folder} ({e.Message.TrimEnd('.')}): build Imago again.", e);
        }
    }

    /// <summary>Address of the script.</summary>
    public string Script { get; }

    /// <summary>Address of the styles.</summary>
    public string Style { get; }

    /// <summary>Serves them. A hashed name never changes its contents, so browsers keep it for a year; others are asked for each time.</summary>
    public void Use(WebApplication app) => app.UseStaticFiles(new StaticFileOptions
    {
        FileProvider = new PhysicalFileProvider(_folder),
        OnPrepareResponse = static file => file.Context.Response.Headers.CacheControl =
            file.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache",
    });
}
