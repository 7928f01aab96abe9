using System.Text.RegularExpressions;
using Imago.Studio.Shell;

namespace Imago.Studio.Tests;

public sealed partial class WordsTests
{
    [Fact]
    public void Every_text_is_there_in_every_language()
    {
        var missing = Languages.Texts.All.SelectMany(static text => Languages.Texts.Languages.Select(static one => one.Key).Where(language => !text.Value.TryGetValue(language, out var words) || words.Length == 0).Select(language => $"{text.Key} in {language}"));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_language_fills_in_the_same_values()
    {
        static string Places(string text) => string.Join(' ', Place().Matches(text).Select(static match => match.Value).Distinct().Order());
        Assert.Empty(Languages.Texts.All.Where(static text => text.Value.Values.Select(Places).Distinct().Count() > 1).Select(static text => text.Key));
    }

    [Fact]
    public void Every_key_that_a_page_names_has_a_text_and_every_text_is_named()
    {
        var source = Directory.EnumerateFiles(Path.Combine(Some.Repository, "src/Imago.Studio"), "*", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("node_modules", StringComparison.Ordinal) && Path.GetExtension(file) is ".razor" or ".cs")
            .Select(File.ReadAllText).ToList();
        var named = source.SelectMany(static text => Key().Matches(text)).Select(static match => match.Groups[1].Value).ToHashSet();
        Assert.Equal("", string.Join(' ', named.Where(static key => !key.EndsWith('-') && !key.EndsWith('.') && !Languages.Texts.All.ContainsKey(key))));
        // "nav.theme-" + theme names all that begin so; a key may also stand alone, as a word in quotes.
        var beginnings = named.Where(static key => key.EndsWith('-') || key.EndsWith('.')).ToList();
        var all = string.Join('\n', source);
        var unused = Languages.Texts.All.Keys.Where(key => !named.Contains(key) && !beginnings.Exists(start => key.StartsWith(start, StringComparison.Ordinal)) && !all.Contains($"\"{key}\"", StringComparison.Ordinal));
        Assert.Equal("", string.Join(' ', unused));
    }

    [Fact]
    public void An_unknown_language_or_key_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Languages.Texts.In("la"));
        Assert.Throws<KeyNotFoundException>(() => Languages.Texts.In("de")["no.such"]);
    }

    [GeneratedRegex(@"\{\d")]
    private static partial Regex Place();

    [GeneratedRegex("""\b_?(?:T|words)(?:\.Of\(|\[)"([^"]+)"(?=[\],)+ ])""")]
    private static partial Regex Key();
}
