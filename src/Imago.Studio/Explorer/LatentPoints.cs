using System.Security.Cryptography;
using System.Text;
using Imago.Latent;
using Imago.Studio.Keeps;
using Imago.Torch;

namespace Imago.Studio.Explorer;

/// <summary>
/// Addresses as latents of one network.
/// <para>
/// A <b>neighbour</b> lies on the arc from the point x to a fresh one n, at the angle θ = distance · π/2: x' = m + cos θ · (x - m) + sin θ · n. For z the middle m is 0, and n is a standard normal
/// vector freed of its part along x and made as long as x, so that x' stays on x's sphere and θ is the angle between them: distance 0 is the point itself, 1 has nothing of it left.
/// For w, m is the network's mean of w, and n the w of a fresh z from there. Which n depends on the address of x and on the neighbour's number alone, so that a neighbour moves along its own arc
/// while the distance changes.
/// </para>
/// <para>Between two points is the straight line in w, as <c>imago walk --interpolation linear</c> has it.</para>
/// </summary>
/// <param name="renderer">The network.</param>
/// <param name="keeps">Where kept latents come from.</param>
internal sealed class LatentPoints(Renderer renderer, KeepShelf keeps)
{
    private const int MostRemembered = 512;

    private readonly Dictionary<(string Address, int? Class), LatentCode> _known = [];

    /// <summary>The latent of an address: z, or w before truncation.</summary>
    /// <exception cref="StudioException">A kept picture is not there.</exception>
    /// <exception cref="ArgumentException">The class or a kept latent does not fit the network.</exception>
    public LatentCode Of(LatentAddress address, int? label)
    {
        // A kept latent may be deleted, and another one kept under its name.
        if (address is LatentAddress.OfKeep keep)
            return keeps.Latent(keep.Name, renderer.Generator);
        var key = (address.ToString(), label);
        if (_known.TryGetValue(key, out var known))
            return known;
        var latent = address switch
        {
            LatentAddress.OfSeed one => LatentCode.OfSeed(one.Seed, renderer.Options.ZDim),
            LatentAddress.Neighbour step => Neighbour(Of(step.Of, label), step, label),
            LatentAddress.Between between => Between(W(Of(between.From, label), label), W(Of(between.To, label), label), between.Share),
            _ => throw new InvalidOperationException($"{address} is a point of no kind that is known."),
        };
        if (address.ToString().Contains("keep:", StringComparison.Ordinal))
            return latent;
        if (_known.Count == MostRemembered)
            _known.Clear();
        return _known[key] = latent with { Name = key.Item1 };
    }

    /// <summary>A latent in w, before truncation.</summary>
    public LatentCode W(LatentCode latent, int? label) => latent.Space == LatentSpace.W ? latent : renderer.ToW(Request(latent, label));

    /// <summary>A request for a latent; the class goes with those that lie before the mapping.</summary>
    public static RenderRequest Request(LatentCode latent, int? label) => new() { Latent = latent, Class = latent.Space == LatentSpace.Z && latent.Label is null ? label : null };

    private LatentCode Neighbour(LatentCode from, LatentAddress.Neighbour step, int? label)
    {
        var (cos, sin) = (Math.Cos(step.Distance * Math.PI / 2), Math.Sin(step.Distance * Math.PI / 2));
        var fresh = Seeds.Z(Seed(step), renderer.Options.ZDim);
        if (from.Space == LatentSpace.Z)
            return new(LatentSpace.Z, Arc(from.Values, OnSphere(fresh, from.Values), cos, sin), from.Label);
        // A class that the kept latent had is in it already; the fresh one takes that of the view, or the first.
        var other = W(new LatentCode(LatentSpace.Z, fresh), label ?? (renderer.Options.CDim > 0 ? 0 : null)).Values;
        var mean = Mean();
        return new(LatentSpace.W, [.. from.Values.Select((w, i) => (float)(mean[i % mean.Length] + (cos * (w - mean[i % mean.Length])) + (sin * (other[i] - mean[i % mean.Length]))))]);
    }

    private static LatentCode Between(LatentCode from, LatentCode to, double share) =>
        new(LatentSpace.W, [.. from.Values.Zip(to.Values, (a, b) => (float)(((1 - share) * a) + (share * b)))]);

    private static float[] Arc(float[] x, double[] n, double cos, double sin) => [.. x.Zip(n, (a, b) => (float)((cos * a) + (sin * b)))];

    /// <summary>n without its part along x, as long as x.</summary>
    private static double[] OnSphere(float[] n, float[] x)
    {
        double dot = 0, length = 0;
        for (var i = 0; i < x.Length; i++)
            (dot, length) = (dot + ((double)n[i] * x[i]), length + ((double)x[i] * x[i]));
        double[] across = [.. n.Zip(x, (a, b) => a - (length > 0 ? dot / length * b : 0))];
        var scale = Math.Sqrt(length / Math.Max(across.Sum(static a => a * a), double.Epsilon));
        return Array.ConvertAll(across, a => a * scale);
    }

    private float[] Mean()
    {
        using var scope = TensorScope.Open();
        return renderer.Generator.Mapping.WAvg!.ToFloats();
    }

    /// <summary>The same in every process, and on every machine.</summary>
    private static long Seed(LatentAddress.Neighbour step) => BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{step.Of}~{step.Number}")));
}
