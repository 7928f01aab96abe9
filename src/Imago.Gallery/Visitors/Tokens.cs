using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Imago.Gallery.Visitors;

/// <summary>Secrets that visitors carry. The database knows their hashes only.</summary>
internal static class Tokens
{
    // Crockford's 32 signs: none that is taken for another.
    private const string Signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>256 random bits in 43 signs that need no escaping in addresses.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256 of a token, 32 bytes. A token has 256 random bits, so its hash needs no salt.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Whether something looks like a token.</summary>
    public static bool IsOne(string? token) => token is { Length: 43 } && token.All(static one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_');

    /// <summary>A code to be typed: 40 random bits as <c>XXXX-XXXX</c>.</summary>
    public static string NewCode()
    {
        var code = RandomNumberGenerator.GetString(Signs, 8);
        return $"{code[..4]}-{code[4..]}";
    }

    /// <summary>Reads a typed code: small letters, spaces and look-alikes are forgiven. Null: that is none.</summary>
    public static string? ReadCode(string? typed)
    {
        var signs = (typed ?? "").ToUpperInvariant().Replace('O', '0').Replace('I', '1').Replace('L', '1').Where(static one => one is not ('-' or ' ')).Take(9).ToArray();
        return signs.Length == 8 && signs.All(static one => Signs.Contains(one, StringComparison.Ordinal)) ? $"{new string(signs, 0, 4)}-{new string(signs, 4, 4)}" : null;
    }
}
