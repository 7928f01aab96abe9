namespace Imago.Torch;

/// <summary>Another process of the group has ended or does not answer; the group is of no use any more.</summary>
/// <param name="message">One sentence.</param>
public sealed class PeerLostException(string message) : Exception(message);
