using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Imago.Torch.Formats;

namespace Imago.Torch.Tests.Support;

/// <summary>What this assembly does when it is started as a program: the other process of tests that kill it or let its disk run full.</summary>
internal static class ChildProgram
{
    public const int Chunks = 32, ChunkBytes = 1 << 16;

    public static int Main(string[] args) => args switch
    {
        ["write-generations", string path, string first] => WriteGenerations(path, int.Parse(first, CultureInfo.InvariantCulture)),
        ["fill-the-disk", string folder] => FillTheDisk(folder),
        ["torch-version"] => TellTheVersion(),
        _ => 2,
    };

    public static ProcessStartInfo Start(params string[] args)
    {
        // The host that runs this very runtime, wherever it is installed.
        string host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        return new ProcessStartInfo(host, [typeof(ChildProgram).Assembly.Location, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
    }

    // Writes the same file again and again, each time filled with its generation, slowly enough to be killed in the middle;
    // for two minutes at most, should nobody be left to kill it.
    private static int WriteGenerations(string path, int first)
    {
        Stopwatch clock = Stopwatch.StartNew();
        for (int generation = first; clock.Elapsed < TimeSpan.FromMinutes(2); generation++)
        {
            byte[] chunk = new byte[ChunkBytes];
            Array.Fill(chunk, (byte)generation);
            SafeTensorsWriter.Write(path, [new SafeTensorsItem("data", "U8", [Chunks, ChunkBytes], stream =>
            {
                for (int i = 0; i < Chunks; i++)
                {
                    stream.Write(chunk);
                    Thread.Sleep(1);
                }
            })], new Dictionary<string, string> { ["generation"] = $"{generation}" });
        }
        return 0;
    }

    // In a folder with room for one file and a half.
    private static int FillTheDisk(string folder)
    {
        string path = Path.Combine(folder, "network.safetensors");
        byte[] content = new byte[1 << 20];
        SafeTensorsWriter.Write(path, [new SafeTensorsItem("old", "U8", [content.Length], content)]);
        byte[] old = File.ReadAllBytes(path);
        try
        {
            SafeTensorsWriter.Write(path, [new SafeTensorsItem("new", "U8", [content.Length], content)]);
            Console.WriteLine("no error");
        }
        catch (IOException e)
        {
            Console.WriteLine(e.Message);
        }
        Console.WriteLine(old.AsSpan().SequenceEqual(File.ReadAllBytes(path)) ? "old file unchanged" : "old file changed");
        Console.WriteLine(string.Join(' ', Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName)));
        return 0;
    }

    private static int TellTheVersion()
    {
        try
        {
            Console.WriteLine(TorchLibrary.Version);
            return 0;
        }
        catch (PlatformNotSupportedException e)
        {
            Console.WriteLine(e.Message);
            return 1;
        }
    }
}
