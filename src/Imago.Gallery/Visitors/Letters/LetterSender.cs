using MimeKit;

namespace Imago.Gallery.Visitors.Letters;

/// <summary>A letter to a visitor.</summary>
/// <param name="To">Her address, as she typed it.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Until">After this it says nothing true any more and is not sent.</param>
internal sealed record Letter(string To, string Subject, string Text, DateTimeOffset Until);

/// <summary>How letters leave the house.</summary>
internal abstract class LetterSender
{
    /// <summary>Sends one.</summary>
    /// <exception cref="LetterException">It did not go; the message names no address.</exception>
    public abstract Task SendAsync(Letter letter, CancellationToken cancel);

    /// <summary>The letter as it travels.</summary>
    /// <exception cref="LetterException">Its address cannot be written.</exception>
    protected static MimeMessage Written(Letter letter, string from)
    {
        var message = new MimeMessage();
        if (!MailboxAddress.TryParse(from, out var sender) || !MailboxAddress.TryParse(letter.To, out var to))
            throw new LetterException("An address of the letter cannot be written: see mail.from in gallery.json.");
        message.From.Add(sender);
        message.To.Add(to);
        (message.Subject, message.Body) = (letter.Subject, new TextPart("plain") { Text = letter.Text });
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }
}

/// <summary>A letter did not go. The message is one sentence for the keeper, without the address.</summary>
internal sealed class LetterException(string message, Exception? cause = null) : Exception(message, cause);
