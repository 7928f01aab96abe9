using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Works;
using Imago.Imaging.Painting;

namespace Imago.Gallery.Tests.Support;

/// <summary>A gallery of painted portraits (no network made them), hung in two rooms: what the tests of pages, claims and certificates visit.</summary>
public static class PaintedGallery
{
    private static readonly (string Slug, string Title, (string Slug, string Title)[] Walls)[] s_rooms =
    [
        ("people", "People", [("beauty", "Beauty"), ("round-dance", "Round dance")]),
        ("mood", "Mood", [("silence", "Silence")]),
    ];

    /// <summary>Makes one.</summary>
    /// <param name="path">Its folder, new or empty.</param>
    /// <param name="perWall">Works on each of the three walls.</param>
    /// <param name="side">Of the full size, in pixels.</param>
    /// <param name="settings">What the keeper decided.</param>
    /// <param name="opensAt">When the works can be taken; default: since yesterday.</param>
    /// <param name="files">Whether there are files of the pictures, which take most of the time.</param>
    public static async Task<GalleryFolder> MakeAsync(string path, int perWall = 4, int side = 600, GallerySettings? settings = null, DateTimeOffset? opensAt = null, bool files = true)
    {
        var folder = GalleryFolder.Create(path);
        settings ??= new() { Name = "Nobody's portraits" };
        settings.Write(folder);
        await using var database = await GalleryDatabase.OpenAsync(folder, settings);
        var intake = new Intake(new FolderStore(folder.Full), new FolderStore(folder.Public));
        await using var context = database.Context();
        var (number, wallId) = (0, 0);
        for (var r = 0; r < s_rooms.Length; r++)
        {
            var room = new Room { Id = r + 1, Slug = s_rooms[r].Slug, Position = r, Titles = new() { ["en"] = s_rooms[r].Title } };
            for (var w = 0; w < s_rooms[r].Walls.Length; w++)
            {
                var (slug, title) = s_rooms[r].Walls[w];
                var wall = new Wall { Id = ++wallId, Slug = slug, Position = w, Query = title, Titles = new() { ["en"] = title } };
                for (var p = 0; p < perWall; p++)
                {
                    var work = files ? await intake.TakeInAsync(++number, PortraitPainter.Paint(number, side), score: 0) : Described(++number);
                    context.Works.Add(work);
                    wall.Places.Add(new Place { WorkNumber = number, Position = p, Score = 1.0 / (p + 1), Near = p == perWall - 1, OpensAt = opensAt ?? DateTimeOffset.UtcNow.AddDays(-1) });
                }
                room.Walls.Add(wall);
            }
            context.Rooms.Add(room);
        }
        await context.SaveChangesAsync();
        return folder;
    }

    private static Work Described(int number) => new()
    {
        Number = number, Width = 64, Height = 64, Small = $"small{number}", FullKey = $"full{number}", Sha256 = new byte[32], ThumbHash = ThumbHash.Of(PortraitPainter.Paint(number, 64)), Colours = "[]", PHash = number, Score = 0, MadeAt = DateTimeOffset.UtcNow,
    };
}
