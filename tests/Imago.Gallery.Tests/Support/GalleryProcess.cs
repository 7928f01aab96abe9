using System.Diagnostics;

namespace Imago.Gallery.Tests.Support;

/// <summary>A gallery in a process of its own, which can be killed.</summary>
public sealed class GalleryProcess : IDisposable
{
    private readonly Process _process;

    private GalleryProcess(Process process, string address) => (_process, Address) = (process, address);

    /// <summary>Where it is.</summary>
    public string Address { get; }

    /// <summary>Opens a gallery and waits until it answers.</summary>
    public static async Task<GalleryProcess> StartAsync(string folder)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet", [typeof(GalleryProcess).Assembly.Location, folder, "0"]) { RedirectStandardOutput = true })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var said = await process.StandardOutput.ReadLineAsync(patience.Token);
        return said?.StartsWith("http", StringComparison.Ordinal) == true ? new(process, said) : throw new InvalidOperationException($"The gallery did not open: {said}{await process.StandardOutput.ReadToEndAsync(patience.Token)}");
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
