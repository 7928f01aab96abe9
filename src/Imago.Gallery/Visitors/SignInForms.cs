using Imago.Gallery.Shell;
using Imago.Gallery.Store;
using Imago.Gallery.Visitors.Passkeys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Imago.Gallery.Visitors;

/// <summary>The forms of sign-in. Each does one thing and leads to a page; what went wrong stands in that page's address by name.</summary>
internal static class SignInForms
{
    private static readonly TimeSpan s_askedKept = TimeSpan.FromMinutes(30);

    public static void Map(RouteGroupBuilder visitors)
    {
        visitors.MapPost("/sign-in", AskAsync);
        visitors.MapPost("/sign-in/code", static (string language, HttpContext context, SignIns signIns, Sessions sessions, Cookies cookies, [FromForm] string? code) =>
            ProveAsync(language, context, sessions, cookies, "code", (who, browser) => signIns.ByCodeAsync(code, browser, who, Languages.Of(context))));
        visitors.MapPost("/sign-in/link", static (string language, HttpContext context, SignIns signIns, Sessions sessions, Cookies cookies, [FromForm] string? t) =>
            ProveAsync(language, context, sessions, cookies, "link", (who, browser) => signIns.ByLinkAsync(t, browser, who, Languages.Of(context))));
        visitors.MapPost("/sign-in/passkey", PasskeyAsync);
        visitors.MapPost("/sign-out", SignOutAsync);
    }

    /// <summary>Where a signed-in visitor goes: to the work that she was about to take, else to her room.</summary>
    public static string Next(string language, int? wish) => wish is { } number ? $"/{language}/pictures/{number}/take" : $"/{language}/mine";

    /// <summary>The token of the browser that asks for letters, the one that it has or a new one.</summary>
    public static string Browser(HttpContext context, Cookies cookies)
    {
        var token = cookies.Read(context, Cookies.Asked) ?? Tokens.New();
        cookies.Write(context, Cookies.Asked, token, s_askedKept);
        return token;
    }

    private static async Task<IResult> AskAsync(string language, HttpContext context, SignIns signIns, ProofOfWork work, Cookies cookies, [FromForm] string? address, [FromForm] string? proof, [FromForm] int? take)
    {
        var wish = take is { } number ? $"&take={number}" : "";
        if (!cookies.Allow(context))
            return Results.Redirect($"/{language}/sign-in?problem=https");
        if (EmailAddress.Parse(address) is not { } known)
            return Results.Redirect($"/{language}/sign-in?problem=address{wish}");
        var proved = await work.AcceptAsync(proof, context.RequestAborted).ConfigureAwait(false);
        return await signIns.AskAsync(context, known, Languages.Of(context), Browser(context, cookies), proved, take).ConfigureAwait(false)
            ? Results.Redirect($"/{language}/sign-in/code{(proved ? "" : "?later=1")}")
            : Results.Redirect($"/{language}/sign-in?problem=network{wish}");
    }

    private static async Task<IResult> ProveAsync(string language, HttpContext context, Sessions sessions, Cookies cookies, string page, Func<SignedIn?, string?, Task<Proved>> prove)
    {
        if (!cookies.Allow(context))
            return Results.Redirect($"/{language}/sign-in?problem=https");
        var who = await sessions.FindAsync(context).ConfigureAwait(false);
        switch (await prove(who, cookies.Read(context, Cookies.Asked)).ConfigureAwait(false))
        {
            case Proved.Visitor visitor:
                cookies.Delete(context, Cookies.Asked);
                await sessions.BeginAsync(context, visitor.Id, SignInKind.Letter).ConfigureAwait(false);
                return Results.Redirect(Next(language, visitor.Wish));
            case Proved.Moved:
                cookies.Delete(context, Cookies.Asked);
                return Results.Redirect($"/{language}/mine?done=moved");
            case Proved.OfAnother:
                return Results.Redirect($"/{language}/mine?problem=of-another");
            case Proved.Left left:
                return Results.Redirect($"/{language}/sign-in?problem=left&until={left.Until.UtcDateTime:yyyy-MM-dd}");
            default:
                return Results.Redirect($"/{language}/sign-in/code?problem={page}");
        }
    }

    private static async Task<IResult> PasskeyAsync(string language, HttpContext context, PasskeyForms passkeys, Sessions sessions, Cookies cookies, [FromForm] string? answer, [FromForm] string? state, [FromForm] int? take)
    {
        if (!cookies.Allow(context) || await passkeys.ShowAsync(answer, state, context).ConfigureAwait(false) is not { } visitor)
            return Results.Redirect($"/{language}/sign-in?problem=passkey");
        await sessions.BeginAsync(context, visitor.Id, SignInKind.Passkey).ConfigureAwait(false);
        return Results.Redirect(Next(language, take));
    }

    private static async Task<IResult> SignOutAsync(string language, HttpContext context, Sessions sessions, [FromForm] string? everywhere)
    {
        if (everywhere is not null && await sessions.FindAsync(context).ConfigureAwait(false) is { } who)
            await sessions.EndAllAsync(who.Visitor.Id).ConfigureAwait(false);
        await sessions.EndAsync(context).ConfigureAwait(false);
        return Results.Redirect($"/{language}");
    }
}
