using Imago.Networks.Formats;

namespace Imago.Networks.Tests.Clip;

/// <summary>The tokens themselves are compared in Imago.Reference.Tests; here is the rest.</summary>
public sealed class ClipTokenizerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("imago-clip-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public void A_text_is_filled_up_or_cut_with_its_end_last()
    {
        var tokenizer = new ClipTokenizer();
        Assert.Equal([49406, 320, 2368, 49407, 0, 0], tokenizer.Encode("a cat", 6));
        Assert.Equal([49406, 320, 2368, 49407, 49407, 49407], tokenizer.Encode("a cat", 6, padding: 49407));
        Assert.Equal([49406, 320, 49407], tokenizer.Encode("a cat", 3));
        Assert.Equal([49406, 49407], tokenizer.Encode("a cat", 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Encode("a cat", 1));
    }

    [Theory]
    [InlineData("cafe\u0301, Zu\u0308rich, \u0438\u0306", "café, zürich, й")]
    [InlineData("\u1112\u1161\u11AB\u1100\u116E\u11A8", "한국")]
    [InlineData("Ｇａｌｌｅｒｙ ｶﾞ", "gallery ガ")]
    [InlineData("KÖΣ ΣΑΣ", "köς σας")]
    [InlineData("itâ€™s dÃ©jÃ\u00A0 vu", "it's déjà vu")]
    [InlineData("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "привет")]
    [InlineData("ÃƒÂ¶", "ö")]
    [InlineData("das „Ä“, «MANH\u00C3\u00BB, passé’”", "das \"ä\", «manhã», passé'\"")]
    [InlineData("a\0b\u200Bc", "ab\u200bc")]
    public void Texts_are_mended_and_those_that_only_look_broken_stay(string text, string expected) => Assert.Equal(expected, ClipText.Clean(text));

    [ArchiveFact]
    public void Letters_are_composed_as_Pythons_tables_have_it()
    {
        const string script = """
            import sys, unicodedata
            out = []
            for cp in [*range(0xC0, 0x530), *range(0x1E00, 0x2000), *range(0x3040, 0x3100), *range(0xAC00, 0xD7A4, 97)]:
                apart = unicodedata.normalize('NFD', chr(cp))
                out.append(apart + '\t' + unicodedata.normalize('NFC', apart))
            sys.stdout.buffer.write('\n'.join(out).encode())
            """;
        var lines = ScriptedArchive.Output(script).Split('\n');
        Assert.True(lines.Length > 1_900);
        var wrong = lines.Select(static line => line.Split('\t')).Where(static pair => ComposedText.Of(pair[0]) != pair[1]).Select(static pair => pair[1]).ToArray();
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {lines.Length}: {string.Join(' ', wrong)}");
    }

    [Fact]
    public void Half_a_letter_is_no_letter() => Assert.Equal("a\uFFFDb", ClipText.Clean("a\uD800b"));

    [Fact]
    public void The_vocabulary_beside_the_weights_is_taken_and_one_that_does_not_hold_together_is_refused()
    {
        // As if each token but the bytes' had another number: bytes, bytes at a word's end, «a»+«b», start, end.
        var bytes = Enumerable.Range(0, 256).Select(one => ((char)(one is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174 ? one : 256 + Hidden(one))).ToString()).ToList();
        var tokens = (string[])["<|endoftext|>", "<|startoftext|>", "ab</w>", .. bytes, .. bytes.Select(static one => one + "</w>")];
        File.WriteAllText(At("vocab.json"), "{" + string.Join(',', tokens.Select((token, i) => $"{System.Text.Json.JsonSerializer.Serialize(token)}:{i}")) + "}");
        File.WriteAllText(At("merges.txt"), "#version: 0.2\na b</w>\n");
        var tokenizer = ClipTokenizer.Beside(At("model.safetensors"));
        Assert.Equal(515, tokenizer.VocabularySize);
        Assert.Equal([1, 2, 3 + 'a', 3 + 256 + 'a', 0], tokenizer.Encode("AB aa", 5));

        File.WriteAllText(At("merges.txt"), "#version: 0.2\na b</w>\nab c</w>\n");
        Assert.Contains("the merge 'ab c</w>' is not of two tokens", Assert.Throws<NetworkException>(() => ClipTokenizer.Beside(At("model.safetensors"))).Message, StringComparison.Ordinal);
        File.WriteAllText(At("merges.txt"), "a c</w>\n");
        Assert.Contains("the token ac</w> is missing", Assert.Throws<NetworkException>(() => ClipTokenizer.Beside(At("model.safetensors"))).Message, StringComparison.Ordinal);
        File.WriteAllText(At("merges.txt"), "");
        Assert.Contains("515 tokens, and 514 follow", Assert.Throws<NetworkException>(() => ClipTokenizer.Beside(At("model.safetensors"))).Message, StringComparison.Ordinal);
        File.Delete(At("merges.txt"));
        Assert.Equal(49_408, ClipTokenizer.Beside(At("model.safetensors")).VocabularySize);

        static int Hidden(int one) => Enumerable.Range(0, one).Count(static before => before is not ((>= 33 and <= 126) or (>= 161 and <= 172) or >= 174));
    }

    [Fact]
    public void A_long_word_of_one_piece_takes_no_forever()
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Equal(77, new ClipTokenizer().Encode(string.Concat(Enumerable.Range(0, 20_000).Select(static i => (char)('a' + (i * i % 26)))), 77).Length);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 20);
    }
}
