using System.Buffers.Text;
using Imago.Gallery.Shell;
using Imago.Gallery.Store;
using Imago.Gallery.Visitors.Passkeys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Visitors;

/// <summary>The forms of the owner's room. What cannot be undone wants her to have shown within ten minutes that it is she.</summary>
internal static class RoomForms
{
    public static void Map(RouteGroupBuilder visitors)
    {
        visitors.MapPost("/mine/prove", ProveAsync);
        visitors.MapPost("/mine/name", NameAsync);
        visitors.MapPost("/mine/address", MoveAsync);
        visitors.MapPost("/mine/delete", DeleteAsync);
        visitors.MapPost("/mine/passkeys", AddPasskeyAsync);
        visitors.MapPost("/mine/passkeys/remove", RemovePasskeyAsync);
        visitors.MapPost("/mine/sessions", EndSessionsAsync);
        visitors.MapGet("/mine/data", OwnData.SendAsync);
    }

    private static async Task<IResult> ProveAsync(string language, HttpContext context, Sessions sessions, SignIns signIns, Vault vault, Cookies cookies, [FromForm] string? _)
    {
        if (await sessions.FindAsync(context).ConfigureAwait(false) is not { } who)
            return Results.Redirect($"/{language}/sign-in");
        var address = EmailAddress.Parse(vault.Open(who.Visitor.Email!))!;
        return await signIns.AskAsync(context, address, Languages.Of(context), SignInForms.Browser(context, cookies), proved: true, wish: null).ConfigureAwait(false)
            ? Results.Redirect($"/{language}/sign-in/code")
            : Results.Redirect($"/{language}/mine?problem=network");
    }

    private static async Task<IResult> NameAsync(string language, HttpContext context, Sessions sessions, GalleryDatabase database, [FromForm] string? name)
    {
        if (await sessions.FindAsync(context).ConfigureAwait(false) is not { } who)
            return Results.Redirect($"/{language}/sign-in");
        var chosen = Pseudonym.Parse(name);
        if (chosen is null && !string.IsNullOrWhiteSpace(name))
            return Results.Redirect($"/{language}/mine?problem=name");
        await using var data = database.Context();
        await data.Visitors.Where(one => one.Id == who.Visitor.Id).ExecuteUpdateAsync(set => set.SetProperty(static one => one.Pseudonym, chosen), context.RequestAborted).ConfigureAwait(false);
        return Results.Redirect($"/{language}/mine?done=name");
    }

    private static async Task<IResult> MoveAsync(string language, HttpContext context, Sessions sessions, SignIns signIns, Cookies cookies, [FromForm] string? address)
    {
        if (await sessions.FindAsync(context).ConfigureAwait(false) is not { IsFresh: true } who)
            return Results.Redirect($"/{language}/mine/address");
        if (EmailAddress.Parse(address) is not { } known)
            return Results.Redirect($"/{language}/mine/address?problem=address");
        return await signIns.AskAsync(context, known, Languages.Of(context), SignInForms.Browser(context, cookies), proved: true, wish: null, moves: who.Visitor.Id).ConfigureAwait(false)
            ? Results.Redirect($"/{language}/sign-in/code")
            : Results.Redirect($"/{language}/mine/address?problem=network");
    }

    private static async Task<IResult> DeleteAsync(string language, HttpContext context, Sessions sessions, Leaving leaving, [FromForm] string? sure)
    {
        if (await sessions.FindAsync(context).ConfigureAwait(false) is not { IsFresh: true } who || sure is null)
            return Results.Redirect($"/{language}/mine/delete");
        await leaving.LeaveAsync(who.Visitor.Id, context.RequestAborted).ConfigureAwait(false);
        await sessions.EndAsync(context).ConfigureAwait(false);
        return Results.Redirect($"/{language}/privacy?done=deleted");
    }

    private static async Task<IResult> AddPasskeyAsync(string language, HttpContext context, Sessions sessions, PasskeyForms passkeys, [FromForm] string? answer, [FromForm] string? state)
    {
        if (await sessions.FindAsync(context).ConfigureAwait(false) is not { IsFresh: true } who)
            return Results.Redirect($"/{language}/mine/passkeys");
        var name = $"{DateTimeOffset.UtcNow.UtcDateTime:yyyy-MM-dd HH:mm}";
        return Results.Redirect(await passkeys.MakeAsync(who.Visitor, name, answer, state, context).ConfigureAwait(false) ? $"/{language}/mine/passkeys?done=passkey" : $"/{language}/mine/passkeys?problem=passkey");
    }

    private static async Task<IResult> RemovePasskeyAsync(string language, HttpContext context, Sessions sessions, PasskeyStore store, [FromForm] string? credential)
    {
        if (await sessions.FindAsync(context).ConfigureAwait(false) is not { IsFresh: true } who)
            return Results.Redirect($"/{language}/mine/passkeys");
        if (credential is { Length: < 2000 } && Base64Url.IsValid(credential))
            await store.RemovePasskeyAsync(who.Visitor, Base64Url.DecodeFromChars(credential), context.RequestAborted).ConfigureAwait(false);
        return Results.Redirect($"/{language}/mine/passkeys");
    }

    private static async Task<IResult> EndSessionsAsync(string language, HttpContext context, Sessions sessions, [FromForm] string? session, [FromForm] string? others)
    {
        if (await sessions.FindAsync(context).ConfigureAwait(false) is not { IsFresh: true } who)
            return Results.Redirect($"/{language}/mine");
        if (others is not null)
            await sessions.EndAllAsync(who.Visitor.Id, but: who.Session.TokenHash).ConfigureAwait(false);
        else if (session is { Length: < 100 } && Base64Url.IsValid(session))
            await sessions.EndOneAsync(who.Visitor.Id, Base64Url.DecodeFromChars(session)).ConfigureAwait(false);
        return Results.Redirect($"/{language}/mine?done=session");
    }
}
