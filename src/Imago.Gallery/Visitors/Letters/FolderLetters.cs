using System.Globalization;
using Imago.Gallery.Storage;
using MimeKit;

namespace Imago.Gallery.Visitors.Letters;

/// <summary>Letters as files, <c>private/mail/….eml</c>: where the settings name no server. The keeper reads them, or something else carries them on.</summary>
internal sealed class FolderLetters(GalleryFolder folder) : LetterSender
{
    /// <inheritdoc/>
    public override async Task SendAsync(Letter letter, CancellationToken cancel)
    {
        var name = Path.Combine(folder.Mail, string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyyMMdd'T'HHmmss.fff'Z'}-{Guid.NewGuid():N}.eml"));
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
}
