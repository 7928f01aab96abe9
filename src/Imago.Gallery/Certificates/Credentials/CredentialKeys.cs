using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Imago.Gallery.Storage;

namespace Imago.Gallery.Certificates.Credentials;

/// <summary>
/// Who signs content credentials: an authority of the gallery's own and a signer that it certifies, both ECDSA on P-256, in <c>content-credentials.pem</c> in the folder of keys.
/// Readers call such a signer valid and unknown; a certificate from C2PA's list can be put in the file's place.
/// </summary>
internal sealed class CredentialKeys : IDisposable
{
    private const string Name = "content-credentials.pem";
    private const string EmailProtection = "1.3.6.1.5.5.7.3.4"; // one of the purposes that C2PA's profile asks for

    private readonly ECDsa _key;
    private readonly Lock _one = new();

    private CredentialKeys(ECDsa key, IReadOnlyList<byte[]> chain) => (_key, Chain) = (key, chain);

    /// <summary>The signer's certificate, then those above it, in DER.</summary>
    public IReadOnlyList<byte[]> Chain { get; }

    /// <summary>Opens them, and makes them where there are none.</summary>
    /// <param name="folder">The folder of keys.</param>
    /// <param name="organisation">What the certificates name where they are made now.</param>
    /// <exception cref="GalleryException">They cannot be read or written.</exception>
    public static CredentialKeys Open(string folder, string organisation)
    {
        try
        {
            var path = Path.Combine(folder, Name);
            if (!File.Exists(path))
                WholeFile.MakeSecret(path, Encoding.ASCII.GetBytes(Make(organisation)));
            var pem = File.ReadAllText(path);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(pem);
            var key = ECDsa.Create();
            key.ImportFromPem(pem.AsSpan(pem.IndexOf("-----BEGIN PRIVATE KEY", StringComparison.Ordinal)));
            return new(key, [.. chain.Select(static one => one.RawData)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            throw new GalleryException($"The signer of content credentials in '{folder}' cannot be read or made ({e.Message.TrimEnd('.')}): see that the folder can be written, or take {Name} from a backup.", e);
        }
    }

    /// <summary>Signs: r and s, 64 bytes.</summary>
    public byte[] Sign(byte[] bytes)
    {
        lock (_one)
            return _key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    // The authority signs once, so its key is not kept.
    private static string Make(string organisation)
    {
        var now = DateTimeOffset.UtcNow.AddMinutes(-5);
        using var above = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asAuthority = Request(above, organisation, "Imago gallery authority");
        asAuthority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        asAuthority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        asAuthority.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(asAuthority.PublicKey, false));
        using var authority = asAuthority.CreateSelfSigned(now, now.AddYears(20));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asSigner = Request(key, organisation, "Imago gallery signer");
        asSigner.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        asSigner.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        asSigner.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(EmailProtection)], false));
        asSigner.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(asSigner.PublicKey, false));
        asSigner.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        using var signer = asSigner.Create(authority, now, now.AddYears(19), serial);
        return $"{signer.ExportCertificatePem()}\n{authority.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    private static CertificateRequest Request(ECDsa key, string organisation, string name)
    {
        var names = new X500DistinguishedNameBuilder();
        names.AddOrganizationName(organisation.Length is > 0 and <= 64 ? organisation : "Imago gallery"); // X.520's limit
        names.AddCommonName(name);
        return new(names.Build(), key, HashAlgorithmName.SHA256);
    }
}
