using System.Security.Cryptography;
using System.Text.Json;
using Imago.Gallery.Store;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace Imago.Gallery.Visitors.Passkeys;

/// <summary>What a form for a passkey carries: what the browser is asked, and what the server will want to know when it answers.</summary>
/// <param name="Options">JSON for <c>navigator.credentials</c>.</param>
/// <param name="State">The challenge, sealed.</param>
internal sealed record PasskeyForm(string Options, string State);

/// <summary>
/// Passkeys by ASP.NET's own <see cref="PasskeyHandler{TUser}"/>. The challenge travels sealed in the form, ends after ten minutes and is spent at its first use. A passkey shows that it is the
/// same device again, not that it is another person: it opens a visitor's room and makes no new visitor.
/// </summary>
internal sealed class PasskeyForms(IPasskeyHandler<Visitor> handler, PasskeyStore store, IDataProtectionProvider protection, SpentOnce spent)
{
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("passkeys").ToTimeLimitedDataProtector();

    /// <summary>A form for making a passkey.</summary>
    public async Task<PasskeyForm> ToMakeAsync(Visitor visitor, string name, HttpContext context)
    {
        var made = await handler.MakeCreationOptionsAsync(new() { Id = visitor.Id.ToString(), Name = name, DisplayName = name }, context).ConfigureAwait(false);
        return Form(made.CreationOptionsJson, made.AttestationState);
    }

    /// <summary>A form for showing one, of whomever.</summary>
    public async Task<PasskeyForm> ToShowAsync(HttpContext context)
    {
        var asked = await handler.MakeRequestOptionsAsync(null, context).ConfigureAwait(false);
        return Form(asked.RequestOptionsJson, asked.AssertionState);
    }

    /// <summary>Keeps a new passkey; false: the browser's answer does not hold.</summary>
    public async Task<bool> MakeAsync(Visitor visitor, string name, string? answer, string? state, HttpContext context)
    {
        if (await UnsealAsync(answer, state, context).ConfigureAwait(false) is not { } challenge)
            return false;
        var result = await handler.PerformAttestationAsync(new() { HttpContext = context, CredentialJson = answer!, AttestationState = challenge }).ConfigureAwait(false);
        if (!result.Succeeded || result.UserEntity.Id != visitor.Id.ToString())
            return false;
        result.Passkey.Name = name;
        await store.AddOrUpdatePasskeyAsync(visitor, result.Passkey, context.RequestAborted).ConfigureAwait(false);
        return true;
    }

    /// <summary>Whose passkey it is; null: the browser's answer does not hold.</summary>
    public async Task<Visitor?> ShowAsync(string? answer, string? state, HttpContext context)
    {
        if (await UnsealAsync(answer, state, context).ConfigureAwait(false) is not { } challenge)
            return null;
        var result = await handler.PerformAssertionAsync(new() { HttpContext = context, CredentialJson = answer!, AssertionState = challenge }).ConfigureAwait(false);
        if (!result.Succeeded)
            return null;
        await store.AddOrUpdatePasskeyAsync(result.User, result.Passkey, context.RequestAborted).ConfigureAwait(false);
        return result.User;
    }

    private PasskeyForm Form(string options, string? state) => new(options, _protector.Protect(state ?? "", SignIns.Lasts));

    // Null: no answer, no state of ours, too old, or used.
    private async Task<string?> UnsealAsync(string? answer, string? state, HttpContext context)
    {
        if (string.IsNullOrEmpty(answer) || answer.Length > 20_000 || string.IsNullOrEmpty(state))
            return null;
        try
        {
            using var json = JsonDocument.Parse(answer);
            var challenge = _protector.Unprotect(state);
            return await spent.UseAsync("passkey " + challenge, DateTimeOffset.UtcNow + SignIns.Lasts, context.RequestAborted).ConfigureAwait(false) ? challenge : null;
        }
        catch (Exception e) when (e is CryptographicException or JsonException or FormatException)
        {
            return null;
        }
    }
}
