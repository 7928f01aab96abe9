using System.Globalization;
using System.Text.Json.Nodes;

namespace Imago.Gallery.Certificates;

/// <summary>
/// What a certificate says. It names the picture and never the person: a name is chosen and changed after the claim and can be erased, and what is signed and chained can not.
/// So a page shows the owner's name beside the certificate, and nobody's signature depends on it.
/// </summary>
public sealed record Certificate
{
    /// <summary>The version of this form.</summary>
    public const int Version = 1;

    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>0, 1, 2 …: its place in the ledger.</summary>
    public required long Position { get; init; }

    /// <summary>The gallery's name on that day.</summary>
    public required string Gallery { get; init; }

    /// <summary>The picture's number in the inventory.</summary>
    public required int Picture { get; init; }

    /// <summary>SHA-256 of the full-size file, 64 digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The title of its wall when it was taken, in English; null: it hung nowhere.</summary>
    public required string? Title { get; init; }

    /// <summary>The room's title, in English.</summary>
    public required string? Room { get; init; }

    /// <summary>Its place in the room, 1 to <see cref="Of"/>, along the walls; 0 where it hung nowhere.</summary>
    public required int Number { get; init; }

    /// <summary>How many pictures the room has.</summary>
    public required int Of { get; init; }

    /// <summary>When it was taken, to the millisecond.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>SHA-256 of the entry before it, 64 digits; zeros for the first.</summary>
    public required string Previous { get; init; }

    /// <summary>The number of the key that signs it, 16 digits: <see cref="SigningKeys.IdOf"/>.</summary>
    public required string Key { get; init; }

    /// <summary>The one form of it, which is hashed and signed.</summary>
    public byte[] ToBytes() => CanonicalJson.Bytes(ToJson());

    internal JsonObject ToJson() => new()
    {
        ["v"] = Version,
        ["gallery"] = Gallery,
        ["picture"] = Picture,
        ["sha256"] = Sha256,
        ["title"] = Title,
        ["room"] = Room,
        ["number"] = Number,
        ["of"] = Of,
        ["taken"] = TakenAt.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture),
        ["position"] = Position,
        ["previous"] = Previous,
        ["key"] = Key,
    };

    /// <exception cref="FormatException">It is no entry of this version.</exception>
    internal static Certificate FromJson(JsonObject entry)
    {
        T Value<T>(string name) => entry[name] is JsonValue value && value.TryGetValue<T>(out var found) ? found : throw new FormatException($"Its \"{name}\" is {entry[name]?.ToJsonString() ?? "missing"}, expected {(typeof(T) == typeof(string) ? "a text" : "an integer")}.");
        string? Text(string name) => entry.ContainsKey(name) && entry[name] is null ? null : Value<string>(name);
        string Digits(string name, int length) => Value<string>(name) is var digits && digits.Length == length && digits.All(char.IsAsciiHexDigitLower) ? digits : throw new FormatException($"Its \"{name}\" is {entry[name]!.ToJsonString()}, expected {length} digits of 0 to f.");
        if (Value<int>("v") != Version)
            throw new FormatException($"It is of version {Value<int>("v")}, and this Imago knows version {Version}: use a newer one.");
        var certificate = new Certificate
        {
            Gallery = Value<string>("gallery"),
            Picture = Value<int>("picture"),
            Sha256 = Digits("sha256", 64),
            Title = Text("title"),
            Room = Text("room"),
            Number = Value<int>("number"),
            Of = Value<int>("of"),
            TakenAt = DateTimeOffset.TryParseExact(Value<string>("taken"), TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var taken) ? taken : throw new FormatException($"Its \"taken\" is {entry["taken"]!.ToJsonString()}, expected a time such as 2026-11-22T12:00:00.000Z."),
            Position = Value<long>("position"),
            Previous = Digits("previous", 64),
            Key = Digits("key", 16),
        };
        return entry.Count == certificate.ToJson().Count ? certificate : throw new FormatException($"It has {entry.Count} fields, expected {certificate.ToJson().Count}.");
    }
}
