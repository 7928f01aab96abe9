using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Imago.Networks.Formats;

namespace Imago.Networks;

/// <summary>The tokens there are, and which pairs of them become one (Sennrich, Haddow and Birch 2016, arXiv:1508.07909): the earlier in the list of merges, the sooner.</summary>
internal sealed class ClipVocabulary
{
    /// <summary>What is written behind the last symbol of a word.</summary>
    private const string WordEnd = "</w>";

    /// <summary>What begins and ends a text.</summary>
    public const string Start = "<|startoftext|>", End = "<|endoftext|>";

    private static readonly Lazy<ClipVocabulary> s_usual = new(Embedded);

    private readonly int[] _bytes = new int[256], _lastBytes = new int[256];
    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> _merges = [];

    private ClipVocabulary(IEnumerable<string> merges, Func<string, int, int> idOf)
    {
        var symbols = ByteSymbols();
        var ids = new Dictionary<string, int>();
        int Add(string token) => ids[token] = idOf(token, ids.Count);
        foreach (var (_, symbol) in symbols) Add(symbol);
        foreach (var (_, symbol) in symbols) Add(symbol + WordEnd);
        foreach (var (at, symbol) in symbols)
            (_bytes[at], _lastBytes[at]) = (ids[symbol], ids[symbol + WordEnd]);
        foreach (var merge in merges)
        {
            if (merge.Split(' ') is not [var left, var right] || !ids.TryGetValue(left, out var first) || !ids.TryGetValue(right, out var second))
                throw new FormatException($"the merge '{merge}' is not of two tokens that were there before it");
            _merges.TryAdd((first, second), (_merges.Count, Add(left + right)));
        }
        (StartToken, EndToken) = (Add(Start), Add(End));
        Count = ids.Count;
    }

    /// <summary>CLIP's own, which comes with Imago.</summary>
    public static ClipVocabulary Usual => s_usual.Value;

    /// <summary>Tokens there are.</summary>
    public int Count { get; }

    /// <summary>Begins a text.</summary>
    public int StartToken { get; }

    /// <summary>Ends a text.</summary>
    public int EndToken { get; }

    /// <summary>Hugging Face's two files.</summary>
    /// <exception cref="NetworkException">They cannot be read, or do not belong together.</exception>
    public static ClipVocabulary Read(string vocabulary, string merges)
    {
        try
        {
            using var stream = File.OpenRead(vocabulary);
            var ids = JsonSerializer.Deserialize<Dictionary<string, int>>(stream) ?? throw new FormatException("it holds nothing");
            var made = new ClipVocabulary(
                File.ReadLines(merges).Where(static line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)),
                (token, _) => ids.TryGetValue(token, out var id) ? id : throw new FormatException($"the token {token} is missing"));
            return made.Count == ids.Count ? made : throw new FormatException($"it lists {ids.Count:N0} tokens, and {made.Count:N0} follow from the merges");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            throw new NetworkException($"{vocabulary} and {merges} cannot be used ({e.Message.TrimEnd('.')}): put those there that belong to the weights, or move both away for CLIP's own.", e);
        }
    }

    /// <summary>The tokens of one word: its bytes, of which those two neighbours become one that are earliest among the merges, wherever they stand, until none are left.</summary>
    public List<int> Tokens(string word)
    {
        var bytes = Encoding.UTF8.GetBytes(word);
        var tokens = Array.ConvertAll(bytes, one => _bytes[one]).ToList();
        tokens[^1] = _lastBytes[bytes[^1]];
        while (true)
        {
            var (best, rank, id) = ((-1, -1), int.MaxValue, 0);
            for (var i = 1; i < tokens.Count; i++)
                if (_merges.TryGetValue((tokens[i - 1], tokens[i]), out var merge) && merge.Rank < rank)
                    (best, rank, id) = ((tokens[i - 1], tokens[i]), merge.Rank, merge.Id);
            if (rank == int.MaxValue) return tokens;
            var to = 0;
            for (var i = 0; i < tokens.Count; i++)
                tokens[to++] = i + 1 < tokens.Count && (tokens[i], tokens[i + 1]) == best && ++i > 0 ? id : tokens[i];
            tokens.RemoveRange(to, tokens.Count - to);
        }
    }

    private static ClipVocabulary Embedded()
    {
        using var stream = typeof(ClipVocabulary).Assembly.GetManifestResourceStream("bpe_simple_vocab_16e6.txt.gz") ?? throw new InvalidOperationException("the vocabulary is missing from the assembly.");
        using var text = new StreamReader(new GZipStream(stream, CompressionMode.Decompress));
        return new(text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1), static (_, next) => next); // the first line is a heading
    }

    /// <summary>A visible symbol for each byte, in the vocabulary's order: first the bytes that are visible themselves, then the others as letters from U+0100 on.</summary>
    private static List<(byte At, string Symbol)> ByteSymbols()
    {
        static bool Visible(int one) => one is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
        var all = Enumerable.Range(0, 256).ToList();
        return
        [
            .. all.Where(Visible).Select(static one => ((byte)one, ((char)one).ToString())),
            .. all.Where(static one => !Visible(one)).Select(static (one, i) => ((byte)one, ((char)(256 + i)).ToString())),
        ];
    }
}
