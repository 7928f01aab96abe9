using System.Text.Json.Serialization;

namespace Imago.Networks.Formats;

/// <summary>The training that made a network, kept in its file.</summary>
public sealed record TrainingRecord
{
    /// <summary>The data set's name.</summary>
    [JsonPropertyName("data")] public string? Data { get; init; }

    /// <summary>Thousands of real pictures shown to the discriminator.</summary>
    [JsonPropertyName("kimg")] public double Kimg { get; init; }

    /// <summary>File name of the network whose weights it began with, without folders, for files are given away; null from scratch.</summary>
    [JsonPropertyName("parent")] public string? Parent { get; init; }

    /// <summary>Names of the classes, where the data set has labels from folders.</summary>
    [JsonPropertyName("classes")] public IReadOnlyList<string>? Classes { get; init; }
}
