using Imago.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Imago.Studio.Shell;

/// <summary>What an artist chose for her browser: language and light. Kept in cookies.</summary>
internal static class Preferences
{
    public const string LanguageCookie = "imago-language", ThemeCookie = "imago-theme";

    private static readonly string[] s_themes = ["auto", "light", "dark"];

    public static void Map(WebApplication app) => app.MapGet("/preferences", static (HttpContext context, string? language, string? theme, string? back) =>
    {
        var kept = new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Strict, IsEssential = true };
        if (language is not null && Languages.Texts.Speaks(language))
            context.Response.Cookies.Append(LanguageCookie, language, kept);
        if (theme is not null && s_themes.Contains(theme))
            context.Response.Cookies.Append(ThemeCookie, theme, kept);
        return Results.LocalRedirect(back is ['/', not ('/' or '\\'), ..] or "/" ? back : "/");
    });

    /// <summary>The chosen language, else the first that the browser asks for and the studio speaks, else English.</summary>
    public static string LanguageOf(HttpContext? context)
    {
        var chosen = context?.Request.Cookies[LanguageCookie];
        if (chosen is not null && Languages.Texts.Speaks(chosen))
            return chosen;
        return context is null ? "en" : Languages.Texts.AskedFor(context.Request);
    }

    /// <summary>auto, light or dark.</summary>
    public static string ThemeOf(HttpContext? context) => context?.Request.Cookies[ThemeCookie] is { } theme && s_themes.Contains(theme) ? theme : "auto";
}
