using Microsoft.AspNetCore.Http;

namespace Imago.Gallery.Visitors;

/// <summary>
/// The gallery's cookies. Where its address is https they are <c>Secure</c> and named <c>__Host-…</c>, so that no other site and no unencrypted page can set or see them. Without https
/// there is no such cookie, and the gallery signs in visitors of this machine only.
/// </summary>
internal sealed class Cookies(GallerySettings settings)
{
    /// <summary>A signed-in browser.</summary>
    public const string Session = "imago";

    /// <summary>A browser that asked for a letter.</summary>
    public const string Asked = "imago-asked";

    /// <summary>Whether the gallery's address is https.</summary>
    public bool Secure { get; } = settings.IsHttps;

    /// <summary>A cookie's whole name.</summary>
    public string NameOf(string cookie) => Secure ? "__Host-" + cookie : cookie;

    /// <summary>Whether somebody may sign in over this connection: encrypted, or within this machine.</summary>
    public bool Allow(HttpContext context) => Secure || context.Connection.RemoteIpAddress is { } remote && System.Net.IPAddress.IsLoopback(remote);

    /// <summary>The token in a cookie; null: there is none that looks like one.</summary>
    public string? Read(HttpContext context, string cookie) => context.Request.Cookies.TryGetValue(NameOf(cookie), out var token) && Tokens.IsOne(token) ? token : null;

    /// <summary>Sets a cookie.</summary>
    public void Write(HttpContext context, string cookie, string token, TimeSpan lasts) => context.Response.Cookies.Append(NameOf(cookie), token, Form(lasts));

    /// <summary>Takes a cookie back.</summary>
    public void Delete(HttpContext context, string cookie) => context.Response.Cookies.Delete(NameOf(cookie), Form(null));

    private CookieOptions Form(TimeSpan? lasts) => new() { HttpOnly = true, Secure = Secure, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = lasts, IsEssential = true };
}
