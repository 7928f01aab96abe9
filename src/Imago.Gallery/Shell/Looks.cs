using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Imago.Gallery.Shell;

/// <summary>Light or dark walls. They follow the visitor's system until she chooses by a link, which needs no script: the choice is the gallery's only cookie before sign-in, and she asked for it.</summary>
internal static class Looks
{
    public const string Cookie = "wall";

    public static void Map(WebApplication app)
    {
        foreach (var wall in (string[])["light", "dark"])
        {
            app.MapGet($"/{{language:length(2)}}/{wall}", (string language, string? to, HttpContext context) =>
            {
                context.Response.Cookies.Append(Cookie, wall, new() { Path = "/", MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps });
                context.Response.Headers.CacheControl = "no-store";
                return Results.Redirect(to is ['/', not ('/' or '\\'), ..] && !to.Any(char.IsControl) ? to : "/" + language); // only within the gallery
            });
        }
    }

    /// <summary><c>light</c>, <c>dark</c>, or null: as the visitor's system.</summary>
    public static string? Of(HttpContext? context) => context?.Request.Cookies[Cookie] is "light" or "dark" ? context.Request.Cookies[Cookie] : null;
}
