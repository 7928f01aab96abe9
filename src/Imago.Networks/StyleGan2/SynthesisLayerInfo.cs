namespace Imago.Networks;

/// <summary>A convolution of the synthesis network whose units can be edited.</summary>
/// <param name="Name">As in the files, <c>b64.conv0</c>.</param>
/// <param name="Resolution">The side of its activations.</param>
/// <param name="Units">Its channels.</param>
public sealed record SynthesisLayerInfo(string Name, int Resolution, int Units);
