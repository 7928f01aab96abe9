using Imago.Gallery.Learning;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Works;
using Imago.Imaging.Painting;
using Imago.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Tests.Support;

/// <summary>A gallery of painted portraits, open, with one wall of 24; of its pictures one is taken, one opens later, and one more hangs nowhere.</summary>
public sealed class OpenExhibition : IAsyncLifetime
{
    /// <summary>On a wall of three pictures beside the full one.</summary>
    public const int Taken = 4, Later = 5;

    private readonly string _temp = Directory.CreateTempSubdirectory("imago-exhibition-").FullName;

    /// <summary>The gallery's folder.</summary>
    public string Folder => Path.Combine(_temp, "gallery");

    /// <summary>The gallery.</summary>
    public GalleryHost Gallery { get; private set; } = null!;

    /// <summary>Numbers of the 24 pictures of <c>people/beauty</c>, as they hang today.</summary>
    public IReadOnlyList<int> FullWall { get; private set; } = [];

    /// <summary>The number of the picture that hangs nowhere.</summary>
    public int NotHung { get; private set; }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var folder = await PaintedGallery.MakeAsync(Folder, perWall: 3, side: 600);
        var settings = GallerySettings.Read(folder);
        await using (var database = await GalleryDatabase.OpenAsync(folder, settings))
        {
            var intake = new Intake(new FolderStore(folder.Full), new FolderStore(folder.Public));
            var works = new Work[22];
            await Parallel.ForAsync(0, works.Length, async (i, cancel) => works[i] = await intake.TakeInAsync(10 + i, PortraitPainter.Paint(10 + i, 600), 0, cancel: cancel));
            await using var context = database.Context();
            context.Works.AddRange(works);
            NotHung = works[^1].Number;
            foreach (var (i, work) in works[..^1].Index())
                context.Places.Add(new Place { WorkNumber = work.Number, WallId = 1, Position = 3 + i, Score = 0, Near = false, OpensAt = DateTimeOffset.UtcNow.AddDays(-1) });
            await context.Walls.Where(static wall => wall.Slug == "round-dance").ExecuteUpdateAsync(static set => set.SetProperty(static wall => wall.Titles, new Dictionary<string, string> { ["en"] = "Round dance", ["ru"] = "Хоровод" }));
            await context.Places.Where(static place => place.WorkNumber == Later).ExecuteUpdateAsync(static set => set.SetProperty(static place => place.OpensAt, DateTimeOffset.UtcNow.AddDays(9)));
            context.Claims.Add(new Claim { WorkNumber = Taken, VisitorId = Guid.NewGuid(), RequestKey = Guid.NewGuid(), ClaimedAt = DateTimeOffset.UtcNow });
            await context.SaveChangesAsync();
        }
        Gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = Folder, Port = 0 });
        await using var walls = Gallery.Services.GetRequiredService<GalleryDatabase>().Context();
        var wall = await walls.Walls.Include(static wall => wall.Room).Include(static wall => wall.Places).SingleAsync(static wall => wall.Id == 1);
        FullWall = [.. Gallery.Services.GetRequiredService<Orders>().Today(wall.Room, wall, wall.Places)!.Cells.Select(static cell => cell.Work)];
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await Gallery.DisposeAsync();
        Directory.Delete(_temp, recursive: true);
    }
}

/// <summary>Tests of pages: one exhibition and one browser, one test after another.</summary>
[CollectionDefinition(Name)]
public sealed class WithPages : ICollectionFixture<OpenExhibition>, ICollectionFixture<Chromium>
{
    /// <summary>Its name.</summary>
    public const string Name = "Pages";
}
