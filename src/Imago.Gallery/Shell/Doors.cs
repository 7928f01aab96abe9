using Imago.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Shell;

/// <summary>What every answer says of itself, and the door: who comes without a language gets the one that the browser asks for.</summary>
internal static class Doors
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddAntiforgery();
        services.AddCascadingValue(static provider => Languages.Of(provider.GetRequiredService<IHttpContextAccessor>().HttpContext));
    }

    public static void Use(WebApplication app)
    {
        app.Use(static async (context, next) =>
        {
            var headers = context.Response.Headers;
            (headers.XContentTypeOptions, headers["Referrer-Policy"], headers.XFrameOptions) = ("nosniff", "no-referrer", "DENY");
            headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";
            await next(context).ConfigureAwait(false);
        });
        app.UseAntiforgery();
        app.MapGet("/", static (HttpContext context) =>
        {
            context.Response.Headers.Vary = "Accept-Language";
            return Results.Redirect("/" + Languages.Of(context).Language);
        });
    }
}
