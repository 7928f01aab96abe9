using System.Globalization;
using Imago.Studio.Networks;

namespace Imago.Studio.Training;

/// <summary>In what the length of a training is given.</summary>
public enum LengthUnit
{
    /// <summary>Thousands of pictures.</summary>
    Kimg,

    /// <summary>Minutes, as the estimate has them.</summary>
    Minutes,

    /// <summary>Hours, as the estimate has them.</summary>
    Hours,
}

/// <summary>What the artist has chosen for a new run. Null stands for the command line's own default.</summary>
public sealed class TrainingForm
{
    /// <summary>Stands for no network to begin with.</summary>
    public const string Scratch = "";

    /// <summary>Stands for <see cref="Address"/>.</summary>
    public const string Elsewhere = "address";

    /// <summary>The data set's path in the workspace, such as <c>datasets/faces.zip</c>.</summary>
    public string? Data { get; set; }

    /// <summary>The network to begin with: a key, <see cref="Scratch"/> or <see cref="Elsewhere"/>.</summary>
    public string Start { get; set; } = NetworkShelf.BundledKey;

    /// <summary>An https:// address or a known name.</summary>
    public string? Address { get; set; }

    /// <summary>How long.</summary>
    public double? Length { get; set; } = 200;

    /// <summary>In what.</summary>
    public LengthUnit Unit { get; set; }

    /// <summary>Every picture mirrored too.</summary>
    public bool Mirror { get; set; }

    /// <summary>The base configuration.</summary>
    public string Cfg { get; set; } = "auto";

    /// <summary>Pictures in a step.</summary>
    public double? Batch { get; set; }

    /// <summary>Weight of R1.</summary>
    public double? Gamma { get; set; }

    /// <summary>Augmentation.</summary>
    public string Aug { get; set; } = "ada";

    /// <summary>Its strength.</summary>
    public double? P { get; set; }

    /// <summary>Channels.</summary>
    public double? Cbase { get; set; }

    /// <summary>Most channels.</summary>
    public double? Cmax { get; set; }

    /// <summary>Thousands of pictures in a tick.</summary>
    public double? Tick { get; set; }

    /// <summary>Ticks between snapshots: the command line has 50, which on one machine is hours; here one wants to see it grow, and to branch.</summary>
    public double? Snap { get; set; } = 10;

    /// <summary>Seed.</summary>
    public double? Seed { get; set; }

    /// <summary>The time that was asked for; null where the length is in kimg.</summary>
    public TimeSpan? Time => Length is not { } length ? null : Unit switch
    {
        LengthUnit.Minutes => TimeSpan.FromMinutes(Math.Clamp(length, 0, 1e7)),
        LengthUnit.Hours => TimeSpan.FromHours(Math.Clamp(length, 0, 1e5)),
        _ => null,
    };

    /// <summary>Thousands of pictures; null where they are not known: a time without a speed, or nothing given.</summary>
    public double? Kimg(TrainingSpeed? speed) => Unit == LengthUnit.Kimg ? Length : Time is { } time ? speed?.KimgIn(time) : null;

    /// <summary>The arguments of <c>imago train</c>, without the length.</summary>
    /// <exception cref="StudioException">No data set is chosen, or the network is not there any more.</exception>
    public IReadOnlyList<string> Arguments(NetworkShelf networks)
    {
        List<string> arguments = ["--data", Data ?? throw new StudioException("No data set is chosen: choose one.")];
        void Add(string option, string? value)
        {
            if (value is not null)
                arguments.AddRange([option, value]);
        }
        Add("--resume", Start switch
        {
            Scratch => null,
            Elsewhere => string.IsNullOrWhiteSpace(Address) ? throw new StudioException("No address is given: paste one that begins with https://, or choose a network from the list.") : Address.Trim(),
            _ => networks.Find(Start).Path,
        });
        if (Mirror)
            arguments.Add("--mirror");
        Add("--cfg", Cfg == "auto" ? null : Cfg);
        Add("--aug", Aug == "ada" ? null : Aug);
        foreach (var (option, value) in new[] { ("--batch", Batch), ("--gamma", Gamma), ("--p", P), ("--cbase", Cbase), ("--cmax", Cmax), ("--tick", Tick), ("--snap", Snap), ("--seed", Seed) })
            Add(option, value?.ToString(CultureInfo.InvariantCulture));
        return arguments;
    }
}
