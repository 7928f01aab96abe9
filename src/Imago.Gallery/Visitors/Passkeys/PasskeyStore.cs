using System.Text.Json;
using Imago.Gallery.Store;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Visitors.Passkeys;

/// <summary>Visitors and their passkeys as ASP.NET's passkeys want to see them. Visitors are made and changed elsewhere: a visitor has no name and no password.</summary>
internal sealed class PasskeyStore(GalleryDatabase database) : IUserPasskeyStore<Visitor>
{
    public async Task AddOrUpdatePasskeyAsync(Visitor user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        var (id, form) = (passkey.CredentialId, Form(passkey));
        await using var data = database.Context();
        if (await data.Passkeys.Where(one => one.Credential == id && one.VisitorId == user.Id).ExecuteUpdateAsync(set => set.SetProperty(static one => one.Data, form), cancellationToken).ConfigureAwait(false) == 1)
            return;
        data.Passkeys.Add(new() { Credential = id, VisitorId = user.Id, Name = passkey.Name ?? "", Data = form, MadeAt = passkey.CreatedAt });
        await data.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Visitor user, CancellationToken cancellationToken)
    {
        await using var data = database.Context();
        return [.. (await data.Passkeys.AsNoTracking().Where(one => one.VisitorId == user.Id).ToListAsync(cancellationToken).ConfigureAwait(false)).Select(Info)];
    }

    public async Task<Visitor?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var data = database.Context();
        return await data.Passkeys.Where(one => one.Credential == credentialId).Join(data.Visitors.AsNoTracking(), static one => one.VisitorId, static visitor => visitor.Id, static (_, visitor) => visitor)
            .SingleOrDefaultAsync(static visitor => visitor.LeftAt == null, cancellationToken).ConfigureAwait(false);
    }

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(Visitor user, byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var data = database.Context();
        return await data.Passkeys.AsNoTracking().SingleOrDefaultAsync(one => one.VisitorId == user.Id && one.Credential == credentialId, cancellationToken).ConfigureAwait(false) is { } found ? Info(found) : null;
    }

    public async Task RemovePasskeyAsync(Visitor user, byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var data = database.Context();
        await data.Passkeys.Where(one => one.VisitorId == user.Id && one.Credential == credentialId).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<Visitor?> FindByIdAsync(string userId, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(userId, out var id))
            return null;
        await using var data = database.Context();
        return await data.Visitors.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id && one.LeftAt == null, cancellationToken).ConfigureAwait(false);
    }

    public Task<string> GetUserIdAsync(Visitor user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(Visitor user, CancellationToken cancellationToken) => Task.FromResult(user.Pseudonym);

    public Task<string?> GetNormalizedUserNameAsync(Visitor user, CancellationToken cancellationToken) => Task.FromResult(user.Pseudonym);

    public Task<Visitor?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult<Visitor?>(null);

    public Task<IdentityResult> CreateAsync(Visitor user, CancellationToken cancellationToken) => throw Elsewhere();

    public Task<IdentityResult> UpdateAsync(Visitor user, CancellationToken cancellationToken) => throw Elsewhere();

    public Task<IdentityResult> DeleteAsync(Visitor user, CancellationToken cancellationToken) => throw Elsewhere();

    public Task SetUserNameAsync(Visitor user, string? userName, CancellationToken cancellationToken) => throw Elsewhere();

    public Task SetNormalizedUserNameAsync(Visitor user, string? normalizedName, CancellationToken cancellationToken) => throw Elsewhere();

    public void Dispose()
    {
    }

    private static NotSupportedException Elsewhere() => new("A visitor is made and changed by SignIns and Leaving, not by passkeys.");

    // What the browser sent when the passkey was made is not kept: nobody asks for it again.
    private static string Form(UserPasskeyInfo passkey) => JsonSerializer.Serialize(new IdentityPasskeyData
    {
        PublicKey = passkey.PublicKey,
        CreatedAt = passkey.CreatedAt,
        SignCount = passkey.SignCount,
        Transports = passkey.Transports,
        IsUserVerified = passkey.IsUserVerified,
        IsBackupEligible = passkey.IsBackupEligible,
        IsBackedUp = passkey.IsBackedUp,
        AttestationObject = [],
        ClientDataJson = [],
    });

    private static UserPasskeyInfo Info(Passkey passkey)
    {
        var data = JsonSerializer.Deserialize<IdentityPasskeyData>(passkey.Data)!;
        return new(passkey.Credential, data.PublicKey, passkey.MadeAt, data.SignCount, data.Transports, data.IsUserVerified, data.IsBackupEligible, data.IsBackedUp, data.AttestationObject, data.ClientDataJson) { Name = passkey.Name };
    }
}
