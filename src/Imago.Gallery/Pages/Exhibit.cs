using System.Text.Json;
using Imago.Gallery.Store;
using Imago.Imaging;
using Imago.Web;

namespace Imago.Gallery.Pages;

/// <summary>How a picture stands with visitors.</summary>
public enum Standing
{
    /// <summary>Anyone may take it now.</summary>
    Free,

    /// <summary>It has an owner.</summary>
    Taken,

    /// <summary>It hangs, and can be taken later.</summary>
    NotOpen,

    /// <summary>It is given by lot to one of those who wish for it.</summary>
    ByBallot,

    /// <summary>It hangs on no wall, so nobody can take it; its small copies are for all.</summary>
    NotHung,
}

/// <summary>A picture as pages show it.</summary>
/// <param name="Work">The work.</param>
/// <param name="Place">Where it hangs; null: nowhere.</param>
/// <param name="Wall">On which wall.</param>
/// <param name="Room">In which room.</param>
/// <param name="HasOwner">Somebody has taken it.</param>
public sealed record Exhibit(Work Work, Place? Place, Wall? Wall, Room? Room, bool HasOwner)
{
    /// <summary>Whether it can be taken.</summary>
    public Standing Standing => HasOwner ? Standing.Taken : Place is null ? Standing.NotHung : Place.BallotId is not null ? Standing.ByBallot : Place.OpensAt > DateTimeOffset.UtcNow ? Standing.NotOpen : Standing.Free;

    /// <summary>Up to five colours, the one of the largest area first.</summary>
    public IEnumerable<Colour> Colours => JsonSerializer.Deserialize<string[]>(Work.Colours)!.Select(Colour.Parse);

    /// <summary>The wall's query; for one that answers it hardly better than others: near which it is.</summary>
    public string Title(Words words) => Wall is null ? words["pages.untitled"] : Place!.Near ? words.Of("pages.near", Wall.Titles.In(words)) : Wall.Titles.In(words);

    /// <summary>Width and height of the copy of that longer side, in pixels: none is larger than the full size.</summary>
    public (int Width, int Height) Within(int side)
    {
        var factor = Math.Min(1, (double)side / Math.Max(Work.Width, Work.Height));
        return (Math.Max(1, (int)Math.Round(Work.Width * factor)), Math.Max(1, (int)Math.Round(Work.Height * factor)));
    }
}

/// <summary>Reading exhibits.</summary>
internal static class Exhibits
{
    /// <summary>Works with the place, wall, room and owner that they may have, in the order of the works.</summary>
    public static IQueryable<Exhibit> AsExhibits(this IQueryable<Work> works, GalleryContext context) =>
        works.Select(work => new Exhibit(work, work.Place, work.Place!.Wall, work.Place.Wall.Room, context.Claims.Any(claim => claim.WorkNumber == work.Number)));

    /// <summary>A title in the language of the page, else in English.</summary>
    public static string In(this Dictionary<string, string> titles, Words words) => titles.GetValueOrDefault(words.Language) ?? titles["en"];
}
