using System.Diagnostics;

namespace Imago.Torch.Tests.Support;

/// <summary>Programs from outside that some tests ask for the truth.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end; its exit code and all that it printed.</summary>
    public static (int ExitCode, string Output) Run(string program, params string[] args)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }

    /// <summary>Why a program cannot do what is asked, or null where it can.</summary>
    public static string? Missing(string program, params string[] args)
    {
        try
        {
            (int exitCode, string output) = Run(program, args);
            return exitCode == 0 ? null : $"{program} cannot do it here: {output.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"{program} cannot be started here: {e.Message}";
        }
    }
}

/// <summary>A test that asks python3 (its standard library alone), skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    private static readonly string? s_missing = Tool.Missing("python3", "-c", "import json, struct, random");

    public PythonFactAttribute() => Skip = s_missing;
}

/// <summary>A test that mounts a small disk for its child alone, skipped where the system does not allow it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly string? s_missing = Tool.Missing("unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "none", "/mnt");

    public SmallDiskFactAttribute() => Skip = s_missing;
}
