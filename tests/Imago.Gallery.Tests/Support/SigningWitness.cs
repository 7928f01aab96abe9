using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Imago.Gallery.Tests.Support;

/// <summary>
/// Stands where an S3 service would, takes every put, has no file, and remembers who asked for which bucket. Whether a request was signed with a secret, it finds out by signing it again
/// (<see href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">Signature Version 4</see>).
/// </summary>
internal sealed partial class SigningWitness : IDisposable
{
    private readonly HttpListener _listener;
    private readonly List<Seen> _seen = [];

    public SigningWitness()
    {
        (_listener, Address) = Open();
        _ = Task.Run(AnswerAsync);
    }

    public string Address { get; }

    /// <summary>What was asked, in its order.</summary>
    public IReadOnlyList<Seen> All
    {
        get
        {
            lock (_seen)
                return [.. _seen];
        }
    }

    public void Dispose() => _listener.Close();

    private static (HttpListener Listener, string Address) Open()
    {
        for (var port = Random.Shared.Next(20_000, 60_000); ; port++)
        {
            var (listener, address) = (new HttpListener(), $"http://127.0.0.1:{port}");
            listener.Prefixes.Add(address + "/");
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException)
            {
                listener.Close(); // the port is taken: the next one
            }
        }
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using (var body = new MemoryStream())
                    await context.Request.InputStream.CopyToAsync(body);
                lock (_seen)
                    _seen.Add(new(context.Request));
                context.Response.StatusCode = context.Request.HttpMethod == "GET" ? 404 : 200;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // It is closed.
        }
    }

    [GeneratedRegex(@"Credential=([^/]+)/(\S+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})")]
    private static partial Regex Authorization();

    /// <summary>A request.</summary>
    internal sealed class Seen
    {
        private readonly string _scope, _toSign, _signature;

        internal Seen(HttpListenerRequest request)
        {
            var parts = Authorization().Match(request.Headers["Authorization"]!).Groups;
            (Key, _scope, _signature, Path) = (parts[1].Value, parts[2].Value, parts[4].Value, request.Url!.AbsolutePath);
            var headers = string.Concat(parts[3].Value.Split(';').Select(name => $"{name}:{request.Headers[name]!.Trim()}\n"));
            var query = string.Join('&', request.Url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
            var canonical = $"{request.HttpMethod}\n{Path}\n{query}\n{headers}\n{parts[3].Value}\n{request.Headers["x-amz-content-sha256"]}";
            _toSign = $"AWS4-HMAC-SHA256\n{request.Headers["x-amz-date"]}\n{_scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        }

        /// <summary>The name of the key.</summary>
        public string Key { get; }

        /// <summary>Bucket and file.</summary>
        public string Path { get; }

        /// <summary>Whether it was signed with this secret.</summary>
        public bool IsSignedWith(string secret)
        {
            var key = _scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), static (one, part) => HMACSHA256.HashData(one, Encoding.UTF8.GetBytes(part)));
            return _signature == Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(_toSign)));
        }
    }
}
