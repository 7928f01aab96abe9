using Imago.Gallery.Store;
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
    /// <param name="letter">What is sent.</param>
    /// <param name="row">As it waited: by whom it is found again.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="LetterException">It did not go; the message names no address.</exception>
    public abstract Task SendAsync(Letter letter, WaitingLetter row, CancellationToken cancel);

    /// <summary>Deletes the letters to a mailbox and those about a visitor that have not left the house. What a mail server has, has.</summary>
    /// <param name="emailMac">Keyed hash of the mailbox.</param>
    /// <param name="visitor">Who; null: nobody who is known.</param>
    /// <exception cref="IOException">They cannot be deleted.</exception>
    public virtual void Forget(byte[] emailMac, Guid? visitor)
    {
    }

    /// <summary>Deletes letters that were written until then and have not left the house.</summary>
    /// <exception cref="IOException">They cannot be deleted.</exception>
    public virtual void Tidy(DateTimeOffset until)
    {
    }

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
