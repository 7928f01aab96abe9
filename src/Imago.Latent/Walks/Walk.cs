using Imago.Latent.Films;
using Imago.Latent.Music;
using Imago.Torch;

namespace Imago.Latent.Walks;

/// <summary>A film that walks through a latent space, from keyframe to keyframe.</summary>
/// <example><code>
/// using var renderer = new Renderer(NetworkFile.Read(BundledNetwork.Location, NetworkParts.Generator));
/// var keyframes = Seeds.Parse("0-5").Select(seed => LatentCode.OfSeed(seed, renderer.Options.ZDim)).ToList();
/// FilmExport.Write(renderer, Walk.Of(renderer, keyframes, new() { Loop = true }), "walk.mp4");
/// </code></example>
public static class Walk
{
    /// <summary>Plans the film.</summary>
    /// <param name="renderer">The network.</param>
    /// <param name="keyframes">What it passes; with several walks, dealt to them one share after another.</param>
    /// <param name="options">What it is like.</param>
    /// <exception cref="ArgumentException">There are too few keyframes, they cannot be shared equally, they lie in W and the walk is to go in Z, or an option is out of its range.</exception>
    public static Film Of(Renderer renderer, IReadOnlyList<LatentCode> keyframes, WalkOptions options)
    {
        var frames = Film.FramesOf(options.Seconds, options.FramesPerSecond);
        var paths = Shares(keyframes, options).Select(share => PathOf(renderer, share, options)).ToList();
        var times = options.Music?.Times(options.Loop);
        double Time(int frame) => times?[frame] ?? ((double)frame / (options.Loop ? frames : frames - 1));
        var dance = options.Music is null ? null : new Dance(renderer, options);
        return new(frames, options.FramesPerSecond, frame => [.. paths.Select(path => new RenderRequest
        {
            Latent = dance is null ? path(Time(frame)) : dance.Move(path(Time(frame)), frame),
            TruncationPsi = Psi(options, Time(frame)),
            TruncationCutoff = options.TruncationCutoff,
            Class = options.Space == LatentSpace.Z ? options.Class : null,
            NoiseMode = options.NoiseMode,
            NoiseSeed = options.NoiseSeed,
            Edits = options.Edits,
        })], options.Columns);
    }

    private static double Psi(WalkOptions options, double time)
    {
        var far = (options.TruncationTo ?? options.TruncationPsi) - options.TruncationPsi;
        return options.TruncationPsi + (far * (options.Loop ? (1 - Math.Cos(2 * Math.PI * time)) / 2 : time));
    }

    private static IEnumerable<LatentCode[]> Shares(IReadOnlyList<LatentCode> keyframes, WalkOptions options)
    {
        var cells = options.Columns * options.Rows;
        if (options.Columns < 1 || options.Rows < 1 || cells > 1024)
            throw new ArgumentException($"The grid is {options.Columns}x{options.Rows}: it must be from 1x1 on, of at most 1,024 walks.");
        if (keyframes.Count == 0 || keyframes.Count % cells != 0)
            throw new ArgumentException($"{keyframes.Count} keyframes cannot be shared equally by {cells} {(cells == 1 ? "walk" : "walks")}: give a multiple of {cells}.");
        var (each, least) = (keyframes.Count / cells, options.TruncationTo is not null ? 1 : 2);
        if (each < least)
            throw new ArgumentException($"A walk needs two keyframes or more to go from one to the next, and here {(cells == 1 ? "is" : "each walk has")} only {each}: give {2 * cells} seeds, or move the truncation (--trunc-to).");
        if (options.Kind == WalkKind.Circular && each != 2)
            throw new ArgumentException($"A circular walk is spanned by two keyframes, and here {(cells == 1 ? "are" : "each has")} {each}: give {2 * cells} seeds, or choose spline, which closes with --loop.");
        var dealt = keyframes.ToArray();
        if (options.ShuffleSeed is { } seed)
            new NumpyRandom(seed).Shuffle(dealt.AsSpan());
        return dealt.Chunk(each);
    }

    /// <summary>Time 0 to 1 → the latent there.</summary>
    private static Func<double, LatentCode> PathOf(Renderer renderer, LatentCode[] keyframes, WalkOptions options)
    {
        if (options.Space == LatentSpace.Z && keyframes.FirstOrDefault(static one => one.Space == LatentSpace.W) is { } wrong)
            throw new ArgumentException($"{wrong.Name} lies in w, and no way leads back from there to z: walk in w (--space w).");
        if (options.Space == LatentSpace.W)
            keyframes = [.. keyframes.Select(one => one.Space == LatentSpace.W ? one : renderer.ToW(new() { Latent = one, Class = one.Label is null ? options.Class : null }))];
        if (keyframes.Length == 1)
            return _ => keyframes[0];

        // Arcs and circles go about the middle of the space: 0 in Z, the mean in W.
        using var scope = TensorScope.Open();
        var mean = options.Space == LatentSpace.Z ? new double[renderer.Options.ZDim] : Repeated(renderer.Generator.Mapping.WAvg!.To(ScalarType.Float64).ToArray<double>(), renderer.Options.NumWs);
        List<double[]> points = [.. keyframes.Select(one => one.Values.Zip(mean, static (value, middle) => value - middle).ToArray())];
        var closed = options.Loop || options.Kind == WalkKind.Circular;
        if (closed && options.Kind is not (WalkKind.Circular or WalkKind.Noise))
            points.Add(points[0]);
        LatentPath path = options.Kind switch
        {
            WalkKind.Linear => new LegsPath(points, arcs: false, options.Easing),
            WalkKind.Slerp => new LegsPath(points, arcs: true, options.Easing),
            WalkKind.Spline => new SplinePath(points, closed, options.Easing),
            WalkKind.Circular => new CirclePath(points[0], points[1], options.Easing),
            _ => new NoisePath(points, closed, options.Easing, options.NoiseSeed),
        };
        return time => new(options.Space, [.. path.At(time).Zip(mean, static (value, middle) => (float)(value + middle))], options.Space == LatentSpace.Z ? keyframes[0].Label : null);
    }

    private static double[] Repeated(double[] row, int times) => [.. Enumerable.Repeat(row, times).SelectMany(static one => one)];
}
