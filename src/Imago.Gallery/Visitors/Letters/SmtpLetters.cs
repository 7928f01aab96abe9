using System.Net.Sockets;
using Imago.Gallery.Store;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Imago.Gallery.Visitors.Letters;

/// <summary>Letters by a server for mail (<see href="https://www.rfc-editor.org/rfc/rfc5321">SMTP</see>), always encrypted unless it runs on this machine.</summary>
/// <param name="settings">The server.</param>
/// <param name="before">What lies in the folder from before there was one.</param>
internal sealed class SmtpLetters(MailSettings settings, FolderLetters before) : LetterSender
{
    /// <summary>The variable that holds the password: settings are copied about, secrets are not.</summary>
    public const string PasswordVariable = "IMAGO_SMTP_PASSWORD";

    /// <inheritdoc/>
    public override async Task SendAsync(Letter letter, WaitingLetter row, CancellationToken cancel)
    {
        try
        {
            using var message = Written(letter, settings.From);
            using var client = new SmtpClient { Timeout = 20_000 };
            var here = settings.Host is "localhost" or "127.0.0.1" or "::1";
            await client.ConnectAsync(settings.Host, settings.Port, settings.Port == 465 ? SecureSocketOptions.SslOnConnect : here ? SecureSocketOptions.StartTlsWhenAvailable : SecureSocketOptions.StartTls, cancel).ConfigureAwait(false);
            if (settings.User is { } user)
                await client.AuthenticateAsync(user, Environment.GetEnvironmentVariable(PasswordVariable) ?? "", cancel).ConfigureAwait(false);
            await client.SendAsync(message, cancel).ConfigureAwait(false);
            await client.DisconnectAsync(quit: true, cancel).ConfigureAwait(false);
        }
        catch (SmtpCommandException e)
        {
            // The server's own words may repeat the address: its code says enough.
            throw new LetterException($"The mail server {settings.Host}:{settings.Port} refuses a letter with {(int)e.StatusCode} ({e.ErrorCode}): see its log.");
        }
        catch (Exception e) when (e is IOException or SocketException or ServiceNotConnectedException or ProtocolException or AuthenticationException or SslHandshakeException or TimeoutException)
        {
            throw new LetterException($"The mail server {settings.Host}:{settings.Port} takes no letters ({e.GetType().Name}): see that it runs, and mail in gallery.json and {PasswordVariable}.");
        }
    }

    /// <inheritdoc/>
    public override void Forget(byte[] emailMac, Guid? visitor) => before.Forget(emailMac, visitor);

    /// <inheritdoc/>
    public override void Tidy(DateTimeOffset until) => before.Tidy(until);
}
