using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Imago.Tests.Shared;

/// <summary>A file on the web, and how the server behaves when it is asked for.</summary>
internal sealed record WebFile(byte[] Bytes)
{
    public string? ETag { get; init; } = "\"one\"";

    /// <summary>The connection breaks after so many bytes of an answer.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Whether parts can be asked for.</summary>
    public bool Ranges { get; init; } = true;

    public bool SaysLength { get; init; } = true;

    public string Type { get; init; } = "application/octet-stream";

    public string Status { get; init; } = "200 OK";

    public string? Location { get; init; }

    /// <summary>Waited before each 16 KB.</summary>
    public TimeSpan Pause { get; init; }
}

/// <summary>A web server of a test's own on 127.0.0.1, encrypted with a certificate that it signed itself.</summary>
internal sealed class HttpsFiles : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _end = new();

    public HttpsFiles()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>By path, such as <c>/net.pkl</c>.</summary>
    public ConcurrentDictionary<string, WebFile> Files { get; } = new();

    /// <summary>What was asked: path, and from which byte on.</summary>
    public ConcurrentQueue<(string Path, long From)> Asked { get; } = new();

    /// <summary>The certificate, for a program that is to trust it.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    public Uri At(string path) => new($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}{path}");

    /// <summary>Reaches this server, and follows no redirect by itself.</summary>
    public HttpMessageHandler Handler() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        SslOptions = new() { RemoteCertificateValidationCallback = (_, met, _, _) => met?.GetCertHashString() == _certificate.GetCertHashString() },
    };

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _certificate.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using (client)
            await using (var stream = new SslStream(client.GetStream()))
            {
                await stream.AuthenticateAsServerAsync(_certificate);
                using var reader = new StreamReader(stream, Encoding.ASCII, false, 1024, leaveOpen: true);
                var path = (await reader.ReadLineAsync())!.Split(' ')[1];
                var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                while (await reader.ReadLineAsync() is { Length: > 0 } line)
                    headers[line.Split(':')[0]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
                await WriteAsync(stream, path, headers);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or NullReferenceException or OperationCanceledException)
        {
            // The other side has gone.
        }
    }

    private async Task WriteAsync(SslStream stream, string path, Dictionary<string, string> headers)
    {
        var from = headers.TryGetValue("Range", out var range) ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
        Asked.Enqueue((path, from));
        var file = Files.GetValueOrDefault(path) ?? new WebFile([]) { Status = "404 Not Found" };
        if (!file.Ranges || headers.GetValueOrDefault("If-Range") != file.ETag) from = 0;
        var body = file.Bytes.AsMemory(from);
        var head = new StringBuilder($"HTTP/1.1 {(from > 0 ? "206 Partial Content" : file.Status)}\r\nConnection: close\r\nContent-Type: {file.Type}\r\n");
        if (file.SaysLength) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        if (file.ETag is not null) head.Append(CultureInfo.InvariantCulture, $"ETag: {file.ETag}\r\n");
        if (file.Location is not null) head.Append(CultureInfo.InvariantCulture, $"Location: {file.Location}\r\n");
        if (from > 0) head.Append(CultureInfo.InvariantCulture, $"Content-Range: bytes {from}-{file.Bytes.Length - 1}/{file.Bytes.Length}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()));
        var sent = body[..Math.Min(body.Length, file.CutAfter ?? body.Length)];
        for (var at = 0; at < sent.Length; at += 1 << 14)
        {
            if (file.Pause > TimeSpan.Zero) await Task.Delay(file.Pause, _end.Token);
            await stream.WriteAsync(sent[at..Math.Min(sent.Length, at + (1 << 14))], _end.Token);
        }
        await stream.FlushAsync();
    }
}
