using System.Globalization;

namespace Imago.Studio.Explorer;

/// <summary>
/// A point that an artist has reached, as a short text that leads there again. It says where the way began and every step of it:
/// <c>85</c> (a seed), <c>keep:NAME</c> (a kept picture), <c>(A,B,0.35)</c> (between two points, 35 hundredths of the way from A to B in w),
/// and behind any of them <c>~4@0.3</c>, the fourth neighbour at distance 0.3. So <c>85~4@0.3~1@0.2</c> is a path of two steps. See <see cref="LatentPoints"/> for what they mean in numbers.
/// </summary>
public abstract record LatentAddress
{
    /// <summary>The longest address: about three hundred steps.</summary>
    public const int MostLetters = 2000;

    /// <summary>The highest number of a neighbour.</summary>
    public const int MostNeighbours = 999;

    private const int MostNested = 8;

    /// <summary>The highest seed: what numpy's generator takes.</summary>
    public const long HighestSeed = uint.MaxValue;

    /// <summary>The z of a seed.</summary>
    public sealed record OfSeed(long Seed) : LatentAddress
    {
        /// <inheritdoc/>
        public override string ToString() => Seed.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A kept picture.</summary>
    public sealed record OfKeep(string Name) : LatentAddress
    {
        /// <inheritdoc/>
        public override string ToString() => "keep:" + Name;
    }

    /// <summary>A neighbour of a point.</summary>
    public sealed record Neighbour(LatentAddress Of, int Number, double Distance) : LatentAddress
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Of}~{Number}@{Text(Distance)}";
    }

    /// <summary>Between two points.</summary>
    public sealed record Between(LatentAddress From, LatentAddress To, double Share) : LatentAddress
    {
        /// <inheritdoc/>
        public override string ToString() => $"({From},{To},{Text(Share)})";
    }

    /// <summary>The way to this point: where it began, and each point on it; this one is the last.</summary>
    public IReadOnlyList<LatentAddress> Way()
    {
        List<LatentAddress> way = [this];
        while (way[^1] is Neighbour step)
            way.Add(step.Of);
        way.Reverse();
        return way;
    }

    /// <summary>A neighbour of this point. Distances count to a ten-thousandth, so that the text says all.</summary>
    public LatentAddress Step(int number, double distance) => new Neighbour(this, number, Math.Round(distance, 4));

    /// <summary>Whether one more step would be too long a text.</summary>
    public bool IsFull => ToString().Length > MostLetters - 12;

    /// <summary>Reads an address.</summary>
    /// <exception cref="StudioException">It is none.</exception>
    public static LatentAddress Parse(string text)
    {
        if (text.Length > MostLetters)
            throw Wrong(text[..40] + "…", $"it has {text.Length} letters, expected {MostLetters} at most: keep the picture and go on from there");
        var rest = text.AsSpan();
        var point = Point(ref rest, text, 0);
        return rest.Length == 0 ? point : throw Wrong(text, $"it goes on with '{rest}'");
    }

    /// <summary>Of a number that stands in an address or beside it.</summary>
    internal static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static LatentAddress Point(ref ReadOnlySpan<char> rest, string text, int depth)
    {
        if (depth > MostNested)
            throw Wrong(text, $"points between points are nested deeper than {MostNested}");
        var point = Start(ref rest, text, depth);
        while (rest is ['~', ..])
        {
            rest = rest[1..];
            var number = ReadNumber(Until(ref rest, "@"), text, MostNeighbours);
            Expect(ref rest, '@', text);
            point = new Neighbour(point, (int)number, ReadShare(Until(ref rest, "~,)"), text));
        }
        return point;
    }

    private static LatentAddress Start(ref ReadOnlySpan<char> rest, string text, int depth)
    {
        if (rest is ['(', ..])
        {
            rest = rest[1..];
            var from = Point(ref rest, text, depth + 1);
            Expect(ref rest, ',', text);
            var to = Point(ref rest, text, depth + 1);
            Expect(ref rest, ',', text);
            var share = ReadShare(Until(ref rest, ")"), text);
            Expect(ref rest, ')', text);
            return new Between(from, to, share);
        }
        var word = Until(ref rest, "~,)");
        if (!word.StartsWith("keep:"))
            return new OfSeed(ReadNumber(word, text, HighestSeed));
        var name = word[5..].ToString();
        try
        {
            return Workspaces.Workspace.FileName(name) == name ? new OfKeep(name) : throw Wrong(text, $"nothing can be kept under the name '{name}'");
        }
        catch (StudioException e)
        {
            throw Wrong(text, $"nothing can be kept under the name '{name}'", e);
        }
    }

    private static ReadOnlySpan<char> Until(ref ReadOnlySpan<char> rest, string ends)
    {
        var end = rest.IndexOfAny(ends);
        var word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return word;
    }

    private static void Expect(ref ReadOnlySpan<char> rest, char sign, string text)
    {
        if (rest.Length == 0 || rest[0] != sign)
            throw Wrong(text, $"a '{sign}' is missing");
        rest = rest[1..];
    }

    private static long ReadNumber(ReadOnlySpan<char> word, string text, long most) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : throw Wrong(text, $"'{word}' is no whole number from 0 to {most}");

    private static double ReadShare(ReadOnlySpan<char> word, string text) =>
        double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share <= 1 ? Math.Round(share, 4) : throw Wrong(text, $"'{word}' is no number from 0 to 1");

    private static StudioException Wrong(string text, string why, Exception? inner = null) => new($"'{text}' is no point ({why}): expected a seed such as 85, keep:NAME, or a path such as 85~4@0.3.", inner!);
}
