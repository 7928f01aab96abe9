namespace Imago.Latent.Units;

/// <summary>A channel of a convolution: what is called a neuron of the network.</summary>
/// <param name="Layer">The convolution, such as <c>b64.conv1</c>.</param>
/// <param name="Number">Its channel, from 0 on.</param>
public readonly record struct Unit(string Layer, int Number);
