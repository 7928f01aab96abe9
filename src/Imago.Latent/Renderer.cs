using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;

namespace Imago.Latent;

/// <summary>
/// Makes pictures with a trained network. One object renders one thing at a time; it owns the network. Pictures come one by one, so that any number of them
/// needs the memory of one batch.
/// </summary>
public sealed partial class Renderer : IDisposable
{
    private readonly Network _network;
    private readonly Device _device;
    private readonly ReplayedSynthesis? _replayed;
    private string? _fingerprint;

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

    /// <summary>The network itself. Its weights stay as they are.</summary>
    public Generator Generator => _network.Generator;

    /// <summary>The training that made it.</summary>
    public TrainingRecord Training => _network.Training;

    /// <summary>Where it computes.</summary>
    public Device Device => _device;

    /// <summary>Which network it is; see <see cref="NetworkFingerprint"/>. Computed when it is first asked for.</summary>
    public string Fingerprint => _fingerprint ??= NetworkFingerprint.Of(Generator);

    /// <summary>
    /// Renders pictures, in the order asked for; a sequence without end is rendered as it comes. Where fused layers make them, they are bit for bit the same in any batch. libtorch's
    /// convolutions round otherwise for another batch: in fp32 by up to 6e-6 (one byte of 20,000 is another by 1), in bf16 by up to 0.04.
    /// </summary>
    /// <param name="requests">Which pictures.</param>
    /// <param name="batch">How many are computed at once; null means <see cref="DefaultBatch"/>.</param>
    /// <param name="cancel">Looked at between batches.</param>
    /// <exception cref="ArgumentException">A request does not fit the network; where they are a list, said before the first picture.</exception>
    /// <exception cref="LatentException">An edit does not fit the network, a picture's values are not finite, or there is too little memory.</exception>
    public IEnumerable<Rendering> Render(IEnumerable<RenderRequest> requests, int? batch = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        if (batch is < 1)
            throw new ArgumentOutOfRangeException(nameof(batch), $"The batch is {batch}, expected 1 or more.");
        foreach (var request in requests as IReadOnlyCollection<RenderRequest> ?? [])
            Check(request);
        return Batches(requests, batch ?? DefaultBatch, cancel);
    }

    /// <summary>One picture: see <see cref="Render(IEnumerable{RenderRequest}, int?, CancellationToken)"/>.</summary>
    public Rendering Render(RenderRequest request) => Render([request]).Single();

    /// <summary>The ws [numWs, wDim] of a request, truncated: where its picture lies in W.</summary>
    /// <exception cref="ArgumentException">The request does not fit the network.</exception>
    public LatentCode ToW(RenderRequest request)
    {
        Check(request);
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        return new(LatentSpace.W, Ws(request).ToFloats()) { Seed = request.Latent.Seed, Name = request.Latent.Name };
    }

    /// <summary>Frees the network.</summary>
    public void Dispose()
    {
        _replayed?.Dispose();
        _network.Dispose();
    }

    private IEnumerable<Rendering> Batches(IEnumerable<RenderRequest> requests, int size, CancellationToken cancel)
    {
        var start = 0;
        foreach (var batch in Batched(requests, size))
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var rendering in Batch(batch, start))
                yield return rendering;
            start += batch.Count;
        }
    }

    /// <summary>A batch has one kind of noise and one resolution. Fresh noise is drawn for a whole batch from one generator: a picture that is to keep its own is a batch by itself.</summary>
    private static IEnumerable<List<RenderRequest>> Batched(IEnumerable<RenderRequest> requests, int size)
    {
        List<RenderRequest> batch = [];
        foreach (var request in requests)
        {
            if (batch.Count == size || (batch.Count > 0 && (request.NoiseMode == NoiseMode.Random || request.NoiseMode != batch[0].NoiseMode || request.Resolution != batch[0].Resolution)))
            {
                yield return batch;
                batch = [];
            }
            batch.Add(request);
        }
        if (batch.Count > 0)
            yield return batch;
    }

    private List<Rendering> Batch(List<RenderRequest> batch, int start)
    {
        batch.ForEach(Check);
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        try
        {
            var (first, edits) = (batch[0], LayerEdits.Of(batch, Generator.Synthesis.Layers, _device));
            using var random = first.NoiseMode == NoiseMode.Random ? new RandomGenerator((ulong)(first.NoiseSeed ?? first.Latent.Seed ?? 0), _device) : null;
            var ws = Tensor.Cat([.. batch.Select(Ws)], 0); // [N, numWs, wDim]
            var replayed = edits.Count == 0 && random is null && first.Resolution is null ? _replayed : null;
            var images = (replayed?.Forward(ws, first.NoiseMode) ?? Generator.Synthesis.Forward(ws, new Noise(first.NoiseMode, random), edits, first.Resolution)).To(Device.Cpu);
            return [.. batch.Select((request, i) => Finite(request, new Rendering(start + i, Options.ImgChannels, (int)images.Size(3), images.Select(0, i).ToFloats())))];
        }
        catch (TorchException e) when (e.IsOutOfMemory)
        {
            throw new LatentException($"There is not enough memory for {batch.Count} pictures of {Options.ImgResolution} x {Options.ImgResolution} at once: choose a smaller batch.", e);
        }
    }

    /// <summary>The ws [1, numWs, wDim] of one picture. Mapped alone, for a matrix product rounds otherwise with other rows beside it.</summary>
    private Tensor Ws(RenderRequest request)
    {
        var latent = request.Latent;
        if (latent.Space == LatentSpace.W)
            return Generator.Mapping.Truncate(Row(latent.Values).Reshape(1, Options.NumWs, Options.WDim), request.TruncationPsi, request.TruncationCutoff);
        return Generator.Mapping.Forward(Row(latent.Values), Label(request), request.TruncationPsi, request.TruncationCutoff);
    }

    private Tensor? Label(RenderRequest request)
    {
        if (Options.CDim == 0)
            return null;
        var label = request.Latent.Label ?? new float[Options.CDim];
        if (request.Class is { } number)
            label[number] = 1;
        return Row(label);
    }

    private Tensor Row(float[] values) => Tensor.From(values, 1, values.Length).To(_device);

    private static Rendering Finite(RenderRequest request, Rendering rendering) =>
        Array.TrueForAll(rendering.Values, float.IsFinite) ? rendering
        : throw new LatentException($"The network gives values that are not finite for {request.Latent.Name}: its weights are damaged or the precision is too low; `imago inspect` looks at the weights.");
}
