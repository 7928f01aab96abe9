using Imago.Imaging;
using Imago.Latent.Films;

namespace Imago.Latent.Directions;

/// <summary>A move along one direction or several together, which strength makes longer or shorter.</summary>
/// <param name="Directions">Of the network.</param>
/// <param name="Steps">How far along which, for strength 1.</param>
/// <param name="Layers">The layers that move; null means those of the directions.</param>
public sealed record DirectionMove(DirectionSet Directions, IReadOnlyList<DirectionStep> Steps, IReadOnlyList<int>? Layers = null)
{
    // Smaller pictures are enlarged on a sheet, so that one sees them.
    private const int LeastTile = 128, CaptionHeight = 24;

    /// <summary>What a request is to be before it is moved: the same picture, its latent in w, where truncation has been done.</summary>
    /// <exception cref="ArgumentException">It does not fit the network.</exception>
    public static RenderRequest Origin(Renderer renderer, RenderRequest request)
    {
        ArgumentNullException.ThrowIfNull(renderer);
        ArgumentNullException.ThrowIfNull(request);
        return request with { Latent = renderer.ToW(request), TruncationPsi = 1, TruncationCutoff = null, Class = null };
    }

    /// <summary>A request moved. With strength 0 it is the same.</summary>
    /// <param name="origin">As <see cref="Origin"/> gives it.</param>
    /// <param name="strength">In the units of <see cref="Steps"/>; negative is the other way.</param>
    /// <exception cref="ArgumentException">See <see cref="DirectionSet.Apply"/>.</exception>
    public RenderRequest Of(RenderRequest origin, double strength)
    {
        ArgumentNullException.ThrowIfNull(origin);
        var moved = Directions.Apply(origin.Latent.Values, [.. Steps.Select(step => step with { Strength = step.Strength * strength })], Layers);
        return origin with { Latent = origin.Latent with { Values = moved } };
    }

    /// <summary>What the move does, on one labelled picture: a row a latent, a column a strength.</summary>
    /// <param name="renderer">The network.</param>
    /// <param name="requests">The rows.</param>
    /// <param name="strengths">The columns.</param>
    /// <param name="title">What stands under it all.</param>
    /// <param name="progress">Told how many pictures are computed.</param>
    /// <param name="cancel">Looked at between pictures.</param>
    /// <exception cref="ArgumentException">A request or the move does not fit the network, or there are none or too many for one picture.</exception>
    /// <exception cref="LatentException">See <see cref="Renderer"/>.</exception>
    public Picture Sheet(
        Renderer renderer, IReadOnlyList<RenderRequest> requests, IReadOnlyList<double> strengths, string title, Action<int>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(renderer);
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(strengths);
        var side = Math.Max(renderer.Options.ImgResolution, LeastTile) + CaptionHeight;
        if (requests.Count == 0 || strengths.Count == 0 || (long)requests.Count * strengths.Count * side * side * 3 > Array.MaxLength)
            throw new ArgumentException($"A sheet of {requests.Count:N0} rows and {strengths.Count:N0} columns was asked for, expected 1 to {Array.MaxLength / 3 / side / side:N0} pictures in all: ask for fewer.");
        var origins = requests.Select(request => Origin(renderer, request)).ToList();
        var moved = (from origin in origins from strength in strengths select Of(origin, strength)).ToList(); // row by row
        var tiles = new List<Picture>();
        foreach (var rendering in renderer.Render(moved, cancel: cancel))
        {
            tiles.Add(Large(rendering.ToPicture()));
            progress?.Invoke(tiles.Count);
        }
        var table = LabelledGrid.Compose(
            tiles, [.. strengths.Select(static strength => FormattableString.Invariant($"{strength:+0.##;-0.##;0}"))], [.. origins.Select(static origin => origin.Latent.Name)], Colour.White, Colour.Black);
        return PictureGrid.Compose([table], 1, 0, Colour.White, [title], CaptionHeight);
    }

    /// <summary>A film that goes from one strength to another and back, slowest at both, and then could begin again. Pictures lie beside each other, in rows as long as there are rows.</summary>
    /// <param name="renderer">The network.</param>
    /// <param name="requests">The pictures.</param>
    /// <param name="from">The strength of the first frame.</param>
    /// <param name="to">That of the middle.</param>
    /// <param name="seconds">The film's length.</param>
    /// <param name="framesPerSecond">1 to 240.</param>
    /// <exception cref="ArgumentException">A request or the move does not fit the network, or there is no such film.</exception>
    public Film ThereAndBack(Renderer renderer, IReadOnlyList<RenderRequest> requests, double from, double to, double seconds, double framesPerSecond)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var frames = Film.FramesOf(seconds, framesPerSecond);
        var origins = requests.Select(request => Origin(renderer, request)).ToList();
        double Strength(int frame) => from + ((to - from) * (1 - Math.Cos(2 * Math.PI * frame / frames)) / 2);
        return new(frames, framesPerSecond, frame => [.. origins.Select(origin => Of(origin, Strength(frame)))], (int)Math.Ceiling(Math.Sqrt(origins.Count)));
    }

    private static Picture Large(Picture picture) => picture.Width >= LeastTile ? picture : PictureResizer.Fit(picture, LeastTile, LeastTile);
}
