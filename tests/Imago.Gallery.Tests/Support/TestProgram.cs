using System.Globalization;
using Imago.Gallery.Checking;

namespace Imago.Gallery.Tests.Support;

/// <summary>The tests as a program that can be killed: <c>DIR</c> is a web process of a check, <c>DIR PORT</c> an open gallery, which first writes its address.</summary>
public static class TestProgram
{
    /// <summary>The command that starts it.</summary>
    public static IReadOnlyList<string> Command => ["dotnet", typeof(TestProgram).Assembly.Location];

    internal static async Task<int> Main(string[] args)
    {
        if (args is [var folder])
        {
            await CheckServer.RunAsync(folder);
            return 0;
        }
        await using var gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = args[0], Port = int.Parse(args[1], CultureInfo.InvariantCulture) });
        Console.WriteLine(gallery.Address);
        await gallery.WaitAsync(CancellationToken.None);
        return 0;
    }
}
