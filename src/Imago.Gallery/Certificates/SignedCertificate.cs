using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Imago.Gallery.Certificates;

/// <summary>A certificate with its signature: a line of the ledger, and the file that an owner keeps. Its one form is <c>{"entry":{…},"signature":"…"}</c>.</summary>
/// <param name="Certificate">What it says.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over the entry in its one form: r and s, 64 bytes; as text 86 signs of base64url.</param>
public sealed record SignedCertificate(Certificate Certificate, byte[] Signature)
{
    /// <summary>The hash that the next entry names, 32 bytes.</summary>
    public byte[] Hash() => SHA256.HashData(Certificate.ToBytes());

    /// <summary>The file.</summary>
    public byte[] ToBytes() => CanonicalJson.Bytes(new JsonObject { ["entry"] = Certificate.ToJson(), ["signature"] = SignatureText });

    /// <summary>The signature in base64url.</summary>
    public string SignatureText => Base64Url.EncodeToString(Signature);

    /// <summary>Reads a file. Nothing is checked but its form.</summary>
    /// <exception cref="FormatException">It has another form; the message completes «the certificate cannot be read:».</exception>
    public static SignedCertificate Parse(ReadOnlySpan<byte> file)
    {
        var members = CanonicalJson.Parse(file);
        if (members.Count != 2 || members["entry"] is not JsonObject entry || members["signature"] is not JsonValue value || !value.TryGetValue<string>(out var text))
            throw new FormatException("It is JSON, but not {\"entry\":{…},\"signature\":\"…\"}.");
        // 86 signs hold four bits more than 64 bytes: they must be zero, or there would be sixteen ways to write a signature.
        if (text.Length != 86 || !Base64Url.IsValid(text) || Base64Url.DecodeFromChars(text) is not { Length: 64 } signature || Base64Url.EncodeToString(signature) != text)
            throw new FormatException($"Its signature has {Encoding.UTF8.GetByteCount(text)} signs, expected the 86 of base64url that stand for 64 bytes.");
        return new(Certificate.FromJson(entry), signature);
    }
}
