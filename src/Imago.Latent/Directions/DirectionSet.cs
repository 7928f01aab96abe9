using System.Globalization;

namespace Imago.Latent.Directions;

/// <summary>How directions were found.</summary>
public enum DirectionMethod
{
    /// <summary>Closed-form factorisation of the weights: see <see cref="ClosedFormFactorization"/>.</summary>
    Sefa,

    /// <summary>Principal components of w: see <see cref="PrincipalComponents"/>.</summary>
    Pca,
}

/// <summary>How far to go along one direction.</summary>
/// <param name="Direction">Its number, from 0.</param>
/// <param name="Strength">In standard deviations of w along it; negative is the other way, 0 stays.</param>
public readonly record struct DirectionStep(int Direction, double Strength);

/// <summary>Directions in w along which the pictures of one network change. A plain value: it holds no tensors and does not know where it is stored.</summary>
public sealed record DirectionSet
{
    /// <summary>How they were found.</summary>
    public required DirectionMethod Method { get; init; }

    /// <summary>The network that they belong to, by its fingerprint.</summary>
    public required string Network { get; init; }

    /// <summary>The layers whose w they move where nothing else is asked for, rising, 0 to numWs - 1.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>Dimension of w.</summary>
    public required int WDim { get; init; }

    /// <summary>[Count, WDim], rows of length 1, the most important first; of each row the number that is largest without its sign is positive.</summary>
    public required float[] Vectors { get; init; }

    /// <summary>[Count], the standard deviation of w along each: how far strength 1 goes.</summary>
    public required float[] Scale { get; init; }

    /// <summary>[Count], the names that somebody gave; empty where there is none.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>How many.</summary>
    public int Count => Scale.Length;

    /// <summary>The direction of that name, or of that number.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public int Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > 0 && Names.Index().FirstOrDefault(one => string.Equals(one.Item, text, StringComparison.OrdinalIgnoreCase)) is { Item: not null } named)
            return named.Index;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < Count)
            return number;
        var names = Names.Where(static name => name.Length > 0).ToList();
        throw new ArgumentException($"There is no direction '{text}': expected a number from 0 to {Count - 1}{(names.Count == 0 ? "" : $", or one of the names {string.Join(", ", names)}")}.");
    }

    /// <summary>The same directions, one of which has another name.</summary>
    /// <param name="direction">Its number.</param>
    /// <param name="name">The name, or nothing to take the old one away.</param>
    /// <exception cref="ArgumentException">There is no such direction, another one has that name, or a name cannot be told from a number or a strength.</exception>
    public DirectionSet Named(int direction, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var clean = name.Trim();
        if (direction < 0 || direction >= Count)
            throw new ArgumentException($"There is no direction {direction}: expected 0 to {Count - 1}.");
        if (clean.Any(static sign => sign is '=' || char.IsControl(sign)) || double.TryParse(clean, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            throw new ArgumentException($"A direction cannot be called '{name}': choose a name that is no number and holds no '='.");
        if (clean.Length > 0 && Names.Index().FirstOrDefault(one => one.Index != direction && string.Equals(one.Item, clean, StringComparison.OrdinalIgnoreCase)) is { Item: not null } other)
            throw new ArgumentException($"Direction {other.Index} is called '{other.Item}' already: choose another name, or take it away from that one first.");
        return this with { Names = [.. Names.Select((old, index) => index == direction ? clean : old)] };
    }

    /// <summary>Moves a picture: w + strength · scale · vector at the chosen layers, step by step; the other layers stay as they are, bit for bit.</summary>
    /// <param name="ws">[numWs, WDim], which is not changed. Truncation comes before.</param>
    /// <param name="steps">How far along which.</param>
    /// <param name="layers">The layers that move; null means <see cref="Layers"/>.</param>
    /// <returns>[numWs, WDim].</returns>
    /// <exception cref="ArgumentException">The ws are of another network, or a layer, direction or strength cannot be.</exception>
    public float[] Apply(float[] ws, IReadOnlyList<DirectionStep> steps, IReadOnlyList<int>? layers = null)
    {
        ArgumentNullException.ThrowIfNull(ws);
        ArgumentNullException.ThrowIfNull(steps);
        var (where, numWs) = (layers ?? Layers, ws.Length / WDim);
        if (ws.Length == 0 || ws.Length % WDim != 0)
            throw new ArgumentException($"{ws.Length} numbers were given to move, expected [numWs, {WDim}]: these directions belong to a network whose w has {WDim} dimensions.");
        if (where.Any(layer => layer < 0 || layer >= numWs))
            throw new ArgumentException($"The layers {string.Join(", ", where)} were to be moved, but a picture of this network has the layers 0 to {numWs - 1}: choose among these.");
        var moved = (float[])ws.Clone();
        foreach (var step in steps)
        {
            if (step.Direction < 0 || step.Direction >= Count)
                throw new ArgumentException($"There is no direction {step.Direction}: expected 0 to {Count - 1}.");
            if (!double.IsFinite(step.Strength))
                throw new ArgumentException($"The strength is {step.Strength}, expected a finite number; -3 to 3 are usual.");
            var factor = step.Strength * Scale[step.Direction];
            var vector = Vectors.AsSpan(step.Direction * WDim, WDim);
            foreach (var layer in where)
                for (var i = 0; i < WDim; i++)
                    moved[(layer * WDim) + i] += (float)(factor * vector[i]);
        }
        return moved;
    }
}
