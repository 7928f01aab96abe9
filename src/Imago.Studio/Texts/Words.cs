using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Imago.Studio.Texts;

/// <summary>The studio's texts in one language; all of them stand in <c>texts.json</c>, each key with its four languages side by side.</summary>
public sealed class Words
{
    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> s_all = Read();

    private readonly string _language;

    /// <summary>The texts of a language.</summary>
    /// <param name="language">One of <see cref="Languages"/>.</param>
    public Words(string language) => _language = Languages.ContainsKey(language) ? language : throw new ArgumentException($"The studio does not speak '{language}': choose one of {string.Join(", ", Languages.Keys)}.", nameof(language));

    /// <summary>The languages by their codes, each in its own words.</summary>
    public static IReadOnlyDictionary<string, string> Languages { get; } = new Dictionary<string, string> { ["en"] = "English", ["de"] = "Deutsch", ["pt"] = "Português", ["zh"] = "中文" };

    /// <summary>Its code.</summary>
    public string Language => _language;

    /// <summary>All texts: by key, then by language.</summary>
    internal static IReadOnlyDictionary<string, FrozenDictionary<string, string>> All => s_all;

    /// <summary>A text.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this key.</exception>
    public string this[string key] => s_all.TryGetValue(key, out var texts) ? texts[_language] : throw new KeyNotFoundException($"texts.json has no '{key}'.");

    /// <summary>A text with <c>{0}</c>, <c>{1}</c> … filled in; numbers with a point, thousands with a comma, as everywhere in Imago.</summary>
    public string Of(string key, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, this[key], values);

    private static FrozenDictionary<string, FrozenDictionary<string, string>> Read()
    {
        using var stream = typeof(Words).Assembly.GetManifestResourceStream("texts.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(stream)!.ToFrozenDictionary(static pair => pair.Key, static pair => pair.Value.ToFrozenDictionary());
    }
}
