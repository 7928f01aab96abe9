using System.Text.Json;
using System.Text.Json.Serialization;

namespace Imago.Gallery;

/// <summary>What the keeper of a gallery decides: <c>gallery.json</c>. What is left out has the value that stands here.</summary>
public sealed record GallerySettings
{
    private static readonly JsonSerializerOptions s_form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>What stands above the door.</summary>
    public string Name { get; init; } = "Imago";

    /// <summary>Where visitors reach it, such as <c>https://gallery.example</c>: what letters, certificates and passkeys name. Null: the address at which it listens.</summary>
    public string? Address { get; init; }

    /// <summary>A connection string of PostgreSQL; null: SQLite, in the gallery's folder.</summary>
    public string? PostgreSql { get; init; }

    /// <summary>Reads them.</summary>
    /// <exception cref="GalleryException">The file is no such file.</exception>
    public static GallerySettings Read(GalleryFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        try
        {
            return JsonSerializer.Deserialize<GallerySettings>(File.ReadAllBytes(folder.Settings), s_form) ?? new();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new GalleryException($"'{folder.Settings}' cannot be read ({e.Message.TrimEnd('.')}): mend it, or take it from a backup.", e);
        }
    }

    /// <summary>Writes them: beside, flushed, renamed.</summary>
    /// <exception cref="GalleryException">The disk does not take it.</exception>
    public void Write(GalleryFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var beside = folder.Settings + ".new";
        try
        {
            using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
            {
                JsonSerializer.Serialize(file, this, s_form);
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, folder.Settings, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GalleryException($"'{folder.Settings}' cannot be written ({e.Message.TrimEnd('.')}): free some space, or choose a folder that you may write.", e);
        }
    }
}
