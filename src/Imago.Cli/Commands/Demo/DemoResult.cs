using Imago.Training.Quality;

namespace Imago.Cli.Commands.Demo;

/// <summary>What a demo left behind, and what came of it.</summary>
internal sealed record DemoResult
{
    /// <summary>The folder of all that follows.</summary>
    public required string Outdir { get; init; }

    /// <summary>Some of the data set's pictures.</summary>
    public required string ContactSheet { get; init; }

    /// <summary>What the trained network makes.</summary>
    public required string NewPictures { get; init; }

    /// <summary>How its pictures grew: a column a moment.</summary>
    public required string Growth { get; init; }

    /// <summary>Its moments, in thousands of pictures.</summary>
    public required IReadOnlyList<double> GrowthKimg { get; init; }

    /// <summary>The trained network.</summary>
    public required string Network { get; init; }

    /// <summary>The data set.</summary>
    public required string Data { get; init; }

    /// <summary>The run folder.</summary>
    public required string Run { get; init; }

    /// <summary>Pictures in the data set.</summary>
    public required int Pictures { get; init; }

    /// <summary>Files of <c>--data</c> that could not be used.</summary>
    public required int Refused { get; init; }

    /// <summary>Width and height of every picture.</summary>
    public required int Resolution { get; init; }

    /// <summary>Thousands of pictures that the network was shown.</summary>
    public required double Kimg { get; init; }

    /// <summary>How many the whole training has that was begun here.</summary>
    public required double WholeKimg { get; init; }

    /// <summary>Seconds for a thousand.</summary>
    public required double SecondsPerKimg { get; init; }

    /// <summary>Pictures in a step.</summary>
    public required int Batch { get; init; }

    /// <summary>Channels of a block are this divided by its resolution.</summary>
    public required int ChannelBase { get; init; }

    /// <summary>Most channels of a block.</summary>
    public required int ChannelMax { get; init; }

    /// <summary>The last quality numbers; null where the time was too short for them.</summary>
    public required QualityResult? Quality { get; init; }

    /// <summary>Seconds for everything.</summary>
    public required double Seconds { get; init; }

    /// <summary>What can be done with it next.</summary>
    public required DemoCommands Commands { get; init; }

    /// <summary>What the user should know; whole sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>Command lines to go on with.</summary>
/// <param name="Continue">Trains on where the demo stopped, ten times as long in all.</param>
/// <param name="Generate">Makes more pictures.</param>
/// <param name="Inspect">Says what the network is.</param>
internal sealed record DemoCommands(string Continue, string Generate, string Inspect);
