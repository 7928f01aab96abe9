using System.Globalization;
using Imago.Gallery.Works;
using Imago.Latent;
using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Cli.Commands.Gallery;

/// <summary>Paints the candidates of a pool: each with a latent, a truncation and noise of its own, all drawn from the pool's secret keys, and scored by the discriminator where the file has one.</summary>
internal sealed class PoolPainter : IDisposable
{
    private readonly Network _network;
    private readonly Renderer _renderer;
    private readonly double _low, _high;

    internal PoolPainter(ChosenNetwork chosen, double low, double high)
    {
        (_network, _low, _high) = (NetworkFile.Read(chosen.Path, NetworkParts.Discriminator), low, high);
        _renderer = new(_network, chosen.Device, chosen.Precision);
        if (_network.Discriminator is not { } discriminator) return;
        discriminator.MoveTo(chosen.Device);
        discriminator.Record(false);
    }

    /// <summary>What the pool is a pool of.</summary>
    internal string Source => string.Create(CultureInfo.InvariantCulture, $"network {_renderer.Fingerprint} truncation {_low}-{_high}");

    /// <summary>Whether pictures have scores.</summary>
    internal bool Scores => _network.Discriminator is not null;

    /// <summary>Paints candidates.</summary>
    /// <param name="keys">The pool's.</param>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="progress">Told how many are painted.</param>
    /// <param name="cancel">Looked at between pictures.</param>
    internal List<Candidate> Paint(PoolKeys keys, int first, int count, Action<int> progress, CancellationToken cancel)
    {
        List<Candidate> candidates = [];
        var options = _renderer.Options;
        for (var number = first; number < first + count; number++)
        {
            cancel.ThrowIfCancellationRequested();
            var psi = _low + ((_high - _low) * keys.Uniform(number, "psi"));
            int? label = options.CDim == 0 ? null : (int)(options.CDim * keys.Uniform(number, "class"));
            var w = _renderer.ToW(new RenderRequest { Latent = new(LatentSpace.Z, keys.Z(number, options.ZDim)), TruncationPsi = psi, Class = label });
            var rendering = _renderer.Render(new RenderRequest { Latent = w, NoiseMode = NoiseMode.Random, NoiseSeed = keys.NoiseSeed(number) });
            candidates.Add(new(number, rendering.ToPicture()) { Score = Score(rendering, label), W = w.Values, Psi = psi, Noise = keys.NoiseSeed(number), Class = label });
            progress(candidates.Count);
        }
        return candidates;
    }

    /// <summary>Writes the latents of works as every command reads them.</summary>
    internal void KeepLatents(string path, IReadOnlyList<(int Number, Candidate Candidate)> works) => LatentFile.Write(
        path, [.. works.Select(static one => new LatentCode(LatentSpace.W, one.Candidate.W!) { Name = string.Create(CultureInfo.InvariantCulture, $"work {one.Number}") })], _renderer.Generator);

    /// <inheritdoc/>
    public void Dispose() => _renderer.Dispose();

    // Alone, not in a group: with others beside it a picture's score would depend on theirs (minibatch deviation).
    private double? Score(Rendering rendering, int? label)
    {
        if (_network.Discriminator is not { } discriminator)
            return null;
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        var picture = Tensor.From(rendering.Values, 1, rendering.Channels, rendering.Resolution, rendering.Resolution).To(_renderer.Device);
        Tensor? c = null;
        if (label is { } number)
        {
            var one = new float[discriminator.Options.CDim];
            one[number] = 1;
            c = Tensor.From(one, 1, one.Length).To(_renderer.Device);
        }
        return discriminator.Forward(picture, c).To(Device.Cpu).ToFloats()[0];
    }
}
