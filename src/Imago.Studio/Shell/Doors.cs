using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Studio.Shell;

/// <summary>Who may come in. At a loopback address: whoever calls the machine by a name of its own, which keeps out pages of the web whose name was made to lead here. Elsewhere: whoever knows the password.</summary>
internal static class Doors
{
    public const string Login = "/login";

    private const string Enter = "/enter", Tries = "tries";

    public static void AddTo(IServiceCollection services, StudioOptions options)
    {
        services.AddHttpContextAccessor();
        services.AddAntiforgery();
        if (options.Password is null)
            return;
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = "imago-studio";
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.LoginPath = Login;
            cookie.ExpireTimeSpan = TimeSpan.FromDays(30);
        });
        services.AddAuthorization();
        services.AddRateLimiter(static limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.AddPolicy(Tries, static context => RateLimitPartition.GetFixedWindowLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "", static _ => new() { PermitLimit = 10, Window = TimeSpan.FromMinutes(1) }));
        });
    }

    public static void Use(WebApplication app, StudioOptions options)
    {
        app.Use(static async (context, next) =>
        {
            var headers = context.Response.Headers;
            (headers.XContentTypeOptions, headers["Referrer-Policy"], headers.XFrameOptions) = ("nosniff", "no-referrer", "DENY");
            headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";
            await next(context).ConfigureAwait(false);
        });
        if (IPAddress.IsLoopback(options.Listen))
        {
            app.Use(static async (context, next) =>
            {
                if (context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]")
                    await next(context).ConfigureAwait(false);
                else
                    context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            });
        }
        if (options.Password is not { } password)
            return;
        app.UseAuthentication();
        app.UseRateLimiter();
        app.Use(static async (context, next) =>
        {
            var path = context.Request.Path;
            var open = path == Login || path == Enter || path.StartsWithSegments("/assets", StringComparison.Ordinal);
            if (open || context.User.Identity?.IsAuthenticated == true)
                await next(context).ConfigureAwait(false);
            else
                await context.ChallengeAsync().ConfigureAwait(false);
        });
        app.MapPost(Enter, async (HttpContext context, IAntiforgery antiforgery) =>
        {
            if (!await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false))
                return Results.BadRequest();
            var form = await context.Request.ReadFormAsync().ConfigureAwait(false);
            if (!Same(form["password"].ToString(), password))
                return Results.Redirect(Login + "?wrong=1");
            await context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "artist")], CookieAuthenticationDefaults.AuthenticationScheme))).ConfigureAwait(false);
            return Results.LocalRedirect(form["back"].ToString() is ['/', not ('/' or '\\'), ..] back ? back : "/");
        }).RequireRateLimiting(Tries);
    }

    /// <summary>In a time that does not tell how much of it is right.</summary>
    private static bool Same(string given, string password) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(password)));
}
