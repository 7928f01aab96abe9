using Imago.Networks;
using Imago.Networks.Ops;
using Imago.Torch;

namespace Imago.Latent.Dreams;

/// <summary>The steps of a dream: along the gradient of what the goals answer, in one size after the other.</summary>
internal sealed class GradientAscent : IDisposable
{
    private readonly Discriminator _discriminator;
    private readonly DreamOptions _options;
    private readonly Tensor _halving, _blur;
    private readonly int _reduction;

    internal GradientAscent(Discriminator discriminator, DreamOptions options, Device device)
    {
        (_discriminator, _options) = (discriminator, options);
        _reduction = discriminator.Layers.Where(layer => options.Goals.Any(goal => goal.Layer == layer.Name)).Max(static layer => layer.Reduction);
        using var scope = TensorScope.Open();
        (_halving, _blur) = (TensorScope.Free(ResampleFilter.Create(ResampleFilter.Binomial).To(device)), TensorScope.Free(ResampleFilter.Create([1, 2, 1]).To(device)));
    }

    /// <summary>The least columns and rows of a picture, so that the deepest goal sees 2 x 2 places.</summary>
    internal int LeastSide => 2 * _reduction;

    /// <summary>
    /// From the smallest size to the full one. What the steps added in one size is enlarged and laid over the picture in the next, so that the picture itself keeps its detail.
    /// </summary>
    internal Tensor Run(Tensor picture, RandomGenerator random, int steps, Action<int, int>? progress, CancellationToken cancel)
    {
        using var scope = TensorScope.Open();
        var (sizes, done) = (Sizes((int)picture.Size(2), (int)picture.Size(3)), 0);
        var octaves = new List<Tensor> { picture };
        foreach (var (height, width) in sizes.Skip(1))
            octaves.Add(Bilinear.Resize(octaves[^1], height, width));
        Tensor? added = null;
        foreach (var octave in Enumerable.Reverse(octaves))
        {
            var x = added is null ? octave : octave.Add(Bilinear.Resize(added, (int)octave.Size(2), (int)octave.Size(3)));
            for (var step = 0; step < steps; step++)
            {
                cancel.ThrowIfCancellationRequested();
                x = Step(x, random);
                progress?.Invoke(++done, sizes.Count * steps);
            }
            added = x.Sub(octave);
        }
        var dream = picture.Add(added!).Clamp(-1, 1);
        return dream.IsFinite().All() ? scope.Keep(dream)
            : throw new LatentException("The discriminator gives values that are not finite: its weights are damaged or the precision is too low; `imago inspect` looks at the weights.");
    }

    public void Dispose()
    {
        _halving.Dispose();
        _blur.Dispose();
    }

    /// <summary>The sizes (rows, columns), the full one first.</summary>
    private List<(int Height, int Width)> Sizes(int height, int width)
    {
        List<(int Height, int Width)> sizes = [(height, width)];
        while (sizes.Count < _options.Octaves)
        {
            var factor = Math.Pow(_options.OctaveScale, sizes.Count);
            var next = ((int)Math.Round(height / factor), (int)Math.Round(width / factor));
            if (Math.Min(next.Item1, next.Item2) < LeastSide)
                break;
            sizes.Add(next);
        }
        return sizes;
    }

    private Tensor Step(Tensor x, RandomGenerator random)
    {
        using var scope = TensorScope.Open();
        try
        {
            var seen = x.Detach().SetRequiresGrad(true);
            var gradient = Autograd.Grad(Strength(Shifted(seen, random)), seen);
            using var none = Autograd.NoGrad();
            var y = x.Add(GradientPyramid.Even(gradient, _halving).Mul(_options.LearningRate));
            return scope.Keep(y.Lerp(Blurred(y), _options.Smoothing).Clamp(-1, 1));
        }
        catch (TorchException e) when (e.IsOutOfMemory)
        {
            throw new LatentException($"There is not enough memory to dream at {x.Size(3)} x {x.Size(2)}: choose a smaller size, or a layer nearer to the picture.", e);
        }
    }

    /// <summary>
    /// The picture with mirrored pixels around it: as many as stand behind one activation, so that the zeros with which the network surrounds what it sees stay outside, and up to
    /// <see cref="DreamOptions.Jitter"/> more on its left and top, so that it lies elsewhere on the network's grid.
    /// </summary>
    private Tensor Shifted(Tensor x, RandomGenerator random)
    {
        var room = (int)Math.Min(x.Size(2), x.Size(3)) - 1;
        var rim = Math.Min(_reduction, room);
        var most = Math.Min(_options.Jitter, room - rim);
        var shift = Tensor.RandInt(0, most + 1, [2], random).ToArray<long>();
        return x.ReflectionPad2d(rim + shift[0], rim + most - shift[0], rim + shift[1], rim + most - shift[1]);
    }

    /// <summary>How strongly the goals are met, weighted: a scalar. The outermost activations, which see the rim, do not count.</summary>
    private Tensor Strength(Tensor x)
    {
        var answers = _discriminator.Activations(x, [.. _options.Goals.Select(static goal => goal.Layer)]);
        return _options.Goals.Zip(answers, static (goal, answer) =>
        {
            var inner = answer.Slice(2, 1, answer.Size(2) - 1).Slice(3, 1, answer.Size(3) - 1).To(ScalarType.Float32); // [1, units, H, W]
            return (goal.Channel is { } channel ? inner.Select(1, channel).Mean() : inner.Square().Mean()).Mul(goal.Weight);
        }).Aggregate(static (a, b) => a.Add(b));
    }

    /// <summary>Blurred by [1, 2, 1] along each axis; as large as it was.</summary>
    private Tensor Blurred(Tensor x) => UpFirDn2d.Apply(x.ReflectionPad2d(1, 1, 1, 1), _blur);
}
