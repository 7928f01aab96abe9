using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Imago.Gallery.Tests.Support;

/// <summary>A real nginx with <c>deploy/nginx.conf</c>, before two servers. Changed are only names, ports and places; the names of visitors' hosts are not looked up, all lead here.</summary>
public sealed class Nginx : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly IPAddress _address = new([127, (byte)RandomNumberGenerator.GetInt32(1, 255), (byte)RandomNumberGenerator.GetInt32(1, 255), 1]); // so that no port is taken
    private readonly X509Certificate2 _certificate;
    private readonly Process _process;

    /// <summary>Starts it and waits until it listens.</summary>
    public Nginx(string host, string first, string second)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(_temp.At("fullchain.pem"), _certificate.ExportCertificatePem());
        File.WriteAllText(_temp.At("privkey.pem"), key.ExportPkcs8PrivateKeyPem());
        var real = File.ReadAllText(Path.Combine(typeof(Nginx).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static one => one.Key == "Deploy").Value!, "nginx.conf"));
        var here = real.Replace("gallery-1:5090", new Uri(first).Authority, StringComparison.Ordinal).Replace("gallery-2:5090", new Uri(second).Authority, StringComparison.Ordinal)
            .Replace("listen 80;", $"listen {_address}:8080;", StringComparison.Ordinal).Replace("listen 443 ", $"listen {_address}:8443 ", StringComparison.Ordinal)
            .Replace("/etc/nginx/tls/", _temp.Path + "/", StringComparison.Ordinal).Replace("/var/log/nginx/", _temp.Path + "/", StringComparison.Ordinal)
            .Replace("http {", "http {" + string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(name => $" {name}_temp_path {_temp.At(name)};")), StringComparison.Ordinal);
        File.WriteAllText(_temp.At("nginx.conf"), Regex.Replace(here, @"listen \[::\].*", ""));
        // Debian has it where only root's PATH leads.
        _process = Process.Start(new ProcessStartInfo(File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx", ["-c", _temp.At("nginx.conf"), "-e", "stderr", "-g", $"daemon off; pid {_temp.At("pid")};"]) { RedirectStandardError = true })!;
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(_address, 8443);
                return;
            }
            catch (SocketException) when (tries < 100 && !_process.HasExited)
            {
                Thread.Sleep(50);
            }
            catch (SocketException)
            {
                _process.Kill();
                var said = _process.StandardError.ReadToEnd();
                Dispose();
                throw new InvalidOperationException($"nginx does not listen: {said}");
            }
        }
    }

    /// <summary>What it wrote, all logs.</summary>
    public string Logs => string.Concat(Directory.GetFiles(_temp.Path, "*.log").Select(File.ReadAllText));

    /// <summary>How a visitor comes to it: from an address of hers, trusting its certificate alone.</summary>
    public Action<SocketsHttpHandler> WayFrom(string address) => handler =>
    {
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == _certificate.GetCertHashString();
        handler.ConnectCallback = async (to, cancel) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(_address, to.DnsEndPoint.Port == 443 ? 8443 : 8080, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        };
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _certificate.Dispose();
        _temp.Dispose();
    }
}
