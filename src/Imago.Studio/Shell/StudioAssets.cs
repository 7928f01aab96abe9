using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Imago.Studio.Shell;

/// <summary>Script and styles, as Vite built them into <c>studio/</c> beside the program.</summary>
public sealed class StudioAssets
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "studio");

    /// <summary>Reads Vite's manifest: the names of the files of today.</summary>
    /// <exception cref="StudioException">The program was not built completely.</exception>
    public StudioAssets()
    {
        try
        {
            using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_folder, "manifest.json")));
            var entry = manifest.RootElement.GetProperty("src/studio.ts");
            (Script, Style) = ("/" + entry.GetProperty("file").GetString(), "/" + entry.GetProperty("css")[0].GetString());
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException)
        {
            throw new StudioException($"The studio's pages are not complete in {s_folder} ({e.Message.TrimEnd('.')}): build Imago again.", e);
        }
    }

    /// <summary>Address of the script.</summary>
    public string Script { get; }

    /// <summary>Address of the styles.</summary>
    public string Style { get; }

    internal void Use(WebApplication app) => app.UseStaticFiles(new StaticFileOptions
    {
        FileProvider = new PhysicalFileProvider(s_folder),
        ContentTypeProvider = new FileExtensionContentTypeProvider(),
        // A hashed name never changes its contents; Blazor's script has none.
        OnPrepareResponse = static file => file.Context.Response.Headers.CacheControl =
            file.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache",
    });
}
