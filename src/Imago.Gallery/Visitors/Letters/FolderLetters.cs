using System.Globalization;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using MimeKit;

namespace Imago.Gallery.Visitors.Letters;

/// <summary>
/// Letters as files, <c>private/mail/TIME-MAILBOX-VISITOR-RANDOM.eml</c>: where the settings name no server. The keeper reads them, or something else carries them on. Mailbox and visitor are in
/// the name, as a keyed hash and a random number, so that they are found when she leaves.
/// </summary>
internal sealed class FolderLetters(GalleryFolder folder) : LetterSender
{
    /// <inheritdoc/>
    public override async Task SendAsync(Letter letter, WaitingLetter row, CancellationToken cancel)
    {
        var name = Path.Combine(folder.Mail, string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyyMMdd'T'HHmmss.fff'Z'}-{Mailbox(row.EmailMac)}-{row.VisitorId ?? Guid.Empty:N}-{Guid.NewGuid():N}.eml"));
        try
        {
            using var file = new MemoryStream();
            using (var message = Written(letter, "gallery@localhost"))
                await message.WriteToAsync(FormatOptions.Default, file, cancel).ConfigureAwait(false);
            WholeFile.Write(name, file.GetBuffer().AsSpan(0, (int)file.Length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LetterException($"'{folder.Mail}' takes no letter ({e.Message.TrimEnd('.')}): free some space, or give the gallery's user the right to.", e);
        }
    }

    /// <inheritdoc/>
    public override void Forget(byte[] emailMac, Guid? visitor)
    {
        Delete($"*-{Mailbox(emailMac)}-*", static _ => true);
        if (visitor is { } her)
            Delete($"*-{her:N}-*", static _ => true);
    }

    /// <inheritdoc/>
    public override void Tidy(DateTimeOffset until) => Delete("*", file => File.GetLastWriteTimeUtc(file) < until.UtcDateTime);

    private static string Mailbox(byte[] emailMac) => Convert.ToHexStringLower(emailMac.AsSpan(0, Math.Min(emailMac.Length, 8)));

    // Also those that were being written when a server was killed.
    private void Delete(string names, Func<string, bool> which)
    {
        if (!Directory.Exists(folder.Mail))
            return;
        foreach (var file in Directory.EnumerateFiles(folder.Mail, names).Where(which))
            File.Delete(file);
    }
}
