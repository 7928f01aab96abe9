using System.Security.Cryptography;
using System.Text;
using Imago.Gallery.Storage;

namespace Imago.Gallery.Certificates;

/// <summary>
/// The key that signs certificates, ECDSA on P-256, and the public parts of all that ever did: <c>certificates.pem</c> (for its owner's eyes only) and
/// <c>certificates-ID.public.pem</c> in the folder of keys. It is made when it is first asked for.
/// </summary>
public sealed class SigningKeys : IDisposable
{
    private const string Secret = "certificates.pem", PublicForm = "certificates-*.public.pem";

    private readonly ECDsa _secret;
    private readonly Lock _one = new(); // OpenSSL's keys are not for two threads at once

    private SigningKeys(ECDsa secret, PublicKeys all) => (_secret, Id, Public) = (secret, IdOf(secret.ExportSubjectPublicKeyInfo()), all);

    /// <summary>The number of the key that signs today.</summary>
    public string Id { get; }

    /// <summary>Those that certificates may be checked with.</summary>
    public PublicKeys Public { get; }

    /// <summary>A key's number: the first 16 hexadecimal digits of SHA-256 of its public part (SubjectPublicKeyInfo in DER).</summary>
    public static string IdOf(ReadOnlySpan<byte> publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey))[..16];

    /// <summary>Opens them, and makes the first one where there is none.</summary>
    /// <param name="folder">The folder of keys.</param>
    /// <exception cref="GalleryException">They cannot be read or written.</exception>
    public static SigningKeys Open(string folder)
    {
        try
        {
            var path = Path.Combine(folder, Secret);
            if (!File.Exists(path))
                WholeFile.MakeSecret(path, NewKey());
            var secret = ECDsa.Create();
            secret.ImportFromPem(File.ReadAllText(path));
            Publish(folder, secret);
            return new(secret, PublicKeys.Read(string.Join('\n', Directory.EnumerateFiles(folder, PublicForm).Order(StringComparer.Ordinal).Select(File.ReadAllText))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            throw new GalleryException($"The key of certificates in '{folder}' cannot be read or made ({e.Message.TrimEnd('.')}): see that the folder can be written, or take certificates.pem from a backup.", e);
        }
    }

    /// <summary>Makes a new key, which signs from the next start on. The public part of the old one stays, so that what it signed can be checked.</summary>
    /// <returns>The new key's number.</returns>
    /// <exception cref="GalleryException">It cannot be written.</exception>
    public static string Renew(string folder)
    {
        using (Open(folder)) // whose public part is written by now
            WholeFile.Write(Path.Combine(folder, Secret), NewKey(), secret: true);
        using var renewed = Open(folder);
        return renewed.Id;
    }

    /// <summary>Signs: r and s, 64 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> bytes)
    {
        lock (_one)
            return _secret.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <inheritdoc/>
    public void Dispose() => _secret.Dispose();

    private static byte[] NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static void Publish(string folder, ECDsa secret)
    {
        var path = Path.Combine(folder, $"certificates-{IdOf(secret.ExportSubjectPublicKeyInfo())}.public.pem");
        if (!File.Exists(path))
            WholeFile.MakeSecret(path, Encoding.ASCII.GetBytes(secret.ExportSubjectPublicKeyInfoPem() + "\n"));
    }
}
