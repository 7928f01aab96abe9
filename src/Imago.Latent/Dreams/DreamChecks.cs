using Imago.Networks;

namespace Imago.Latent.Dreams;

/// <summary>What cannot be dreamt.</summary>
internal static class DreamChecks
{
    internal static void Check(Discriminator discriminator, DreamOptions options)
    {
        static ArgumentException Wrong(string sentence) => new(sentence);
        var layers = discriminator.Layers;
        if (options.Goals.Count == 0)
            throw Wrong($"Nothing says what the dream is to be about: name a layer, one of {Names(layers)}.");
        foreach (var goal in options.Goals)
        {
            var layer = layers.FirstOrDefault(one => one.Name == goal.Layer)
                ?? throw Wrong($"The discriminator has no layer '{goal.Layer}' that sees pictures of any size: choose {Names(layers)}.");
            if (goal.Channel is { } channel && (channel < 0 || channel >= layer.Units))
                throw Wrong($"The layer {layer.Name} has no channel {channel}: choose 0 to {layer.Units - 1}, or all.");
            if (!double.IsFinite(goal.Weight))
                throw Wrong($"The weight of {layer.Name} is {goal.Weight}, expected a finite number.");
        }
        if (options.Octaves is < 1 or > 20)
            throw Wrong($"{options.Octaves} octaves were asked for, expected 1 to 20.");
        if (options.OctaveScale is not (> 1 and <= 4))
            throw Wrong($"The octaves' scale is {options.OctaveScale}, expected more than 1 and at most 4; 1.4 is usual.");
        if (options.Steps is < 0 or > 100_000)
            throw Wrong($"{options.Steps} steps were asked for, expected 0 to 100,000.");
        if (!double.IsFinite(options.LearningRate))
            throw Wrong($"The learning rate is {options.LearningRate}, expected a finite number; {new DreamOptions { Goals = [] }.LearningRate} is usual.");
        if (options.Jitter is < 0 or > 1024)
            throw Wrong($"The jitter is {options.Jitter} pixels, expected 0 to 1,024.");
        if (options.Smoothing is not (>= 0 and <= 1))
            throw Wrong($"The smoothing is {options.Smoothing}, expected 0 to 1.");
    }

    private static string Names(IReadOnlyList<DiscriminatorLayerInfo> layers) => string.Join(", ", layers.Select(static one => one.Name));
}
