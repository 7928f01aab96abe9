using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Latent;

/// <summary>
/// Makes pictures with a trained network. One object renders one thing at a time; it owns the network. Pictures come one by one, so that any number of them
/// needs the memory of one batch.
/// </summary>
public sealed class Renderer : IDisposable
{
    private readonly Network _network;
    private readonly Device _device;
    private readonly ReplayedSynthesis? _replayed;

    /// <summary>Takes a network over.</summary>
    /// <param name="network">It is disposed together with this object.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="precision">fp32 (the default) gives the reference's numbers; 16 bit in the highest blocks is faster where the processor has the instructions.</param>
    public Renderer(Network network, Device device = default, Precision? precision = null)
    {
        (_network, _device) = (network, device);
        Generator.MoveTo(device);
        Generator.Record(false);
        Generator.Training = false;
        Generator.Synthesis.Precision = precision ?? Precision.Float32;
        _replayed = device.IsCuda ? new(Generator.Synthesis, device) : null;
    }

    /// <summary>What defines the network.</summary>
    public GeneratorOptions Options => Generator.Options;

    /// <summary>
    /// How many pictures are computed at once where nothing else is asked for. On a CPU one: a picture then is bit for bit the same whatever is made beside
    /// it, and from 256² on more at once are not faster. On a CUDA device as many as fill it.
    /// </summary>
    public int DefaultBatch => _device.IsCuda ? Math.Clamp((1 << 20) / (Options.ImgResolution * Options.ImgResolution), 1, 32) : 1;

    private Generator Generator => _network.Generator;

    private IReadOnlyList<string>? Classes => _network.Training.Classes is { } names && names.Count == Options.CDim ? names : null;

    /// <summary>The number of a class that is named, or numbered where none has that name.</summary>
    /// <exception cref="ArgumentException">The network has no such class.</exception>
    public int ClassNumber(string text)
    {
        if (Classes?.Index().FirstOrDefault(one => one.Item == text) is { Item: not null } named)
            return named.Index;
        if (int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number < Options.CDim)
            return number;
        throw new ArgumentException(Options.CDim == 0
            ? $"The class '{text}' was asked for, but the network was trained without labels: leave out the class."
            : $"The network has no class '{text}': choose {ClassList()}.");
    }

    /// <summary>
    /// Renders pictures, in the order asked for. Where fused layers make them, they are bit for bit the same in any batch. libtorch's convolutions round otherwise for
    /// another batch: in fp32 by up to 6e-6 (one byte of 20,000 is another by 1), in bf16 by up to 0.04.
    /// </summary>
    /// <param name="args">Which pictures.</param>
    /// <param name="batch">How many are computed at once; null means <see cref="DefaultBatch"/>.</param>
    /// <param name="cancel">Looked at between batches.</param>
    /// <exception cref="ArgumentException">The arguments do not fit the network; said before the first picture.</exception>
    /// <exception cref="LatentException">A picture's values are not finite, or there is too little memory.</exception>
    public IEnumerable<Rendering> Render(RenderArgs args, int? batch = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        Check(args);
        if (batch is < 1)
            throw new ArgumentOutOfRangeException(nameof(batch), $"The batch is {batch}, expected 1 or more.");
        // Fresh noise is drawn for a whole batch from one generator: a picture that is to keep its noise is a batch of its own.
        return Batches(args, args.NoiseMode == NoiseMode.Random ? 1 : batch ?? DefaultBatch, cancel);
    }

    /// <summary>Frees the network.</summary>
    public void Dispose()
    {
        _replayed?.Dispose();
        _network.Dispose();
    }

    private IEnumerable<Rendering> Batches(RenderArgs args, int batch, CancellationToken cancel)
    {
        for (var start = 0; start < args.Count; start += batch)
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var rendering in Batch(args, start, Math.Min(batch, args.Count - start)))
                yield return rendering;
        }
    }

    private List<Rendering> Batch(RenderArgs args, int start, int count)
    {
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        try
        {
            using var random = args.NoiseMode == NoiseMode.Random ? new RandomGenerator((ulong)(args.Latents is null ? args.Seeds[start] : start), _device) : null;
            var ws = Tensor.Cat([.. Enumerable.Range(start, count).Select(index => Ws(args, index))], 0); // [count, numWs, wDim]
            var made = random is null && _replayed is not null ? _replayed.Forward(ws, args.NoiseMode) : Generator.Synthesis.Forward(ws, new Noise(args.NoiseMode, random));
            var images = made.To(Device.Cpu);
            return [.. Enumerable.Range(0, count).Select(i => Finite(args, new Rendering(start + i, Options.ImgChannels, Options.ImgResolution, images.Select(0, i).ToFloats())))];
        }
        catch (TorchException e) when (e.IsOutOfMemory)
        {
            throw new LatentException($"There is not enough memory for {count} pictures of {Options.ImgResolution} x {Options.ImgResolution} at once: choose a smaller batch.", e);
        }
    }

    /// <summary>The ws [1, numWs, wDim] of one picture. Mapped alone, for a matrix product rounds otherwise with other rows beside it.</summary>
    private Tensor Ws(RenderArgs args, int index)
    {
        if (args.Latents is { Space: LatentSpace.W } given)
            return Row(given.Values, index, Options.NumWs * Options.WDim).Reshape(1, Options.NumWs, Options.WDim);
        var z = args.Latents is { } latents
            ? Row(latents.Values, index, Options.ZDim)
            : Tensor.From(Seeds.Z(args.Seeds[index], Options.ZDim), 1, Options.ZDim).To(_device);
        return Generator.Mapping.Forward(z, Label(args, index), args.TruncationPsi, args.TruncationCutoff);
    }

    private Tensor? Label(RenderArgs args, int index)
    {
        if (Options.CDim == 0)
            return null;
        if (args.Latents?.Labels is { } labels)
            return Row(labels, index, Options.CDim);
        var label = new float[Options.CDim];
        label[args.Class!.Value] = 1;
        return Tensor.From(label, 1, Options.CDim).To(_device);
    }

    private Tensor Row(float[] values, int index, int length) => Tensor.From(values.AsSpan(index * length, length), 1, length).To(_device);

    private static Rendering Finite(RenderArgs args, Rendering rendering) =>
        Array.TrueForAll(rendering.Values, float.IsFinite) ? rendering
        : throw new LatentException($"The network gives values that are not finite for {args.NameOf(rendering.Index)}: its weights are damaged or the precision is too low; `imago inspect` looks at the weights.");

    private void Check(RenderArgs args)
    {
        static ArgumentException Wrong(string sentence) => new(sentence);
        if (args.Count == 0 || (args.Latents is not null && args.Seeds.Count > 0))
            throw Wrong("A picture needs a seed or a latent: give seeds, such as 0-35, or latents, and not both.");
        if (args.Latents is { } latents)
        {
            var each = latents.Space == LatentSpace.Z ? Options.ZDim : Options.NumWs * Options.WDim;
            if (latents.Values.LongLength != (long)latents.Count * each || (latents.Labels is { } labels && labels.LongLength != (long)latents.Count * Options.CDim))
                throw Wrong($"{latents.Count} latents in {latents.Space} have {latents.Values.Length} values and {latents.Labels?.Length ?? 0} labels, this network expects {each} and {Options.CDim} for each.");
        }
        if (!double.IsFinite(args.TruncationPsi))
            throw Wrong($"The truncation is {args.TruncationPsi}, expected a finite number; 0.7 and 1 are usual.");
        if (args.TruncationCutoff is { } cutoff && (cutoff < 0 || cutoff > Options.NumWs))
            throw Wrong($"The truncation's cutoff is {cutoff}, expected 0 to {Options.NumWs}, the number of ws of this network.");
        if (args.Class is { } number && Options.CDim == 0)
            throw Wrong($"The class {number} was asked for, but the network was trained without labels: leave out the class.");
        if (args.Class is { } wanted && (wanted < 0 || wanted >= Options.CDim))
            throw Wrong($"The network has no class {wanted}: choose {ClassList()}.");
        var labelled = args.Latents is { Space: LatentSpace.W } or { Labels: not null };
        if (labelled && args.Class is not null)
            throw Wrong($"The class {args.Class} was asked for, but the latents carry theirs already: leave out the class.");
        if (Options.CDim > 0 && !labelled && args.Class is null)
            throw Wrong($"The network was trained with labels, so it needs a class: choose {ClassList()}.");
    }

    private string ClassList()
    {
        const int Shown = 20;
        if (Classes is not { } names)
            return $"a number from 0 to {Options.CDim - 1}";
        return $"one of {string.Join(", ", names.Take(Shown).Select(static (name, index) => $"{index} ({name})"))}{(names.Count > Shown ? $", … {names.Count - 1} ({names[^1]})" : "")}";
    }
}
