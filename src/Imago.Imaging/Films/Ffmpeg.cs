using System.Diagnostics;

namespace Imago.Imaging.Films;

// A run of ffmpeg or ffprobe with bytes going in or out. Dispose ends one that still runs.
internal sealed class Ffmpeg : IDisposable
{
    // Where programs are looked for in place of PATH: tests of one thread must not change it for all.
    internal static readonly AsyncLocal<string?> SearchPath = new();

    // Lines that follow the reason and do not tell it.
    private static readonly string[] Hollow = ["Conversion failed", "Error opening input file", "Error opening output file", "Error submitting", "Invalid argument"];

    // What it says when a disk is full, and ends with exit code 0 all the same (version 5.1).
    private static readonly string[] Unwritten = ["Error writing trailer", "Error closing file", "Error muxing", "av_interleaved_write_frame"];

    private readonly Process _process;
    private readonly List<string> _words = [];
    private bool _unwritten;

    // The first argument is the program.
    internal Ffmpeg(params string[] command)
    {
        Require("go on", "");
        // Ctrl-C in a terminal reaches every process of the session in it: in a session of its own ffmpeg lives on to complete the film.
        var detach = Find("setsid") is { } setsid ? new[] { setsid } : [];
        string[] line = [.. detach, Find(command[0])!, "-hide_banner", "-v", "error", .. command[1..]];
        _process = Process.Start(new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, e) => Hear(e.Data);
        _process.BeginErrorReadLine();
    }

    internal Stream Input => _process.StandardInput.BaseStream;

    internal Stream Output => _process.StandardOutput.BaseStream;

    // Throws where the programs are not there. `to` and `or` complete the sentence.
    internal static void Require(string to, string or)
    {
        if (Find("ffmpeg") is null || Find("ffprobe") is null)
            throw new FilmException($"ffmpeg is needed to {to} and is not installed: install it (sudo apt-get install ffmpeg){or}.");
    }

    // Closes its input, lets it end, and gives null, or its last telling words where it failed.
    internal string? End()
    {
        try
        {
            Input.Close();
        }
        catch (IOException)
        {
            // It was gone before: its words say why.
        }
        _process.WaitForExit(); // to the end of its words, too
        lock (_words)
            return _process.ExitCode == 0 && !_unwritten ? null
                : _words.LastOrDefault(w => !Hollow.Any(h => w.StartsWith(h, StringComparison.Ordinal)))
                ?? _words.LastOrDefault() ?? $"exit code {_process.ExitCode}";
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private static string? Find(string program) =>
        (SearchPath.Value ?? Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private void Hear(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        // "[mp4 @ 0x55d0c8] No space left" and "Error … of file:/tmp/.imago-1.tmp: No space left": the reason is enough.
        if (line.StartsWith('[') && line.IndexOf("] ", StringComparison.Ordinal) is > 0 and var end)
            line = line[(end + 2)..];
        var unwritten = Unwritten.Any(start => line.StartsWith(start, StringComparison.Ordinal));
        if (line.Contains("file:", StringComparison.Ordinal) && line.LastIndexOf(": ", StringComparison.Ordinal) is > 0 and var colon)
            line = line[(colon + 2)..];
        lock (_words)
        {
            _unwritten |= unwritten;
            _words.Add(line.Trim().TrimEnd('.'));
            if (_words.Count > 20)
                _words.RemoveAt(0);
        }
    }
}
