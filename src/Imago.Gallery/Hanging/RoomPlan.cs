namespace Imago.Gallery.Hanging;

/// <summary>A room as its keeper wishes it.</summary>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Titles">Its title by language, <c>en</c> among them.</param>
/// <param name="Works">How many works hang in it; null: as many as there are, and its walls take.</param>
/// <param name="Walls">Its walls, in their order.</param>
public sealed record RoomPlan(string Slug, IReadOnlyDictionary<string, string> Titles, int? Works, IReadOnlyList<WallPlan> Walls);

/// <summary>A wall as its keeper wishes it.</summary>
/// <param name="Slug">Its name in addresses, one of its kind in the room.</param>
/// <param name="Titles">Its title by language, <c>en</c> among them.</param>
/// <param name="Query">What a text-image network is asked, in English.</param>
/// <param name="Words">What labels of pictures that suit it contain, in small letters: for the ranker that knows labelled pictures in place of texts.</param>
/// <param name="Least">At least so many works.</param>
/// <param name="Most">At most so many.</param>
public sealed record WallPlan(string Slug, IReadOnlyDictionary<string, string> Titles, string Query, IReadOnlyList<string> Words, int Least, int Most);
