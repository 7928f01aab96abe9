namespace Imago.Gallery.Claims;

/// <summary>
/// The database did not answer in time, so it is not known whether the work was taken: the claim may stand, may be refused, may even come to stand later.
/// The same form, sent again, finds out and cannot take twice.
/// </summary>
public sealed class ClaimUnknownException : Exception
{
    /// <summary>With how long the database was asked, and what it last said.</summary>
    internal ClaimUnknownException(TimeSpan patience, Exception cause)
        : base($"It is not known whether the work was taken, for the database did not answer within {patience.TotalSeconds:0} s ({cause.Message.TrimEnd('.')}): ask again with the same form.", cause)
    {
    }
}
