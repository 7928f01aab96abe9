using System.Diagnostics;

namespace Imago.Training.Tests.Data;

/// <summary>Debian's python3 and its own zipfile, json and zlib: truth from outside. Where it is missing, a test that needs it is skipped and says so.</summary>
internal static class Python
{
    private static readonly Lazy<bool> IsThere = new(() =>
    {
        try
        {
            using var process = Start("pass");
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public static string? Missing => IsThere.Value ? null : "python3 is not installed: apt-get install python3";

    /// <summary>Runs a script and gives its standard output.</summary>
    public static string Run(string script, params string[] arguments)
    {
        using var process = Start(script, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output;
    }

    private static Process Start(string script, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("python3", ["-c", script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}

/// <summary>A test that asks python3.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = Python.Missing;
}
