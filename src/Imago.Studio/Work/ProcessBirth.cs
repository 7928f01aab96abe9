namespace Imago.Studio.Work;

/// <summary>When processes began: a number is given again to another process, so the number alone names none.</summary>
internal static class ProcessBirth
{
    /// <summary>When a process began, in ticks of the system since it was started, as the kernel writes them: field 22 of proc(5)'s stat.</summary>
    /// <returns>Null where there is none of this number, or it has ended and nobody has asked for its exit code yet (a zombie).</returns>
    public static string? Of(int pid)
    {
        try
        {
            // The program's name stands in parentheses and may hold anything. Behind it come the state and, as the 20th, the time.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is [not "Z", ..] fields ? fields[19] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
