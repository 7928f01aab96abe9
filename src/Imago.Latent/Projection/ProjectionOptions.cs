using Imago.Networks;

namespace Imago.Latent.Projection;

/// <summary>Where a projection looks.</summary>
public enum ProjectionSpace
{
    /// <summary>One w for all layers: what it finds looks most like the network's own pictures.</summary>
    W,

    /// <summary>A w for each layer (Abdal et al. 2019, arXiv:1904.03189): nearer to the target, and farther from what the network would make.</summary>
    WPlus,
}

/// <summary>What becomes of a network's noise maps in a projection.</summary>
public enum NoiseMaps
{
    /// <summary>They stay as they are: w is searched for the very picture that every command shows of it.</summary>
    Fixed,

    /// <summary>They are searched too, as StyleGAN2's projector does it. They are the network's and not w's, so what comes nearer is a changed network with w.</summary>
    Optimise,
}

/// <summary>How a picture is searched for in a network. The defaults are the figures of Karras et al. 2020 (arXiv:1912.04958, appendix D), but for the start and the noise maps.</summary>
public sealed record ProjectionOptions
{
    /// <summary>Steps of Adam, 1 or more.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>Of how many of the network's own pictures the one nearest to the target is where it begins, 0 to 10,000; with 0 it is the mean of w, as in the paper.</summary>
    public int Starts { get; init; } = 256;

    /// <summary>Seed of the exploration, 0 or more.</summary>
    public long Seed { get; init; } = 303;

    /// <summary>Where it looks.</summary>
    public ProjectionSpace Space { get; init; } = ProjectionSpace.W;

    /// <summary>The highest learning rate, above 0. It rises to it over the first twentieth of the steps, and sinks to 0 over the last quarter.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>What becomes of the noise maps.</summary>
    public NoiseMaps NoiseMaps { get; init; } = NoiseMaps.Fixed;

    /// <summary>How strongly searched noise maps are kept from holding the picture: the weight of their correlation with themselves, 0 or more.</summary>
    public double NoiseWeight { get; init; } = 1e5;

    /// <summary>In which precision the steps compute; pictures of what was found are made in the renderer's.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>The class whose w it begins with, for a network with labels.</summary>
    public int? Class { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Check()
    {
        if (Steps < 1)
            throw new ArgumentException($"The projection is to take {Steps} steps, expected 1 or more; 1000 are usual.");
        if (Starts is < 0 or > WStatistics.Count)
            throw new ArgumentException($"The projection is to choose its start from {Starts} pictures, expected 0 to {WStatistics.Count}; 256 are usual.");
        if (Seed < 0)
            throw new ArgumentException($"The seed of the projection is {Seed}, expected 0 or more.");
        if (!(LearningRate > 0 && double.IsFinite(LearningRate)))
            throw new ArgumentException($"The learning rate of the projection is {LearningRate}, expected a number above 0; 0.1 is usual.");
        if (!(NoiseWeight >= 0 && double.IsFinite(NoiseWeight)))
            throw new ArgumentException($"The noise weight of the projection is {NoiseWeight}, expected 0 or more; 1e5 is usual.");
    }
}

/// <summary>How a generator is tuned round a point that was found; see <see cref="Projector.Tune"/>. The figures are those of Roich et al. 2021 (arXiv:2106.05744).</summary>
public sealed record TuningOptions
{
    /// <summary>Steps of Adam, 1 or more.</summary>
    public required int Steps { get; init; }

    /// <summary>Seed of the latents whose pictures are to stay.</summary>
    public long Seed { get; init; } = 303;

    /// <summary>The learning rate.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>Weight of the pictures round about, which are to stay as they were; 0 lets them go.</summary>
    public double Locality { get; init; } = 0.1;

    /// <summary>In which precision the steps compute.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>The class whose pictures are to stay, for a network with labels.</summary>
    public int? Class { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Check()
    {
        if (Steps < 1)
            throw new ArgumentException($"The network is to be tuned for {Steps} steps, expected 1 or more; 350 are usual.");
        if (Seed < 0)
            throw new ArgumentException($"The seed of the tuning is {Seed}, expected 0 or more.");
        if (!(LearningRate > 0 && double.IsFinite(LearningRate)))
            throw new ArgumentException($"The learning rate of the tuning is {LearningRate}, expected a number above 0; 3e-4 is usual.");
        if (!(Locality >= 0 && double.IsFinite(Locality)))
            throw new ArgumentException($"The weight of the pictures round about is {Locality}, expected 0 or more; 0.1 is usual.");
    }
}
