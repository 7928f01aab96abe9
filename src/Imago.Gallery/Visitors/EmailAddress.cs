using System.Globalization;

namespace Imago.Gallery.Visitors;

/// <summary>An address for letters.</summary>
/// <param name="Typed">As it was typed: where letters go.</param>
/// <param name="Canonical">
/// The same for the ways of writing that reach one mailbox: small letters, without <c>+tag</c>; at Gmail without dots. It is hashed and compared, never written to.
/// </param>
internal sealed record EmailAddress(string Typed, string Canonical)
{
    private const string LocalSigns = "!#$%&'*+-/=?^_`{|}~.";

    private static readonly IdnMapping s_idn = new() { UseStd3AsciiRules = true };

    /// <summary>Reads what someone typed; null: that is no address.</summary>
    public static EmailAddress? Parse(string? typed)
    {
        typed = typed?.Trim();
        if (typed is not { Length: > 2 and <= 254 } || typed.Split('@') is not [{ Length: > 0 and <= 64 } local, { Length: > 0 } domain])
            return null;
        if (local.StartsWith('.') || local.EndsWith('.') || local.Contains("..", StringComparison.Ordinal) || !local.All(static one => char.IsAsciiLetterOrDigit(one) || LocalSigns.Contains(one, StringComparison.Ordinal)))
            return null;
        try
        {
            domain = s_idn.GetAscii(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
        if (!domain.Contains('.', StringComparison.Ordinal) || domain.EndsWith('.'))
            return null;
        var mailbox = local.ToLowerInvariant().Split('+')[0];
        if (domain is "gmail.com" or "googlemail.com")
            (mailbox, domain) = (mailbox.Replace(".", "", StringComparison.Ordinal), "gmail.com");
        return mailbox.Length == 0 ? null : new($"{local}@{typed[(local.Length + 1)..]}", $"{mailbox}@{domain}");
    }
}
