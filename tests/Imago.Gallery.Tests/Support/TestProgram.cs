using System.Diagnostics;
using System.Globalization;
using Imago.Gallery.Checking;
using Imago.Gallery.Claims;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Ballots;

namespace Imago.Gallery.Tests.Support;

/// <summary>The tests as a program that can be killed: <c>DIR</c> is a web process of a check, <c>DIR PORT</c> an open gallery, which first writes its address, <c>draw DIR STEP</c> a draw that kills itself after
/// so many steps.</summary>
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
        if (args is ["draw", var drawn, var step])
        {
            await DrawAsync(GalleryFolder.Open(drawn), int.Parse(step, CultureInfo.InvariantCulture));
            return 0;
        }
        await using var gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = args[0], Port = int.Parse(args[1], CultureInfo.InvariantCulture) });
        Console.WriteLine(gallery.Address);
        await gallery.WaitAsync(CancellationToken.None);
        return 0;
    }

    private static async Task DrawAsync(GalleryFolder folder, int step)
    {
        var settings = GallerySettings.Read(folder);
        await using var database = await GalleryDatabase.OpenAsync(folder, settings);
        await using var claims = ClaimStore.Of(database);
        await SmallDraw.Open(folder, settings, database, claims, _ =>
        {
            if (--step == 0)
                Process.GetCurrentProcess().Kill();
        }).RunAsync();
    }
}
