using System.Security.Cryptography;

namespace Imago.Gallery.Certificates;

/// <summary>Checks what a certificate promises. Each check passes silently or says in one sentence what does not agree.</summary>
public static class CertificateCheck
{
    /// <summary>Reads a certificate and checks its signature.</summary>
    /// <param name="file">The certificate's file.</param>
    /// <param name="keys">The gallery's public keys.</param>
    /// <exception cref="GalleryException">Anything in it was changed, or its key is not known.</exception>
    public static SignedCertificate Signature(ReadOnlySpan<byte> file, PublicKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        SignedCertificate signed;
        try
        {
            signed = SignedCertificate.Parse(file);
        }
        catch (FormatException e)
        {
            throw new GalleryException($"The certificate cannot be read: {e.Message} Take it from the gallery again.", e);
        }
        if (!keys.ById.ContainsKey(signed.Certificate.Key))
            throw new GalleryException($"The certificate was signed with key {signed.Certificate.Key}, expected one of {string.Join(", ", keys.ById.Keys)}: take the gallery's keys again, from /certificates.pem.");
        if (!keys.Verify(signed.Certificate.Key, signed.Certificate.ToBytes(), signed.Signature))
            throw new GalleryException($"The certificate's signature is not that of key {signed.Certificate.Key} over what it says: it was changed after it was signed. Take it from the gallery again.");
        return signed;
    }

    /// <summary>Checks that a file is the one that a certificate names.</summary>
    /// <exception cref="GalleryException">It is another.</exception>
    public static void File(Certificate certificate, Stream file)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var hash = Convert.ToHexStringLower(SHA256.HashData(file));
        if (hash != certificate.Sha256)
            throw new GalleryException($"The file's SHA-256 is {hash}, expected {certificate.Sha256}: it is not the file of certificate {certificate.Position}, or it was changed, if only by a program that wrote it again. Take it from the gallery again.");
    }

    /// <summary>Checks the whole ledger: positions without a gap, each naming the one before, no picture twice, every signature.</summary>
    /// <param name="lines">Its lines, from the first.</param>
    /// <param name="keys">The gallery's public keys.</param>
    /// <returns>The entries, in order.</returns>
    /// <exception cref="GalleryException">A line does not agree.</exception>
    public static IReadOnlyList<SignedCertificate> Ledger(IEnumerable<byte[]> lines, PublicKeys keys)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var entries = new List<SignedCertificate>();
        var pictures = new HashSet<int>();
        var previous = new string('0', 64);
        foreach (var line in lines)
        {
            SignedCertificate signed;
            try
            {
                signed = Signature(line, keys);
            }
            catch (GalleryException e)
            {
                throw new GalleryException($"The ledger is broken at line {entries.Count + 1}. {e.Message}", e);
            }
            var entry = signed.Certificate;
            if (entry.Position != entries.Count)
                throw new GalleryException($"The ledger is broken at line {entries.Count + 1}: its position is {entry.Position}, expected {entries.Count}.");
            if (entry.Previous != previous)
                throw new GalleryException($"The ledger is broken at line {entries.Count + 1}: it names {entry.Previous} as the hash before it, expected {previous}.");
            if (!pictures.Add(entry.Picture))
                throw new GalleryException($"The ledger is broken at line {entries.Count + 1}: picture {entry.Picture} was taken before.");
            previous = Convert.ToHexStringLower(signed.Hash());
            entries.Add(signed);
        }
        return entries;
    }
}
