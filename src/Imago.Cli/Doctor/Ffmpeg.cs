using System.ComponentModel;
using System.Diagnostics;

namespace Imago.Cli.Doctor;

/// <summary>The program that writes films.</summary>
/// <param name="Version">Its version, or null where there is none.</param>
internal sealed record Ffmpeg(string? Version)
{
    /// <summary>Asks it: its first line is <c>ffmpeg version 5.1.6-0+deb12u1 Copyright …</c>.</summary>
    internal static async Task<Ffmpeg> ReadAsync(CancellationToken cancel)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo("ffmpeg", "-version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            return new((string?)null);
        }

        using (process)
        {
            try
            {
                var text = await process.StandardOutput.ReadToEndAsync(cancel).ConfigureAwait(false);
                await process.WaitForExitAsync(cancel).ConfigureAwait(false);
                return new(text.Split(' ') is ["ffmpeg", "version", var version, ..] ? version : null);
            }
            finally
            {
                // A stopped doctor leaves nobody waiting behind.
                if (!process.HasExited) process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>What there is to say about it.</summary>
    internal Finding Finding() => Version is not null
        ? new("ffmpeg", Health.Good, Version)
        : new("ffmpeg", Health.Warning, "not found: no films", "sudo apt-get install ffmpeg");
}
