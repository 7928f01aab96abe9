namespace Imago.Gallery.Claims;

/// <summary>What becomes of a wish to take a work. Whoever asks again with the same form gets the same answer; once a work or a visitor is bound, that never changes.</summary>
public abstract record ClaimAnswer
{
    private ClaimAnswer()
    {
    }

    /// <summary>The work is the visitor's, by this request: by this sending of the form, or by an earlier one whose answer got lost.</summary>
    public sealed record Taken : ClaimAnswer;

    /// <summary>The work is somebody else's.</summary>
    public sealed record WorkTaken : ClaimAnswer;

    /// <summary>The visitor has a work already, by another request.</summary>
    /// <param name="Work">Its number; it may be the very work that was asked for.</param>
    public sealed record VisitorHasOne(int Work) : ClaimAnswer;

    /// <summary>The work does not hang, or may not be taken yet.</summary>
    public sealed record NotOpen : ClaimAnswer;

    /// <summary>The request's key belongs to another visitor's claim: the form was copied, and must be loaded anew.</summary>
    public sealed record FormUsed : ClaimAnswer;
}
