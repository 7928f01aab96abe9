using System.Text.Json.Serialization;

namespace Imago.Studio.Keeps;

/// <summary>A picture that was kept. What is not ignored here is stored as <c>keeps/KEY.json</c>.</summary>
public sealed record Keep
{
    /// <summary>How addresses name it: its files' name without the ending.</summary>
    [JsonIgnore]
    public string Key { get; init; } = "";

    /// <summary>The picture in full size, absolute.</summary>
    [JsonIgnore]
    public string Picture { get; init; } = "";

    /// <summary>Its latent, absolute; null for a picture that was put there by hand.</summary>
    [JsonIgnore]
    public string? LatentFile { get; init; }

    /// <summary>As the artist wrote it.</summary>
    public string Name { get; init; } = "";

    /// <summary>The artist's words for it.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>When it was kept.</summary>
    public DateTimeOffset Kept { get; init; }

    /// <summary>The key of its network; null where nothing says it.</summary>
    public string? Network { get; init; }

    /// <summary>The fingerprint of its network.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The truncation of its picture; the latent is without.</summary>
    public double Truncation { get; init; } = 1;

    /// <summary>How many of the ws are truncated; null for all.</summary>
    public int? TruncationCutoff { get; init; }

    /// <summary>The seed whose picture it is; null for any other point.</summary>
    public long? Seed { get; init; }

    /// <summary>Whether layers were changed on the way to the picture: its latent alone shows it unchanged.</summary>
    public bool Edited { get; init; }

    /// <summary>The explorer's address behind <c>/explore?</c> that shows it again; empty where nothing says it.</summary>
    public string View { get; init; } = "";

    /// <summary>Where the explorer shows it; null where its network is not known.</summary>
    [JsonIgnore]
    public string? Explore => View.Length > 0 ? $"/explore?{View}" : Network is null || LatentFile is null ? null : $"/explore?network={Uri.EscapeDataString(Network)}&at={Uri.EscapeDataString("keep:" + Key)}";
}
