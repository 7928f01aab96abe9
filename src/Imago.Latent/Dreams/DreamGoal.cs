namespace Imago.Latent.Dreams;

/// <summary>What a dream makes stronger.</summary>
/// <param name="Layer">A layer of the discriminator, as <see cref="Networks.Discriminator.Layers"/> lists it: those near the picture know lines and grain, later ones eyes and collars.</param>
/// <param name="Channel">One of its channels, whose mean rises; null: the mean square of all.</param>
/// <param name="Weight">Its share where there are several goals.</param>
public sealed record DreamGoal(string Layer, int? Channel = null, double Weight = 1);
