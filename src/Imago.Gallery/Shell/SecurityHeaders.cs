using Imago.Gallery.Visitors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Shell;

/// <summary>What every answer says to the browser, errors and files too. Set when the answer begins, so that nothing that happens before can lose it.</summary>
internal static class SecurityHeaders
{
    // Scripts and styles are files of the gallery's own: no inline code, so no nonces.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";
    private const string Permissions = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)";

    public static void Use(WebApplication app)
    {
        var https = app.Services.GetRequiredService<GallerySettings>().IsHttps;
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                Set(context, https);
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    private static void Set(HttpContext context, bool https)
    {
        var headers = context.Response.Headers;
        (headers.XContentTypeOptions, headers["Referrer-Policy"], headers.XFrameOptions) = ("nosniff", "no-referrer", "DENY");
        (headers.ContentSecurityPolicy, headers["Permissions-Policy"], headers["Cross-Origin-Opener-Policy"]) = (Policy, Permissions, "same-origin");
        // Small copies are for everyone, on other sites too; nothing else is.
        headers["Cross-Origin-Resource-Policy"] = context.Request.Path.StartsWithSegments("/small", StringComparison.Ordinal) ? "cross-origin" : "same-origin";
        if (https)
            headers.StrictTransportSecurity = "max-age=31536000";
        if (context.Response.StatusCode >= 400 || context.GetEndpoint()?.Metadata.GetMetadata<NeverStoredAttribute>() is not null)
            headers.CacheControl = "private, no-store";
    }
}
