namespace Imago.Gallery.Checking;

/// <summary>What a check found.</summary>
/// <param name="Store">The database, with its version.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Operations">Operations.</param>
/// <param name="Ok">Of these: answered with yes.</param>
/// <param name="Refused">Answered with no.</param>
/// <param name="Unknown">Without an answer.</param>
/// <param name="Claims">Works that were taken.</param>
/// <param name="Faults">How often each fault was put in.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Violations">What may not be, up to the first hundred.</param>
/// <param name="ViolationCount">All of them.</param>
/// <param name="History">The file with every operation, where it was kept.</param>
public sealed record CheckReport(
    string Store, int Seed, int Operations, int Ok, int Refused, int Unknown, int Claims, IReadOnlyDictionary<string, int> Faults, double Seconds, IReadOnlyList<Violation> Violations, int ViolationCount,
    string? History);
