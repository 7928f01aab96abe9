using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Training.Run;

/// <summary>Beginning with the weights of another network (<c>--resume</c>): transfer learning.</summary>
internal static class Transfer
{
    /// <summary>
    /// Copies by name and shape. Layers that would stay at their random start, or weights of the source that have no place, stop the
    /// training unless the options allow it.
    /// </summary>
    /// <returns>A sentence on what was left out; null where all was taken.</returns>
    internal static string? Begin(Trainer trainer, TrainingOptions options)
    {
        using var source = NetworkFile.Read(options.Resume!, withTrained: true);
        var missing = new List<string>();
        var unused = new List<string>();
        Copy(source.Trained ?? source.Generator, trainer.Generator, "", missing, unused);
        Copy(source.Generator, trainer.Average, "", [], []);
        if (source.Discriminator is { } discriminator)
            Copy(discriminator, trainer.Discriminator, "D.", missing, unused);
        else
            missing.Add("the whole discriminator, which the file does not hold");
        if (missing.Count + unused.Count == 0)
            return null;

        var what = string.Join("; ", new[] { Name("stay random", missing), Name("are dropped", unused) }.Where(text => text.Length > 0));
        return options.AllowPartial
            ? $"{options.Resume} fits only in part: {what}."
            : throw new TrainingException($"{options.Resume} does not fit this training: {what}; set --cfg, --cbase, --cmax and --map-depth as the network has them (imago inspect shows them), or allow it with --allow-partial.");
    }

    private static void Copy(Module from, Module to, string prefix, List<string> missing, List<string> unused)
    {
        using var none = Autograd.NoGrad();
        var source = from.State().ToDictionary();
        foreach (var (name, parameter) in to.State())
        {
            if (source.Remove(name, out var found) && found.Value.Shape.AsSpan().SequenceEqual(parameter.Value.Shape))
                parameter.Value.CopyFrom(found.Value);
            else
                missing.Add(prefix + name);
        }
        unused.AddRange(source.Keys.Select(name => prefix + name));
    }

    private static string Name(string what, List<string> names) => names.Count switch
    {
        0 => "",
        <= 4 => $"{string.Join(", ", names)} {what}",
        _ => $"{names[0]}, {names[1]}, {names[2]} and {names.Count - 3} more {what}",
    };
}
