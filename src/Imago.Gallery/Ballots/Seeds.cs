using System.Security.Cryptography;
using Imago.Gallery.Store;
using Imago.Gallery.Visitors;

namespace Imago.Gallery.Ballots;

/// <summary>Seeds of ballots. Whoever knew one before the close could compute whose turn comes first, so it lies sealed in the database, and only the draw opens it.</summary>
internal static class Seeds
{
    /// <summary>A ballot that begins.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="closesAt">When it closes.</param>
    /// <param name="seed">32 bytes.</param>
    /// <param name="vault">The gallery's keys.</param>
    public static Ballot Begin(int id, DateTimeOffset closesAt, byte[] seed, Vault vault) =>
        new() { Id = id, ClosesAt = closesAt, SeedHash = SHA256.HashData(seed), SealedSeed = vault.Seal(Convert.ToHexStringLower(seed)) };

    /// <summary>Opens a ballot's seed, 32 bytes.</summary>
    /// <exception cref="GalleryException">It was sealed with another key, or is not the one whose hash was shown.</exception>
    public static byte[] Open(Ballot ballot, Vault vault)
    {
        try
        {
            var seed = Convert.FromHexString(vault.Open(ballot.SealedSeed));
            return SHA256.HashData(seed).AsSpan().SequenceEqual(ballot.SeedHash)
                ? seed
                : throw new GalleryException($"The seed of ballot {ballot.Id} is not the one whose SHA-256 was shown, {Convert.ToHexStringLower(ballot.SeedHash)}: take the table ballots from a backup.");
        }
        catch (CryptographicException e)
        {
            throw new GalleryException($"'{vault.Path}' is not the key with which the seed of ballot {ballot.Id} was sealed: take that one from the backup, and the ballot is drawn.", e);
        }
    }
}
