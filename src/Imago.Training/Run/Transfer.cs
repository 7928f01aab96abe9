using Imago.Networks;
using Imago.Networks.Formats;
using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Training.Run;

/// <summary>
/// Beginning with the weights of another network (<c>--resume</c>): transfer learning. What has the same name and shape is taken. Pictures of another
/// resolution grow or shrink the pyramid, other labels begin anew; whatever else does not fit stops the training.
/// </summary>
internal static class Transfer
{
    /// <summary>Gives the networks of a training their first weights.</summary>
    /// <returns>Sentences on what is new and what was left out; null where all was taken.</returns>
    /// <exception cref="TrainingException">
    /// Something does not fit that neither the pictures nor the labels explain, and the options do not allow it; or a new layer would be frozen.
    /// </exception>
    internal static string? Begin(Trainer trainer, TrainingOptions options)
    {
        using var source = NetworkFile.Read(options.Resume!, NetworkParts.Discriminator | NetworkParts.Trained);
        var generator = new TransferFit("", GeneratorReasons(source.Generator.Options, options.Generator));
        TakeGenerator(source.Trained ?? source.Generator, trainer.Generator, generator);
        TakeGenerator(source.Generator, trainer.Average, new TransferFit("", generator.Explains));
        var discriminator = new TransferFit("D.", DiscriminatorReasons(source.Discriminator?.Options, options.Discriminator));
        if (source.Discriminator is not null) Take(source.Discriminator, trainer.Discriminator, discriminator);

        var unexplained = generator.Unexplained().Concat(discriminator.Unexplained()).ToList();
        if (source.Discriminator is null) unexplained.Add("the whole discriminator, which the file does not hold, stays random");
        if (unexplained.Count > 0 && !options.AllowPartial)
        {
            throw new TrainingException(
                $"{options.Resume} does not fit this training: {string.Join("; ", unexplained)}; leave out --cbase, --cmax and --map-depth, which are then the network's own, or allow it with --allow-partial.");
        }
        if (discriminator.New.Some.Intersect(Frozen(trainer.Discriminator), StringComparer.Ordinal).ToList() is { Count: > 0 } stuck)
            throw new TrainingException($"--freezed {options.Discriminator.FreezeLayers} would freeze {string.Join(", ", stuck)}, which {options.Resume} does not have and which must learn: leave it out.");

        string[] sentences = [.. Explained(source, options), .. generator.Told(), .. discriminator.Told(), .. unexplained.Select(static one => $"It fits only in part: {one}.")];
        return sentences.Length == 0 ? null : $"{options.Resume}: {string.Join(" ", sentences)}";
    }

    /// <summary>Blocks that the pictures' resolution adds or takes away, and layers that depend on labels and colours.</summary>
    private static Predicate<string> GeneratorReasons(GeneratorOptions from, GeneratorOptions to)
    {
        var tops = from.Architecture == Architecture.Skip ? [] : new[] { from.ImgResolution, to.ImgResolution };
        return name =>
            (BlockNames.Resolution(name, BlockNames.Generator) is { } side && from.ImgResolution != to.ImgResolution
                && (side > Math.Min(from.ImgResolution, to.ImgResolution) || (name.Contains(".torgb.", StringComparison.Ordinal) && tops.Contains(side))))
            || (from.CDim != to.CDim && (name.StartsWith("mapping.embed.", StringComparison.Ordinal) || name == "mapping.fc0.weight"))
            || (from.ImgChannels != to.ImgChannels && name.Contains(".torgb.", StringComparison.Ordinal));
    }

    private static Predicate<string> DiscriminatorReasons(DiscriminatorOptions? from, DiscriminatorOptions to) => name =>
        from is null
        || (BlockNames.Resolution(name, BlockNames.Discriminator) is { } side && from.ImgResolution != to.ImgResolution
            && (side > Math.Min(from.ImgResolution, to.ImgResolution) || name.Contains(".fromrgb.", StringComparison.Ordinal)))
        || (from.CDim != to.CDim && (name.StartsWith("mapping.", StringComparison.Ordinal) || name.StartsWith("b4.out.", StringComparison.Ordinal)))
        || (from.ImgChannels != to.ImgChannels && name.Contains(".fromrgb.", StringComparison.Ordinal));

    private static void TakeGenerator(Generator from, Generator to, TransferFit fit)
    {
        Take(from, to, fit);
        using var none = Autograd.NoGrad();
        using var scope = TensorScope.Open();
        var state = to.State().ToDictionary();
        if (from.Options.CDim != to.Options.CDim && from.Options.ZDim == to.Options.ZDim)
        {
            // Labels are joined to z as further inputs of the first layer, whose weights are divided by √inputs: it begins as deaf to the new labels as the old network was.
            var (ours, theirs) = (state["mapping.fc0.weight"].Value, from.State().First(static entry => entry.Key == "mapping.fc0.weight").Value.Value);
            var z = from.Options.ZDim;
            if (!ours.Shape.AsSpan().SequenceEqual(theirs.Shape) && ours.Size(0) == theirs.Size(0))
            {
                fit.New.Some.Remove("mapping.fc0.weight");
                ours.ZeroInPlace();
                ours.Slice(1, 0, z).CopyFrom(theirs.Slice(1, 0, z).Mul(Math.Sqrt((double)ours.Size(1) / theirs.Size(1))));
            }
        }
        if (to.Options.Architecture == Architecture.Skip)
        {
            // A new block adds nothing to the picture at first: it begins as the old network's, enlarged.
            for (var side = 2 * from.Options.ImgResolution; side <= to.Options.ImgResolution; side *= 2)
                state[$"synthesis.b{side}.torgb.weight"].Value.ZeroInPlace();
        }
    }

    private static void Take(Module from, Module to, TransferFit fit)
    {
        using var none = Autograd.NoGrad();
        var source = from.State().ToDictionary();
        (fit.Left.Network, fit.New.Network) = ([.. source.Keys], [.. to.State().Select(static entry => entry.Key)]);
        foreach (var (name, parameter) in to.State())
        {
            if (source.Remove(name, out var found) && found.Value.Shape.AsSpan().SequenceEqual(parameter.Value.Shape))
                parameter.Value.CopyFrom(found.Value);
            else
                fit.New.Some.Add(name);
        }
        fit.Left.Some.AddRange(source.Keys);
    }

    private static IEnumerable<string> Frozen(Discriminator discriminator) =>
        discriminator.NamedParameters().Where(static entry => !entry.Value.Trainable).Select(static entry => entry.Key);

    private static IEnumerable<string> Explained(Network source, TrainingOptions options)
    {
        var (from, to) = (source.Generator.Options, options.Generator);
        if (from.ImgResolution != to.ImgResolution)
            yield return $"It makes pictures of {from.ImgResolution} x {from.ImgResolution}, and the data set's {to.ImgResolution} x {to.ImgResolution} {(from.ImgResolution < to.ImgResolution ? "grow its pyramid" : "cut its pyramid")}.";
        if (from.CDim != to.CDim)
            yield return $"It knows {Labels(from.CDim)}, and the training {Labels(to.CDim)}.";
        if (from.ImgChannels != to.ImgChannels)
            yield return $"Its pictures have {from.ImgChannels} channels, the data set's {to.ImgChannels}.";

        static string Labels(int count) => count == 0 ? "no labels" : $"{count} labels";
    }
}
