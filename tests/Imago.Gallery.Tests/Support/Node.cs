using System.Diagnostics;
using System.Reflection;

namespace Imago.Gallery.Tests.Support;

/// <summary>Programs of the folder <c>Node/</c>: readers and servers that others wrote.</summary>
public static class Node
{
    /// <summary>Starts one.</summary>
    public static Process Start(string script, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("node", [script, .. arguments]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardInput = true })!;

    /// <summary>What one says.</summary>
    /// <exception cref="InvalidOperationException">It fails.</exception>
    public static async Task<string> AskAsync(string script, ReadOnlyMemory<byte> input, params string[] arguments)
    {
        using var process = Start(script, arguments);
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"node {script} ended with {process.ExitCode}: {said}");
    }

    private static string Folder => typeof(Node).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static one => one.Key == "Node").Value!;
}
