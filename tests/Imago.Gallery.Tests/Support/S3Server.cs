using System.Diagnostics;
using Imago.Gallery.Storage;

namespace Imago.Gallery.Tests.Support;

/// <summary>A server that speaks S3, which others wrote (s3rver, on Node). It has one key and knows it by its name; signatures of version 4 it does not check.</summary>
public sealed class S3Server : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    public S3Server()
    {
        _process = Node.Start("s3.mjs", _folder.Path);
        Address = $"http://127.0.0.1:{_process.StandardOutput.ReadLine()}";
    }

    /// <summary>Where it is.</summary>
    public string Address { get; }

    /// <summary>Its bucket.</summary>
    public S3Settings Settings(string prefix = "") => new() { Bucket = "gallery", Prefix = prefix, Address = Address, AccessKey = "S3RVER", SecretKey = "S3RVER" };

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }
}
