using System.Text.Json;
using System.Text.Json.Serialization;
using Imago.Gallery.Storage;

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

    /// <summary>Where small copies and the published ledger are kept, for more than one server; null: in <c>public/</c>.</summary>
    public S3Settings? PublicFiles { get; init; }

    /// <summary>Where full sizes are kept, for more than one server; null: in <c>private/full/</c>. Never the place of <see cref="PublicFiles"/>, and better with a key of its own.</summary>
    public S3Settings? FullFiles { get; init; }

    /// <summary>Where visitors report a picture: an address such as <c>mailto:keeper@gallery.example</c> or <c>https://gallery.example/report</c>, to which a link stands below every page. Null: there is none.</summary>
    public string? Contact { get; init; }

    /// <summary>Where measures are sent, by OTLP over HTTP: such as <c>http://collector:4318</c>. Null: nowhere.</summary>
    public string? Telemetry { get; init; }

    /// <summary>The server that sends letters; null: they lie as files in <c>private/mail</c>.</summary>
    public MailSettings? Mail { get; init; }

    /// <summary>Addresses of proxies in front of the gallery, such as <c>127.0.0.1</c> or <c>10.0.0.0/8</c>: whom they name as the visitor is believed. None: whoever connects is the visitor.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>How much a browser computes for a letter: about 2 to the power of it hashes, 18 for about a second; 0 for none, at most 26.</summary>
    public int ProofOfWorkBits { get; init; } = 18;

    /// <summary>How long, in seconds, a letter waits whose asker computed nothing, for she has no script.</summary>
    public int WaitWithoutProof { get; init; } = 120;

    /// <summary>How many letters an hour the visitors of one network (IPv4 /24, IPv6 /48) may ask for; a quarter of it without a proof of work.</summary>
    public int LettersPerNetwork { get; init; } = 120;

    /// <summary>How many works the visitors who joined from one network (IPv4 /24, IPv6 /48) in the last 30 days may take.</summary>
    public int TakesPerNetwork { get; init; } = 100;

    /// <summary>Whether it is kept, without persons and for 90 days, which pictures of walls are seen, opened and taken, and walls hang in an order of each day's own. False: nothing is kept, and walls hang as they were hung.</summary>
    public bool LearnsFromVisitors { get; init; } = true;

    /// <summary>Whether visitors reach it over https.</summary>
    internal bool IsHttps => Address?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true;

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

    /// <summary>Writes them, for their owner's eyes only: they may hold passwords of the database and of stores.</summary>
    /// <exception cref="GalleryException">The disk does not take it.</exception>
    public void Write(GalleryFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        try
        {
            WholeFile.Write(folder.Settings, JsonSerializer.SerializeToUtf8Bytes(this, s_form), secret: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GalleryException($"'{folder.Settings}' cannot be written ({e.Message.TrimEnd('.')}): free some space, or choose a folder that you may write.", e);
        }
    }
}

/// <summary>A server that sends letters. Its password is in the variable <c>IMAGO_SMTP_PASSWORD</c>.</summary>
public sealed record MailSettings
{
    /// <summary>Its name, such as <c>smtp.example</c>.</summary>
    public required string Host { get; init; }

    /// <summary>465 is encrypted from the first byte, any other port by STARTTLS.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Who signs in to it; null: nobody has to.</summary>
    public string? User { get; init; }

    /// <summary>Whom letters come from, such as <c>The gallery &lt;gallery@example.org&gt;</c>.</summary>
    public required string From { get; init; }
}
