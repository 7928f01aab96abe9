namespace Imago.Networks;

/// <summary>A part of the discriminator that looks at pictures of any size: a convolution, or a whole block.</summary>
/// <param name="Name">As in the files, <c>b64.conv0</c>; a block, with all that it adds up, is <c>b64</c>.</param>
/// <param name="Reduction">How many pixels of the picture, along each axis, stand behind one of its activations.</param>
/// <param name="Units">Its channels.</param>
public sealed record DiscriminatorLayerInfo(string Name, int Reduction, int Units);
