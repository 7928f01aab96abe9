using Imago.Studio.Work;

namespace Imago.Studio.Projections;

/// <summary>How a photograph is looked for: stored as <c>request.json</c> beside it.</summary>
public sealed record ProjectionRequest
{
    /// <summary>The fewest and most steps that a page asks for.</summary>
    public const int FewestSteps = 1, MostSteps = 10_000;

    /// <summary>What the photograph is called.</summary>
    public string Name { get; init; } = "";

    /// <summary>The key of the network.</summary>
    public string Network { get; init; } = Networks.NetworkShelf.BundledKey;

    /// <summary>Steps of the search.</summary>
    public int Steps { get; init; } = 300;

    /// <summary>w or w+.</summary>
    public string Space { get; init; } = "w";

    /// <summary>The command that looks for it, once it has begun.</summary>
    public string? Job { get; init; }

    /// <summary>The key under which the result was kept; null before.</summary>
    public string? Kept { get; init; }
}

/// <summary>A photograph on its way into a network.</summary>
/// <param name="Id">The name of its folder.</param>
/// <param name="Photo">The photograph, absolute.</param>
/// <param name="Request">How it is looked for.</param>
/// <param name="Job">The command; null before it has begun, and after it was taken from the list of work.</param>
/// <param name="Psnr">How near the found picture comes, in dB; null where nothing was found yet.</param>
public sealed record Projection(string Id, string Photo, ProjectionRequest Request, Job? Job, double? Psnr)
{
    /// <summary>Whether the search goes on.</summary>
    public bool IsRunning => Job?.State == JobState.Running;

    /// <summary>Whether there is a picture to look at.</summary>
    public bool IsFound => Psnr is not null;

    /// <summary>The address of one of its pictures: <c>photo</c>, <c>target</c> or <c>proj</c>.</summary>
    public string Picture(string what) => $"/projections/{Id}/{what}?steps={Request.Job}";
}
