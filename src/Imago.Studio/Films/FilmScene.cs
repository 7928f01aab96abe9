using Imago.Latent;
using Imago.Latent.Bending;
using Imago.Networks;

namespace Imago.Studio.Films;

/// <summary>What a film of points shows.</summary>
/// <param name="Points">In w, truncation done.</param>
/// <param name="Bends">What is done to the network in every frame.</param>
/// <param name="Noise">Which noise maps.</param>
/// <param name="NoiseSeed">Of fresh ones.</param>
internal sealed record FilmScene(IReadOnlyList<LatentCode> Points, IReadOnlyList<Bend> Bends, NoiseMode Noise, long NoiseSeed)
{
    /// <summary>Writes the points and the bends beside a film, so that the command line can make it again.</summary>
    /// <param name="stem">The film's path without its ending.</param>
    /// <param name="generator">The network.</param>
    /// <param name="workspace">Where commands run.</param>
    /// <returns>The options that name them.</returns>
    /// <exception cref="IOException">They cannot be written.</exception>
    public IReadOnlyList<string> Write(string stem, Generator generator, string workspace)
    {
        string Told(string path) => Path.GetRelativePath(workspace, path);
        var (latents, bends) = (stem + ".safetensors", stem + ".yaml");
        LatentFile.Write(latents, Points, generator);
        if (Bends.Count > 0)
            new BendFile(Bends, []).Write(bends);
        return
        [
            "--latents", Told(latents), "--trunc", "1", .. Bends.Count > 0 ? (string[])["--config", Told(bends)] : [],
            .. Noise switch { NoiseMode.None => (string[])["--noise-mode", "none"], NoiseMode.Random => ["--noise-mode", "random", "--noise-seed", $"{NoiseSeed}"], _ => [] },
        ];
    }
}
