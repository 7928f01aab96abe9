using System.Globalization;

namespace Imago.Latent.Bending;

/// <summary>Transforms as users write them: a name, numbers, and for movements what lies outside.</summary>
public static class TransformText
{
    /// <summary>What may be written, for the help of an option.</summary>
    public const string Words =
        "scale FACTOR, invert [AMOUNT], threshold LEVEL [AMOUNT], flip-h [AMOUNT], flip-v [AMOUNT], translate RIGHT DOWN, rotate DEGREES, zoom TIMES, erode RADIUS, dilate RADIUS " +
        "(lengths are shares of the side; behind translate, rotate and zoom may stand reflect, wrap or zero: what lies outside)";

    private sealed record Form(Func<double[], Outside, Transform> Make, params Number[] Numbers)
    {
        internal bool Moves { get; init; }
    }

    private sealed record Number(string Name, double Least, double Most, double? Usual = null);

    private static readonly Number s_amount = new("amount", 0, 1, 1), s_radius = new("radius", 0, 0.25);

    private static readonly Dictionary<string, Form> s_forms = new()
    {
        ["scale"] = new(static (n, _) => new Scale(n[0]), new Number("factor", -100, 100)),
        ["invert"] = new(static (n, _) => new Invert(n[0]), s_amount),
        ["threshold"] = new(static (n, _) => new Threshold(n[0], n[1]), new("level", -1000, 1000), s_amount),
        ["flip-h"] = new(static (n, _) => new Flip(Vertically: false, n[0]), s_amount),
        ["flip-v"] = new(static (n, _) => new Flip(Vertically: true, n[0]), s_amount),
        ["translate"] = new(static (n, outside) => new Translate(n[0], n[1], outside), new("way to the right", -10, 10), new("way down", -10, 10)) { Moves = true },
        ["rotate"] = new(static (n, outside) => new Rotate(n[0], outside), new Number("angle", -36_000, 36_000)) { Moves = true },
        ["zoom"] = new(static (n, outside) => new Zoom(n[0], outside), new Number("zoom", 0.01, 100)) { Moves = true },
        ["erode"] = new(static (n, _) => new Erode(n[0]), s_radius),
        ["dilate"] = new(static (n, _) => new Dilate(n[0]), s_radius),
    };

    /// <summary>Reads one, such as <c>rotate 45 wrap</c>.</summary>
    /// <exception cref="ArgumentException">It is none, or a number is missing, too many or out of range.</exception>
    public static Transform Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0 || !s_forms.TryGetValue(parts[0], out var form))
            throw new ArgumentException($"'{text}' is no transform: expected {Words}.");
        var outside = Outside.Reflect;
        var given = parts[1..];
        if (form.Moves && given.Length > 0 && Enum.GetValues<Outside>().Select(static one => (Outside?)one).FirstOrDefault(one => WordOf(one!.Value) == given[^1]) is { } word)
            (outside, given) = (word, given[..^1]);
        var least = form.Numbers.Count(static number => number.Usual is null);
        if (given.Length < least || given.Length > form.Numbers.Length)
            throw new ArgumentException($"'{text}' has {given.Length} numbers, expected {(least < form.Numbers.Length ? $"{least} or " : "")}{form.Numbers.Length}: {Words}.");
        var numbers = form.Numbers.Select((number, i) => i < given.Length ? ToNumber(given[i], number.Name, text) : number.Usual!.Value).ToArray();
        var transform = form.Make(numbers, outside);
        Check(transform);
        return transform;
    }

    /// <summary>Refuses numbers out of their range.</summary>
    /// <exception cref="ArgumentException">One is.</exception>
    internal static void Check(Transform transform)
    {
        foreach (var (number, value) in s_forms.TryGetValue(transform.Name, out var form) ? form.Numbers.Zip(transform.Numbers) : [])
            if (!(value >= number.Least && value <= number.Most))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The {number.Name} of '{transform}' is {value}, expected {number.Least} to {number.Most}{(number == s_radius ? " of the picture's side" : "")}."));
    }

    /// <summary>As it is written behind a movement.</summary>
    internal static string WordOf(Outside outside) => outside switch { Outside.Wrap => "wrap", Outside.Zero => "zero", _ => "reflect" };

    private static double ToNumber(string text, string name, string all) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : throw new ArgumentException($"The {name} of '{all}' is '{text}', expected a number: {Words}.");
}
