using System.Formats.Cbor;
using System.Reflection;
using System.Security.Cryptography;
using Imago.Imaging;
using Imago.Imaging.Provenance;

namespace Imago.Gallery.Certificates.Credentials;

/// <summary>
/// Content credentials in a PNG: a manifest by the <see href="https://spec.c2pa.org/specifications/specifications/2.2/specs/C2PA_Specification.html">specification of C2PA</see> that says that a trained
/// algorithm created the picture, bound to every byte of the file but its own, signed by COSE (RFC 9052, ES256). It stands in a chunk <c>caBX</c> behind <c>IHDR</c>.
/// </summary>
public sealed class ContentCredentials : IDisposable
{
    private const int AfterHeader = 8 + 25;
    private const string Actions = "c2pa.actions.v2", HashOfData = "c2pa.hash.data", Sha256 = "sha256";

    private static readonly string s_version = typeof(ContentCredentials).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly CredentialKeys _keys;

    private ContentCredentials(CredentialKeys keys) => _keys = keys;

    /// <summary>Opens the signer, and makes it where there is none.</summary>
    /// <param name="folder">The folder of keys.</param>
    /// <param name="organisation">Whom the signer's certificate names: the gallery.</param>
    /// <exception cref="GalleryException">It cannot be read or written.</exception>
    public static ContentCredentials Open(string folder, string organisation) => new(CredentialKeys.Open(folder, organisation));

    /// <summary>The file with its credentials.</summary>
    /// <param name="png">A PNG without any.</param>
    /// <exception cref="PictureException">It is no PNG.</exception>
    public byte[] Put(ReadOnlySpan<byte> png)
    {
        if (png.Length < AfterHeader || !png[1..4].SequenceEqual("PNG"u8))
            throw new PictureException(PictureProblem.Damaged, $"The file of {png.Length} bytes has no content credentials put in, for it is no PNG.");
        var hash = SHA256.HashData(png); // the chunk is left out of it, and the rest is the file as it was
        var (manifest, instance) = ($"urn:c2pa:{Guid.NewGuid()}", $"xmp:iid:{Guid.NewGuid()}");
        // The manifest says how long its chunk is, which is known once it is written: numbers of the same size make it as long again.
        var length = 4096;
        var chunk = Chunk();
        while (chunk.Length != length)
        {
            length = chunk.Length;
            chunk = Chunk();
        }
        return [.. png[..AfterHeader], .. chunk, .. png[AfterHeader..]];

        byte[] Chunk() => PngChunk.Of("caBX"u8, Store(manifest, instance, hash, length));
    }

    /// <inheritdoc/>
    public void Dispose() => _keys.Dispose();

    private byte[] Store(string manifest, string instance, byte[] hash, int length)
    {
        var assertions = (byte[][])[Assertion(Actions, Created()), Assertion(HashOfData, Binding(hash, length))];
        var claim = Claim(manifest, instance, assertions);
        return Jumbf.Superbox("c2pa", "c2pa", Jumbf.Superbox("c2ma", manifest,
            Jumbf.Superbox("c2as", "c2pa.assertions", assertions),
            Jumbf.Superbox("c2cl", "c2pa.claim.v2", Jumbf.Box("cbor", claim)),
            Jumbf.Superbox("c2cs", "c2pa.signature", Jumbf.Box("cbor", Signature(claim)))));
    }

    private static byte[] Assertion(string label, byte[] cbor) => Jumbf.Superbox("cbor", label, Jumbf.Box("cbor", cbor));

    private static byte[] Created() => Map(
        ("actions", static writer =>
        {
            writer.WriteStartArray(1);
            writer.WriteEncodedValue(Map(("action", Text("c2pa.created")), ("digitalSourceType", Text(SourceMark.TrainedAlgorithmicMedia)), ("softwareAgent", Maker)));
            writer.WriteEndArray();
        }),
        ("allActionsIncluded", static writer => writer.WriteBoolean(true)));

    private static byte[] Binding(byte[] hash, int length) => Map(
        ("exclusions", writer =>
        {
            writer.WriteStartArray(1);
            writer.WriteEncodedValue(Map(("start", static one => one.WriteInt32(AfterHeader)), ("length", one => one.WriteInt32(length))));
            writer.WriteEndArray();
        }),
        ("name", Text("jumbf manifest")),
        ("alg", Text(Sha256)),
        ("hash", writer => writer.WriteByteString(hash)),
        ("pad", static writer => writer.WriteByteString([])));

    private static byte[] Claim(string manifest, string instance, byte[][] assertions) => Map(
        ("instanceID", Text(instance)),
        ("claim_generator_info", Maker),
        ("signature", Text($"self#jumbf=/c2pa/{manifest}/c2pa.signature")),
        ("created_assertions", writer =>
        {
            writer.WriteStartArray(assertions.Length);
            foreach (var (i, label) in new[] { Actions, HashOfData }.Index())
                writer.WriteEncodedValue(Map(("url", Text($"self#jumbf=c2pa.assertions/{label}")), ("hash", one => one.WriteByteString(Jumbf.Hash(assertions[i])))));
            writer.WriteEndArray();
        }),
        ("alg", Text(Sha256)));

    // COSE_Sign1 with the chain of certificates (x5chain, RFC 9360) under the signature; the claim itself stands in its own box.
    private byte[] Signature(byte[] claim)
    {
        const int Algorithm = 1, Es256 = -7, X5Chain = 33, Sign1 = 18;
        var header = new CborWriter();
        header.WriteStartMap(2);
        header.WriteInt32(Algorithm);
        header.WriteInt32(Es256);
        header.WriteInt32(X5Chain);
        header.WriteStartArray(_keys.Chain.Count);
        foreach (var certificate in _keys.Chain)
            header.WriteByteString(certificate);
        header.WriteEndArray();
        header.WriteEndMap();
        var signed = new CborWriter();
        signed.WriteStartArray(4);
        signed.WriteTextString("Signature1");
        signed.WriteByteString(header.Encode());
        signed.WriteByteString([]);
        signed.WriteByteString(claim);
        signed.WriteEndArray();
        var message = new CborWriter();
        message.WriteTag((CborTag)Sign1);
        message.WriteStartArray(4);
        message.WriteByteString(header.Encode());
        message.WriteStartMap(0);
        message.WriteEndMap();
        message.WriteNull();
        message.WriteByteString(_keys.Sign(signed.Encode()));
        message.WriteEndArray();
        return message.Encode();
    }

    private static void Maker(CborWriter writer) => writer.WriteEncodedValue(Map(("name", Text("Imago")), ("version", Text(s_version))));

    private static Action<CborWriter> Text(string text) => writer => writer.WriteTextString(text);

    private static byte[] Map(params ReadOnlySpan<(string Key, Action<CborWriter> Value)> members)
    {
        var writer = new CborWriter();
        writer.WriteStartMap(members.Length);
        foreach (var (key, value) in members)
        {
            writer.WriteTextString(key);
            value(writer);
        }
        writer.WriteEndMap();
        return writer.Encode();
    }
}
