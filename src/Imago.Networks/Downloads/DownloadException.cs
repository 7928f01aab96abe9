using Imago.Torch.Formats;

namespace Imago.Networks.Downloads;

/// <summary>A file that cannot be had from the web, or is not the one that it was. The message is written for the user.</summary>
public sealed class DownloadException(string message, Exception? inner = null) : Exception(OneLine.Of(message), inner);
