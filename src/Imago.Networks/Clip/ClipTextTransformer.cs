using Imago.Torch;
using Imago.Torch.Nn;

namespace Imago.Networks;

/// <summary>The tower that reads (Radford et al. 2021, arXiv:2103.00020, section 2.4): each token sees those before it, and what has become of the end token is projected.</summary>
public sealed class ClipTextTransformer : Module
{
    private readonly ClipOptions _options;
    private readonly Parameter _tokens, _positions, _projection;
    private readonly ClipTransformer _transformer;
    private readonly ClipNorm _last;

    /// <summary>Leaves the weights unset, for a file to fill.</summary>
    /// <param name="options">The shape.</param>
    /// <param name="type">In which its products are computed.</param>
    internal ClipTextTransformer(ClipOptions options, ScalarType type)
    {
        using var scope = TensorScope.Open();
        _options = options;
        _tokens = AddParameter("token_embedding.weight", Tensor.Empty([options.VocabularySize, options.Text.Width]));
        _positions = AddParameter("positional_embedding", Tensor.Empty([options.ContextLength, options.Text.Width]));
        _transformer = AddModule("transformer", new ClipTransformer(options.Text, options.Activation, type));
        _last = AddModule("ln_final", new ClipNorm(options.Text.Width));
        _projection = AddParameter("text_projection", Tensor.Empty([options.Text.Width, options.EmbedDim]));
    }

    /// <summary>
    /// Texts as tokens → features [N, dim] in fp32. What stands behind a text's first end token is never looked at, so it does not matter with what a text is padded, and texts are computed only as
    /// far as the longest goes.
    /// </summary>
    /// <param name="texts">Tokens of each text, from the start token to the end token at least; all equally long or not.</param>
    /// <exception cref="ArgumentException">A text without end token, longer than the context, or with a token that there is not.</exception>
    public Tensor Forward(IReadOnlyList<int[]> texts)
    {
        using var scope = TensorScope.Open();
        var ends = texts.Select(EndOf).ToArray();
        var length = ends.Max() + 1;
        var tokens = texts.SelectMany(text => Enumerable.Range(0, length).Select(i => i < text.Length ? (long)text[i] : 0)).ToArray();
        var device = _tokens.Value.Device;
        var x = _tokens.Value.IndexSelect(0, Tensor.From(tokens, tokens.Length).To(device)).Reshape(texts.Count, length, -1).Add(_positions.Value.Slice(0, 0, length)); // [N, T, width]
        x = _transformer.Forward(x, Mask(length).To(device));
        var rows = Tensor.From(ends.Select((end, i) => ((long)i * length) + end).ToArray(), texts.Count).To(device);
        var pooled = x.Reshape((long)texts.Count * length, -1).IndexSelect(0, rows); // [N, width]
        return scope.Keep(_last.Forward(pooled).MatMul(_projection.Value));
    }

    private int EndOf(int[] text)
    {
        var end = Array.IndexOf(text, _options.EndToken);
        if (end < 0 || end >= _options.ContextLength)
            throw new ArgumentException($"A text of {text.Length} tokens has no end token ({_options.EndToken}) among its first {_options.ContextLength}: cut it there and end it.");
        if (text.AsSpan(0, end + 1).ContainsAnyExceptInRange(0, _options.EndToken))
            throw new ArgumentException($"A text has tokens outside of 0 to {_options.EndToken}: it was made with another vocabulary.");
        return end;
    }

    /// <summary>-∞ where a token would see a later one: [T, T].</summary>
    private static Tensor Mask(int length) =>
        Tensor.From(Enumerable.Range(0, length * length).Select(i => i % length > i / length ? float.NegativeInfinity : 0).ToArray(), length, length);
}
