using System.Text.Json;
using System.Text.Json.Serialization;

namespace Imago.Training.Run;

/// <summary>
/// Who trains in a run folder. Two files: <c>.lock</c> is locked as long as the process lives, however it ends; <c>.process</c> says who it is and is removed when the training ends by itself. So a
/// <c>.process</c> without a lock is that of one that was killed.
/// </summary>
/// <param name="Pid">The number of the process.</param>
/// <param name="Machine">The machine that it runs on: the folder may be shared.</param>
/// <param name="Kimg">How far it is to go, in thousands of pictures; null where that is not known.</param>
/// <param name="Since">When it began.</param>
public sealed record RunClaim(int Pid, string Machine, double? Kimg, DateTimeOffset Since)
{
    private const int Tries = 10;

    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether the process is on this machine, so that a signal can reach it.</summary>
    [JsonIgnore] public bool IsHere => Machine == Environment.MachineName;

    internal static IDisposable Take(RunFolder folder, double? kimg)
    {
        var taken = Lock(folder);
        try
        {
            foreach (var leftover in Directory.EnumerateFiles(folder.Path, ".*.tmp"))
                File.Delete(leftover);
            var claim = new RunClaim(Environment.ProcessId, Environment.MachineName, kimg, DateTimeOffset.UtcNow);
            // Whoever reads half of it reads nobody, and looks again.
            using (var stream = File.Create(ProcessFile(folder)))
            {
                JsonSerializer.Serialize(stream, claim);
                stream.Flush(flushToDisk: true);
            }
            return new Held(folder, taken);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    internal static bool IsTaken(RunFolder folder)
    {
        try
        {
            using var look = new FileStream(LockFile(folder), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    internal static RunClaim? Read(RunFolder folder)
    {
        try
        {
            return JsonSerializer.Deserialize<RunClaim>(File.ReadAllText(ProcessFile(folder)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static FileStream Lock(RunFolder folder)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                // On Linux .NET makes this a lock of the file, which ends with the process, however it ends.
                return new FileStream(LockFile(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < Tries && File.Exists(LockFile(folder)))
            {
                // Somebody may only be looking, which takes a moment.
                Thread.Sleep(s_between);
            }
            catch (IOException e)
            {
                throw new TrainingException($"{folder.Path} cannot be trained in ({e.Message.TrimEnd('.')}): wait until the other training has ended, or begin a new run.", e);
            }
        }
    }

    private static string LockFile(RunFolder folder) => folder.File(".lock");

    private static string ProcessFile(RunFolder folder) => folder.File(".process");

    private sealed class Held(RunFolder folder, FileStream taken) : IDisposable
    {
        public void Dispose()
        {
            // First the name, then the lock: a name without a lock would be read as a death.
            File.Delete(ProcessFile(folder));
            taken.Dispose();
        }
    }
}
