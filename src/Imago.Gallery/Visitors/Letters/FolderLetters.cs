using System.Globalization;
using MimeKit;

namespace Imago.Gallery.Visitors.Letters;

/// <summary>Letters as files, <c>private/mail/….eml</c>: where the settings name no server. The keeper reads them, or something else carries them on.</summary>
internal sealed class FolderLetters(GalleryFolder folder) : LetterSender
{
    /// <inheritdoc/>
    public override async Task SendAsync(Letter letter, CancellationToken cancel)
    {
        var name = Path.Combine(folder.Mail, string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyyMMdd'T'HHmmss.fff'Z'}-{Guid.NewGuid():N}"));
        try
        {
            await using (var file = new FileStream(name + ".new", FileMode.CreateNew, FileAccess.Write))
            {
                using var message = Written(letter, "gallery@localhost");
                await message.WriteToAsync(FormatOptions.Default, file, cancel).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }
            File.Move(name + ".new", name + ".eml");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(name + ".new");
            throw new LetterException($"'{folder.Mail}' takes no letter ({e.Message.TrimEnd('.')}): free some space, or give the gallery's user the right to.", e);
        }
    }
}
