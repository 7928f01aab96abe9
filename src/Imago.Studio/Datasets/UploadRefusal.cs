using System.Net;

namespace Imago.Studio.Datasets;

/// <summary>Something cannot be brought in; the message is one sentence for the artist.</summary>
internal sealed class UploadRefusal(HttpStatusCode status, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Its kind: <c>400</c> a name or number that cannot be, <c>409</c> not now, or not at this byte, <c>422</c> it does not belong to what is there, <c>413</c> too much, <c>507</c> no room on the disk.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>What a failing disk means for what is on its way.</summary>
    public static UploadRefusal From(Exception error, string what) => error.HResult is NoSpace or Quota
        ? new(HttpStatusCode.InsufficientStorage, $"{what} has not come whole, because the disk is full: free some space and go on; what has come stays.", error)
        : new(HttpStatusCode.Conflict, $"{what} cannot be written ({error.Message.TrimEnd('.')}): see to it and go on; what has come stays.", error);

    /// <summary>Whether somebody else has the file open.</summary>
    public static bool IsShared(IOException error) => error.HResult == Again;

    private const int NoSpace = 28, Quota = 122, Again = 11; // ENOSPC, EDQUOT, EWOULDBLOCK
}
