namespace Imago.Cli.Doctor;

/// <summary>How well a part is.</summary>
internal enum Health
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Imago works, slower or without something.</summary>
    Warning,

    /// <summary>Imago does not work.</summary>
    Missing,
}

/// <summary>One line of the doctor's report.</summary>
/// <param name="Part">What was looked at: <c>libtorch</c>.</param>
/// <param name="Health">How well it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="Mend">What to do, where something is to be done.</param>
internal sealed record Finding(string Part, Health Health, string Text, string? Mend = null);
