namespace Imago.Gallery.Hanging;

/// <summary>What a ranker says of works: how well each answers each wall's query, and what is alike.</summary>
/// <param name="Works">The works' numbers.</param>
/// <param name="Scores">[works, walls], the walls of all rooms in their order; higher is better, the unit is the ranker's own.</param>
/// <param name="Vectors">[works, dimensions]: pictures that are alike have a cosine near 1.</param>
/// <param name="Dimensions">How long each vector is.</param>
public sealed record Ranking(IReadOnlyList<int> Works, float[] Scores, float[] Vectors, int Dimensions)
{
    /// <summary>[walls, dimensions]: what each wall's query is in the space of <see cref="Vectors"/>; a work that answers it has a high cosine. Empty: the ranker knows none.</summary>
    public float[] Queries { get; init; } = [];
}

/// <summary>A work on a planned wall.</summary>
/// <param name="Work">Its number.</param>
/// <param name="Score">How well it answers the query, after the correction for hubs.</param>
/// <param name="Near">It answers the query hardly better than others.</param>
public sealed record PlannedPlace(int Work, float Score, bool Near);

/// <summary>What is to hang where.</summary>
/// <param name="Walls">By the walls of all rooms in their order: the works in theirs. Empty: the wall is left out.</param>
/// <param name="LeftOut">The walls for which there are too few works, by their place among all.</param>
/// <param name="Alike">Pairs that hang on one wall though they are too alike, because a quota could not be filled otherwise.</param>
public sealed record HangingPlan(IReadOnlyList<IReadOnlyList<PlannedPlace>> Walls, IReadOnlyList<int> LeftOut, int Alike);
