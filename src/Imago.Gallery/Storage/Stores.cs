namespace Imago.Gallery.Storage;

/// <summary>The gallery's two stores.</summary>
/// <param name="Public">Small copies: anyone may see them.</param>
/// <param name="Full">Full sizes: each for its owner alone, over one route.</param>
public sealed record Stores(FileStore Public, FileStore Full);
