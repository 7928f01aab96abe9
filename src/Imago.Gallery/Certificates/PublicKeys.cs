using System.Security.Cryptography;

namespace Imago.Gallery.Certificates;

/// <summary>Public keys by their numbers: what whoever checks a certificate must have, and no more.</summary>
public sealed class PublicKeys
{
    private readonly Dictionary<string, byte[]> _keys = [];

    private PublicKeys()
    {
    }

    /// <summary>Each key's number with its SubjectPublicKeyInfo in DER, 91 bytes.</summary>
    public IReadOnlyDictionary<string, byte[]> ById => _keys;

    /// <summary>Reads them: any number of <c>PUBLIC KEY</c> blocks.</summary>
    /// <param name="pem">The text of one or more PEM files.</param>
    /// <exception cref="ArgumentException">There is none, or one of another kind.</exception>
    public static PublicKeys Read(string pem)
    {
        var keys = new PublicKeys();
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (rest[fields.Label] is not "PUBLIC KEY")
                throw new ArgumentException($"A block of the file is a {rest[fields.Label]}, expected a PUBLIC KEY.", nameof(pem));
            var der = Convert.FromBase64String(rest[fields.Base64Data].ToString());
            using var key = Import(der);
            keys._keys[SigningKeys.IdOf(der)] = der;
            rest = rest[fields.Location.End..];
        }
        return keys._keys.Count > 0 ? keys : throw new ArgumentException("The file has no PUBLIC KEY block, expected one as the gallery gives it at /certificates.pem.", nameof(pem));
    }

    /// <summary>All of them as PEM.</summary>
    public string ToPem() => string.Concat(_keys.Values.Select(static der => PemEncoding.WriteString("PUBLIC KEY", der) + "\n"));

    /// <summary>Whether a signature is that of a key over these bytes; false where the key is not known.</summary>
    public bool Verify(string id, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature)
    {
        if (!_keys.TryGetValue(id, out var der))
            return false;
        using var key = Import(der);
        return key.VerifyData(bytes, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static ECDsa Import(byte[] der)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(der, out var read);
            if (read == der.Length && key.KeySize == 256)
                return key;
            throw new ArgumentException($"A key has {key.KeySize} bits, expected one of ECDSA on P-256.", nameof(der));
        }
        catch (CryptographicException e)
        {
            key.Dispose();
            throw new ArgumentException($"A key cannot be read ({e.Message.TrimEnd('.')}), expected one of ECDSA on P-256.", nameof(der), e);
        }
    }
}
