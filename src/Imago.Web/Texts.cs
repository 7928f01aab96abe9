using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Imago.Web;

/// <summary>All texts of a site: <c>texts.json</c>, embedded in its assembly, each key with its languages side by side.</summary>
public sealed class Texts
{
    private readonly FrozenDictionary<string, Words> _words;

    /// <summary>Reads them.</summary>
    /// <param name="assembly">Whose resource <c>texts.json</c> is.</param>
    /// <param name="languages">Codes of the languages with their own names; the first is the one that is spoken where none is asked for.</param>
    public Texts(Assembly assembly, params ReadOnlySpan<KeyValuePair<string, string>> languages)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        using var stream = assembly.GetManifestResourceStream("texts.json") ?? throw new ArgumentException($"{assembly.GetName().Name} has no texts.json.", nameof(assembly));
        All = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(stream)!.ToFrozenDictionary(static pair => pair.Key, static pair => pair.Value.ToFrozenDictionary());
        Languages = languages.ToArray();
        _words = Languages.ToFrozenDictionary(static one => one.Key, one => new Words(this, one.Key));
    }

    /// <summary>Codes of the languages with their own names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Languages { get; }

    /// <summary>All texts: by key, then by language.</summary>
    public IReadOnlyDictionary<string, FrozenDictionary<string, string>> All { get; }

    /// <summary>Whether a language is spoken.</summary>
    public bool Speaks(string language) => _words.ContainsKey(language);

    /// <summary>The texts of a language.</summary>
    /// <exception cref="ArgumentException">It is not spoken.</exception>
    public Words In(string language) => _words.TryGetValue(language, out var words) ? words : throw new ArgumentException($"'{language}' is not spoken here: choose one of {string.Join(", ", Languages.Select(static one => one.Key))}.", nameof(language));

    /// <summary>The first language that a browser asks for and that is spoken, else the first of all.</summary>
    public string AskedFor(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var asked = request.GetTypedHeaders().AcceptLanguage.OrderByDescending(static one => one.Quality ?? 1).Select(static one => one.Value.ToString().Split('-')[0]);
        return asked.FirstOrDefault(Speaks) ?? Languages[0].Key;
    }
}

/// <summary>The texts of a site in one language.</summary>
public sealed class Words
{
    private readonly Texts _texts;

    internal Words(Texts texts, string language) => (_texts, Language) = (texts, language);

    /// <summary>The language's code.</summary>
    public string Language { get; }

    /// <summary>A text.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this key.</exception>
    public string this[string key] => _texts.All.TryGetValue(key, out var texts) ? texts[Language] : throw new KeyNotFoundException($"texts.json has no '{key}'.");

    /// <summary>Whether there is a text of this key.</summary>
    public bool Has(string key) => _texts.All.ContainsKey(key);

    /// <summary>A text with <c>{0}</c>, <c>{1}</c> … filled in; numbers with a point, thousands with a comma, as everywhere in Imago.</summary>
    public string Of(string key, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, this[key], values);
}
