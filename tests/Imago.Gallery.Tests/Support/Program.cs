namespace Imago.Gallery.Tests.Support;

/// <summary>The tests as a program: <c>dotnet Imago.Gallery.Tests.dll DIR PORT</c> opens a gallery, so that a test has a process that it can kill.</summary>
internal static class Program
{
    private static async Task Main(string[] arguments)
    {
        await using var gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = arguments[0], Port = int.Parse(arguments[1], System.Globalization.CultureInfo.InvariantCulture) });
        Console.WriteLine(gallery.Address);
        await gallery.WaitAsync(CancellationToken.None);
    }
}
