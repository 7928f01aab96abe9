using Imago.Gallery.Hanging;
using Imago.Imaging;

namespace Imago.Cli.Commands.Gallery;

/// <summary>What tells which picture answers which query.</summary>
internal interface IRanker : IDisposable
{
    /// <summary>What it is, in words for the keeper.</summary>
    string Words { get; }

    /// <summary>The file of its network.</summary>
    string Network { get; }

    /// <summary>Walls of which it knows nothing, as <c>room/wall</c>: they stay empty.</summary>
    IReadOnlyList<string> Unknown { get; }

    /// <summary>Pictures → [N, dimensions], rows first.</summary>
    float[] See(IReadOnlyList<Picture> pictures);

    /// <summary>Scores of works by what <see cref="See"/> gave.</summary>
    Ranking Rank(IReadOnlyList<int> works, float[] vectors, IReadOnlyList<WallPlan> walls);
}
