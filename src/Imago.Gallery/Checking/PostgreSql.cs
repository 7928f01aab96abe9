using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Imago.Gallery.Checking;

/// <summary>A real PostgreSQL of one's own, in a temporary folder: Debian's package <c>postgresql</c>. As root it runs as the user <c>postgres</c>, for it refuses root.</summary>
public sealed class PostgreSql : IDisposable
{
    private readonly string _programs, _folder = Directory.CreateTempSubdirectory("imago-postgres-").FullName;
    private int _databases;

    /// <summary>Makes and starts it.</summary>
    /// <exception cref="GalleryException">It is not installed, or does not start.</exception>
    public PostgreSql()
    {
        _programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(static version => Path.Combine(version, "bin")).FirstOrDefault(static programs => File.Exists(Path.Combine(programs, "initdb"))) ?? throw Missing()
            : throw Missing();
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        if (Environment.IsPrivilegedProcess)
            Run("chown", "postgres", _folder);
        AsPostgres("initdb", "-D", Data, "-U", "imago", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C");
        Start();
    }

    /// <summary>Where it listens, at 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The number of its first process.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture);

    private string Data => Path.Combine(_folder, "data");

    /// <summary>A new, empty database.</summary>
    /// <param name="port">Another port in front of it, such as a proxy's.</param>
    /// <returns>Its connection string.</returns>
    public string NewDatabase(int? port = null)
    {
        var name = $"gallery{Interlocked.Increment(ref _databases)}";
        Run(Path.Combine(_programs, "createdb"), "-h", "127.0.0.1", "-p", $"{Port}", "-U", "imago", name);
        return $"Host=127.0.0.1;Port={port ?? Port};Database={name};Username=imago;Include Error Detail=true";
    }

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="GalleryException">It does not start.</exception>
    public void Start() => AsPostgres("pg_ctl", "start", "-w", "-D", Data, "-l", Path.Combine(_folder, "log"), "-o", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200");

    /// <summary>Ends it as a power cut would: no process says goodbye.</summary>
    public void Crash() => AsPostgres("pg_ctl", "stop", "-m", "immediate", "-D", Data);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Crash();
        }
        finally
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static GalleryException Missing() => new("PostgreSQL is not installed, expected its programs in /usr/lib/postgresql: apt-get install postgresql, or name a server by --postgres.");

    private void AsPostgres(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        if (Environment.IsPrivilegedProcess)
            Run("runuser", ["-u", "postgres", "--", path, .. arguments]);
        else
            Run(path, arguments);
    }

    private void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _folder })!;
        // pg_ctl leaves its output open to the server that it starts, so nobody waits for its end.
        if (!process.WaitForExit(60_000) || process.ExitCode != 0)
            throw new GalleryException($"{program} {string.Join(' ', arguments)} ended with {(process.HasExited ? process.ExitCode : -1)}{(process.HasExited ? ": " + process.StandardError.ReadToEnd() : " (it hangs)")}: see its log in {_folder}, or name another PostgreSQL.");
    }
}
