using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Imago.Gallery.Certificates;
using Imago.Gallery.Tests.Support;

namespace Imago.Gallery.Tests.Certificates;

public sealed class CertificateTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Any_changed_bit_is_refused()
    {
        using var keys = SigningKeys.Open(_folder.Path);
        var file = Signed(keys).ToBytes();
        CertificateCheck.Signature(file, keys.Public);
        var refused = 0;
        foreach (var mutation in Flips(file).Concat(Mutations.Seeds(1).Select(seed => Mutations.Of(file, seed))).Where(mutation => !mutation.AsSpan().SequenceEqual(file)))
        {
            var e = Assert.Throws<GalleryException>(() => CertificateCheck.Signature(mutation, keys.Public));
            Assert.True(e.Message.Length is > 20 and < 2000, e.Message);
            refused++;
        }
        Assert.True(refused > 20_000, $"{refused} mutations");
    }

    [Fact]
    public void Any_changed_bit_of_the_picture_is_refused()
    {
        using var keys = SigningKeys.Open(_folder.Path);
        var picture = RandomNumberGenerator.GetBytes(1250);
        var certificate = Some(keys) with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(picture)) };
        CertificateCheck.File(certificate, new MemoryStream(picture));
        foreach (var changed in Flips(picture).Append(picture[..^1]).Append([.. picture, 0]))
            Assert.Throws<GalleryException>(() => CertificateCheck.File(certificate, new MemoryStream(changed)));
    }

    [Fact]
    public void A_broken_chain_is_named_by_its_line()
    {
        using var keys = SigningKeys.Open(_folder.Path);
        var lines = Chain(keys, 5);
        Assert.Equal(5, CertificateCheck.Ledger(lines, keys.Public).Count);
        Refused("line 3", [lines[0], lines[1], lines[3], lines[4]]); // one taken out
        Refused("line 2", [lines[0], lines[2], lines[1]]); // two changed about
        var other = Signed(keys, Some(keys) with { Position = 2, Picture = 9, Previous = new string('a', 64) });
        Refused("line 3", [lines[0], lines[1], other.ToBytes()]); // signed, but after another past
        var twice = Signed(keys, Some(keys) with { Position = 1, Picture = 1, Previous = Convert.ToHexStringLower(SignedCertificate.Parse(lines[0]).Hash()) });
        Refused("picture 1 was taken before", [lines[0], twice.ToBytes()]);

        void Refused(string part, byte[][] chain) => Assert.Contains(part, Assert.Throws<GalleryException>(() => CertificateCheck.Ledger(chain, keys.Public)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_one_form_is_that_of_RFC_8785()
    {
        // The strings of the RFC's own example (3.2.2), and its order of keys (3.2.3).
        var value = JsonNode.Parse("""{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}""");
        Assert.Equal("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\",\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}", Encoding.UTF8.GetString(CanonicalJson.Bytes(value)));
        Assert.Equal("""{"string":"€$\u000f\nA'B\"\\\\\"/"}""", Encoding.UTF8.GetString(CanonicalJson.Bytes(JsonNode.Parse("""{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"}"""))));
        foreach (var other in new[] { "{ }", """{"b":1,"a":2}""", """{"a":1.0}""", """{"a":true}""", """{"a":[1]}""", """{"a":9007199254740992}""", """{"a":1,"a":1}""", """{"a":"\u0041"}""", """{"a":"\ud800"}""", """{"a":-0}""", "[1]", "{", "" })
            Assert.Throws<FormatException>(() => CanonicalJson.Parse(Encoding.UTF8.GetBytes(other)));
    }

    [Fact]
    public void Keys_are_made_once_kept_secret_and_renewed_without_losing_the_old_ones()
    {
        var ids = new string[8];
        Parallel.For(0, ids.Length, i =>
        {
            using var keys = SigningKeys.Open(_folder.Path);
            ids[i] = keys.Id;
        });
        Assert.Single(ids.Distinct());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.At("certificates.pem")));
        byte[] before;
        using (var keys = SigningKeys.Open(_folder.Path))
            before = Signed(keys).ToBytes();
        var renewed = SigningKeys.Renew(_folder.Path);
        Assert.NotEqual(ids[0], renewed);
        using var now = SigningKeys.Open(_folder.Path);
        Assert.Equal(new HashSet<string> { ids[0], renewed }, now.Public.ById.Keys.ToHashSet());
        Assert.Equal(ids[0], CertificateCheck.Signature(before, PublicKeys.Read(now.Public.ToPem())).Certificate.Key);
        Assert.Equal(renewed, CertificateCheck.Signature(Signed(now).ToBytes(), now.Public).Certificate.Key);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.new"));
    }

    private static byte[][] Chain(SigningKeys keys, int count)
    {
        var lines = new byte[count][];
        var previous = new string('0', 64);
        for (var i = 0; i < count; i++)
        {
            var signed = Signed(keys, Some(keys) with { Position = i, Picture = i + 1, Previous = previous });
            (lines[i], previous) = (signed.ToBytes(), Convert.ToHexStringLower(signed.Hash()));
        }
        return lines;
    }

    private static SignedCertificate Signed(SigningKeys keys, Certificate? certificate = null)
    {
        certificate ??= Some(keys);
        return new(certificate, keys.Sign(certificate.ToBytes()));
    }

    private static Certificate Some(SigningKeys keys) => new()
    {
        Position = 0, Gallery = "Nobody's «portraits»", Picture = 17, Sha256 = new string('1', 64), Title = "Хоровод 圆舞", Room = "People", Number = 3, Of = 12,
        TakenAt = new(2026, 11, 22, 12, 0, 0, 123, TimeSpan.Zero), Previous = new string('0', 64), Key = keys.Id,
    };

    private static IEnumerable<byte[]> Flips(byte[] file)
    {
        for (var bit = 0; bit < file.Length * 8; bit++)
        {
            var changed = file.ToArray();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            yield return changed;
        }
    }
}
