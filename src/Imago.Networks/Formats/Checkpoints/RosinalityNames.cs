namespace Imago.Networks.Formats;

/// <summary>What rosinality's stylegan2-pytorch calls the tensors that we call by their upstream names.</summary>
internal static class RosinalityNames
{
    /// <summary>The generator's; a style's demodulated weight has a dimension of 1 before the others there.</summary>
    /// <param name="resolution">Side of the picture.</param>
    /// <param name="mappingLayers">Layers of the mapping.</param>
    public static IEnumerable<(string Ours, string Theirs)> Generator(int resolution, int mappingLayers)
    {
        for (var i = 0; i < mappingLayers; i++)
            foreach (var part in (string[])["weight", "bias"])
                yield return ($"mapping.fc{i}.{part}", $"style.{i + 1}.{part}");
        yield return ("synthesis.b4.const", "input.input");
        foreach (var pair in Layer("synthesis.b4.conv1", "conv1", 0)) yield return pair;
        foreach (var pair in Rgb("synthesis.b4.torgb", "to_rgb1")) yield return pair;
        for (var (side, block) = (8, 0); side <= resolution; side *= 2, block++)
        {
            foreach (var pair in Layer($"synthesis.b{side}.conv0", $"convs.{2 * block}", (2 * block) + 1)) yield return pair;
            foreach (var pair in Layer($"synthesis.b{side}.conv1", $"convs.{(2 * block) + 1}", (2 * block) + 2)) yield return pair;
            foreach (var pair in Rgb($"synthesis.b{side}.torgb", $"to_rgbs.{block}")) yield return pair;
            yield return ($"synthesis.b{side}.conv0.resample_filter", $"convs.{2 * block}.conv.blur.kernel");
            yield return ($"synthesis.b{side}.resample_filter", $"to_rgbs.{block}.upsample.kernel");
        }

        static IEnumerable<(string, string)> Layer(string ours, string theirs, int noise) =>
        [
            ($"{ours}.weight", $"{theirs}.conv.weight"),
            ($"{ours}.bias", $"{theirs}.activate.bias"),
            ($"{ours}.noise_strength", $"{theirs}.noise.weight"),
            ($"{ours}.noise_const", $"noises.noise_{noise}"),
            ($"{ours}.affine.weight", $"{theirs}.conv.modulation.weight"),
            ($"{ours}.affine.bias", $"{theirs}.conv.modulation.bias"),
        ];

        static IEnumerable<(string, string)> Rgb(string ours, string theirs) =>
        [
            ($"{ours}.weight", $"{theirs}.conv.weight"),
            ($"{ours}.bias", $"{theirs}.bias"),
            ($"{ours}.affine.weight", $"{theirs}.conv.modulation.weight"),
            ($"{ours}.affine.bias", $"{theirs}.conv.modulation.bias"),
        ];
    }

    /// <summary>The discriminator's.</summary>
    /// <param name="resolution">Side of the picture.</param>
    public static IEnumerable<(string Ours, string Theirs)> Discriminator(int resolution)
    {
        yield return ($"b{resolution}.fromrgb.weight", "convs.0.0.weight");
        yield return ($"b{resolution}.fromrgb.bias", "convs.0.1.bias");
        for (var (side, block) = (resolution, 1); side > 4; side /= 2, block++)
        {
            yield return ($"b{side}.conv0.weight", $"convs.{block}.conv1.0.weight");
            yield return ($"b{side}.conv0.bias", $"convs.{block}.conv1.1.bias");
            yield return ($"b{side}.conv1.weight", $"convs.{block}.conv2.1.weight");
            yield return ($"b{side}.conv1.bias", $"convs.{block}.conv2.2.bias");
            yield return ($"b{side}.conv1.resample_filter", $"convs.{block}.conv2.0.kernel");
            yield return ($"b{side}.skip.weight", $"convs.{block}.skip.1.weight");
            yield return ($"b{side}.skip.resample_filter", $"convs.{block}.skip.0.kernel");
        }
        yield return ("b4.conv.weight", "final_conv.0.weight");
        yield return ("b4.conv.bias", "final_conv.1.bias");
        yield return ("b4.fc.weight", "final_linear.0.weight");
        yield return ("b4.fc.bias", "final_linear.0.bias");
        yield return ("b4.out.weight", "final_linear.1.weight");
        yield return ("b4.out.bias", "final_linear.1.bias");
    }

    /// <summary>The shape there of a tensor that has <paramref name="shape"/> here.</summary>
    public static long[] Theirs(string ours, long[] shape) => Last(ours) switch
    {
        "noise_strength" => [1],
        "noise_const" => [1, 1, .. shape],
        "const" => [1, .. shape],
        "bias" when ours.EndsWith(".torgb.bias", StringComparison.Ordinal) => [1, .. shape, 1, 1],
        "weight" when ours.StartsWith("synthesis.", StringComparison.Ordinal) && shape.Length == 4 => [1, .. shape],
        _ => shape,
    };

    /// <summary>The shape here of a tensor that has <paramref name="shape"/> there; itself where it is not of theirs.</summary>
    public static long[] Ours(string ours, long[] shape) => Last(ours) switch
    {
        "noise_strength" when shape is [1] => [],
        "noise_const" when shape is [1, 1, .. var plane] => plane,
        "const" when shape is [1, .. var constant] => constant,
        "bias" when ours.EndsWith(".torgb.bias", StringComparison.Ordinal) && shape is [1, var channels, 1, 1] => [channels],
        "weight" when ours.StartsWith("synthesis.", StringComparison.Ordinal) && shape is [1, _, _, _, _] => shape[1..],
        _ => shape,
    };

    /// <summary>Filters that enlarge carry the gain of 4 with them there.</summary>
    public static double Factor(string ours) => Last(ours) == "resample_filter" && ours.StartsWith("synthesis.", StringComparison.Ordinal) ? 4 : 1;

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];
}
