using Imago.Torch.Interop;

namespace Imago.Torch;

/// <summary>
/// Upsample, filter, downsample by a kernel of our own for the CPU; differentiable to any order in the pictures, not in the filter.
/// </summary>
public static class Resampler
{
    /// <summary>Whether it works on such a tensor with such factors (x, y): contiguous, on the CPU, each axis going up or down but not both.</summary>
    public static bool Takes(Tensor x, (long X, long Y) up, (long X, long Y) down) =>
        x.Device == Device.Cpu && (!x.IsChannelsLast || x.Size(1) == 1) && (up.X == 1 || down.X == 1) && (up.Y == 1 || down.Y == 1);

    /// <summary>
    /// x [N, C, H, W] in any floating-point type → [N, C, size.Y, size.X], row i and column j of which are
    /// Σ filter[p, q] · z[i·down.Y - before.Y + p, j·down.X - before.X + q], where z is x with up - 1 zeros after every pixel,
    /// and zero beyond its edges.
    /// </summary>
    public static Tensor Apply(
        Tensor x, Tensor filter, (long X, long Y) up, (long X, long Y) down, (long X, long Y) before, (long X, long Y) size) =>
        Aten.Resample.Call(
            x, filter, new[] { up.Y, up.X }, new[] { down.Y, down.X }, new[] { before.Y, before.X }, new[] { size.Y, size.X });
}
