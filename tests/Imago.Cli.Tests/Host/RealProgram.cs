using System.Diagnostics;

namespace Imago.Cli.Tests;

/// <summary>Starts real processes, with signals at their defaults (a test run in the background ignores Ctrl-C, and children inherit that).</summary>
internal sealed class RealProgram : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private readonly Process process;
    private readonly Task<string> output;
    private readonly System.Text.StringBuilder error = new();

    private RealProgram(string file, IEnumerable<string> words, Action<ProcessStartInfo>? change)
    {
        var start = new ProcessStartInfo("env", ["--default-signal=INT,TERM", file, .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        change?.Invoke(start);
        process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) =>
        {
            // Null marks the end.
            if (line.Data is null) return;
            lock (error) error.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
        output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The program as users get it.</summary>
    internal static RealProgram Imago(Action<ProcessStartInfo>? change, params string[] words) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "imago.dll"), .. words], change);

    /// <summary>The same frame with the commands of <see cref="TestProgram"/>.</summary>
    internal static RealProgram Misbehaving(params string[] words) =>
        new("dotnet", [typeof(RealProgram).Assembly.Location, .. words], null);

    /// <summary>Any other program.</summary>
    internal static RealProgram Of(string file, Action<ProcessStartInfo>? change, params string[] words) => new(file, words, change);

    /// <summary>Waits until <paramref name="text"/> stands on standard error.</summary>
    internal async Task SaysAsync(string text)
    {
        for (var start = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            lock (error)
            {
                if (error.ToString().Contains(text, StringComparison.Ordinal)) return;
            }

            Assert.True(start.Elapsed < s_patience, $"'{text}' was not said within {s_patience.TotalMinutes} minutes");
        }
    }

    /// <summary>What it has said so far.</summary>
    internal string Error
    {
        get
        {
            lock (error) return error.ToString();
        }
    }

    /// <summary>Sends a signal by its short name, <c>INT</c> or <c>TERM</c>.</summary>
    internal void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Ends it at once, without a last word (SIGKILL).</summary>
    internal void Kill() => process.Kill();

    /// <summary>Writes to standard input and closes it.</summary>
    internal void Type(string text)
    {
        process.StandardInput.Write(text);
        process.StandardInput.Close();
    }

    /// <summary>Waits for the end, as long as a busy machine may need.</summary>
    internal async Task<Outcome> EndAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The process did not end within {s_patience.TotalMinutes} minutes. It said: {error}");
        }

        lock (error) return new(process.ExitCode, output.Result, error.ToString());
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
