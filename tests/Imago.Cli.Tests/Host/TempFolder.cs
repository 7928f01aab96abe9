namespace Imago.Cli.Tests;

/// <summary>A folder of a test's own, removed at its end.</summary>
internal sealed class TempFolder : IDisposable
{
    internal TempFolder() => Path = Directory.CreateTempSubdirectory("imago-test-").FullName;

    /// <summary>Its full path.</summary>
    internal string Path { get; }

    /// <summary>Writes a bash script that can be run.</summary>
    internal void Script(string name, string text)
    {
        File(name, $"#!/bin/bash\n{text}\n");
        System.IO.File.SetUnixFileMode(System.IO.Path.Combine(Path, name), (UnixFileMode)0b111_101_101);
    }

    /// <summary>Writes a text file, and the folders above it.</summary>
    internal void File(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
