using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Imago.Gallery.Storage;

namespace Imago.Gallery.Visitors;

/// <summary>
/// What is kept of persons is sealed (AES-256-GCM) or hashed with a key (HMAC-SHA256): the database alone, or a copy of it, names nobody. All keys come from one secret of 256 bits,
/// <c>private/keys/visitors.key</c>, by HKDF; who loses it can write to no visitor and know none again, so it belongs into the backup.
/// </summary>
internal sealed class Vault
{
    private const int NonceLength = 12, TagLength = 16;

    private readonly byte[] _secret;

    /// <summary>Reads the secret, or makes one that nobody but the gallery's user may read.</summary>
    /// <exception cref="GalleryException">The file is damaged, or cannot be read or written.</exception>
    public Vault(GalleryFolder folder)
    {
        Path = System.IO.Path.Combine(folder.Keys, "visitors.key");
        _secret = SecretFile.Open(Path, "addresses");
    }

    /// <summary>Where the secret lies.</summary>
    public string Path { get; }

    /// <summary>A hash of an address that only the gallery can make, 32 bytes: the same for all ways of writing it.</summary>
    public byte[] HashOf(EmailAddress address) => Hash("address", address.Canonical);

    /// <summary>What is kept of <see cref="HashOf"/> after a deletion, 32 bytes.</summary>
    public byte[] HashOfLeaver(byte[] hash) => HMACSHA256.HashData(Key("leaver"), hash);

    /// <summary>A hash of a sign-in's code, 32 bytes.</summary>
    public byte[] HashOfCode(Guid signIn, string code) => Hash("code", $"{signIn:N} {code}");

    /// <summary>A hash of the network of an address: of its first 24 bits for IPv4, of its first 48 for IPv6.</summary>
    public string HashOfNetwork(IPAddress? address) => Convert.ToHexStringLower(HMACSHA256.HashData(Key("network"), Network(address, 3, 6)).AsSpan(0, 16));

    /// <summary>A hash of the networks around an address, which one provider may have as a whole: of its first 16 bits for IPv4, of its first 32 for IPv6.</summary>
    public string HashOfNeighbourhood(IPAddress? address) => Convert.ToHexStringLower(HMACSHA256.HashData(Key("neighbourhood"), Network(address, 2, 4)).AsSpan(0, 16));

    /// <summary>HMAC-SHA256 of a text, by the key of a purpose, 32 bytes.</summary>
    public byte[] Hash(string purpose, string text) => HMACSHA256.HashData(Key(purpose), Encoding.UTF8.GetBytes(text));

    /// <summary>Seals a text: nonce, tag and cipher.</summary>
    public byte[] Seal(string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var sealedBytes = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceLength));
        using var aes = new AesGcm(Key("seal"), TagLength);
        aes.Encrypt(sealedBytes.AsSpan(0, NonceLength), plain, sealedBytes.AsSpan(NonceLength + TagLength), sealedBytes.AsSpan(NonceLength, TagLength));
        return sealedBytes;
    }

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <exception cref="CryptographicException">It was sealed with another key, or changed.</exception>
    public string Open(byte[] sealedBytes)
    {
        if (sealedBytes.Length < NonceLength + TagLength)
            throw new CryptographicException($"A sealed text has {sealedBytes.Length} bytes, expected {NonceLength + TagLength} or more.");
        var plain = new byte[sealedBytes.Length - NonceLength - TagLength];
        using var aes = new AesGcm(Key("seal"), TagLength);
        aes.Decrypt(sealedBytes.AsSpan(0, NonceLength), sealedBytes.AsSpan(NonceLength + TagLength), sealedBytes.AsSpan(NonceLength, TagLength), plain);
        return Encoding.UTF8.GetString(plain);
    }

    // The first bytes of an address; one byte in front keeps the two kinds apart.
    private static byte[] Network(IPAddress? address, int bytesOf4, int bytesOf6)
    {
        if (address is null)
            return [0];
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork ? [4, .. bytes.AsSpan(0, bytesOf4)] : [6, .. bytes.AsSpan(0, bytesOf6)];
    }

    private byte[] Key(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, 32, info: Encoding.UTF8.GetBytes("imago gallery " + purpose));
}
