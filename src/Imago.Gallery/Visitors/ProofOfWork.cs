using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Imago.Gallery.Visitors;

/// <summary>
/// What a letter costs who asks for it: a second or so of computing, done by <c>work.ts</c> while the address is typed (<see href="http://www.hashcash.org/hashcash.pdf">hashcash</see>).
/// A challenge is signed, ends, and is spent with its solution; no third party, no puzzle for eyes.
/// </summary>
internal sealed class ProofOfWork(GallerySettings settings, Vault vault, SpentOnce spent)
{
    private static readonly TimeSpan s_lasts = TimeSpan.FromMinutes(30);

    /// <summary>A new challenge: <c>bits.end.salt.signature</c>. Wanted is a number n so that SHA-256 of <c>challenge:n</c> begins with that many zero bits.</summary>
    public string New()
    {
        var end = (DateTimeOffset.UtcNow + s_lasts).ToUnixTimeSeconds();
        var body = string.Create(CultureInfo.InvariantCulture, $"{settings.ProofOfWorkBits}.{end}.{Tokens.New()}");
        return $"{body}.{Signature(body)}";
    }

    /// <summary>Whether the work was done, for a challenge of ours that was not used before.</summary>
    /// <param name="solution"><c>challenge:n</c>.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<bool> AcceptAsync(string? solution, CancellationToken cancel)
    {
        if (solution is not { Length: < 200 } || solution.Split(':') is not [var challenge, { Length: > 0 and <= 16 } number] || !number.All(char.IsAsciiDigit) || challenge.Split('.') is not [var bits, var end, var salt, var signature])
            return false;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Signature($"{bits}.{end}.{salt}")), Encoding.UTF8.GetBytes(signature)))
            return false;
        var ends = DateTimeOffset.FromUnixTimeSeconds(long.Parse(end, CultureInfo.InvariantCulture)); // ours: the signature holds
        return ends > DateTimeOffset.UtcNow && ZeroBits(SHA256.HashData(Encoding.UTF8.GetBytes(solution))) >= int.Parse(bits, CultureInfo.InvariantCulture)
            && await spent.UseAsync("work " + challenge, ends, cancel).ConfigureAwait(false);
    }

    private static int ZeroBits(byte[] hash)
    {
        var whole = hash.TakeWhile(static one => one == 0).Count();
        return whole * 8 + (whole == hash.Length ? 0 : BitOperations.LeadingZeroCount(hash[whole]) - 24);
    }

    private string Signature(string body) => Convert.ToHexStringLower(vault.Hash("work", body).AsSpan(0, 16));
}
