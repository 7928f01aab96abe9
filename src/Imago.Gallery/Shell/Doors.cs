using System.Net;
using Imago.Gallery.Visitors;
using Imago.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Shell;

/// <summary>What every request passes, in order; and the door: who comes without a language gets the one that the browser asks for.</summary>
internal static class Doors
{
    private const string ErrorPage = "/not-found";

    public static void AddTo(IServiceCollection services)
    {
        services.AddAntiforgery();
        services.AddOptions<Microsoft.AspNetCore.Antiforgery.AntiforgeryOptions>().Configure<Cookies>(static (options, cookies) =>
        {
            (options.Cookie.Name, options.Cookie.SameSite, options.Cookie.Path) = (cookies.NameOf("imago-form"), SameSiteMode.Strict, "/");
            options.Cookie.SecurePolicy = cookies.Secure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        });
        services.AddCascadingValue(static provider => Languages.Of(provider.GetRequiredService<IHttpContextAccessor>().HttpContext));
        RateLimits.AddTo(services);
    }

    /// <summary>What comes before anything is answered, files too.</summary>
    public static void Guard(WebApplication app)
    {
        Believe(app, app.Services.GetRequiredService<GallerySettings>());
        SecurityHeaders.Use(app);
        app.UseExceptionHandler(ErrorPage, createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute(ErrorPage, createScopeForStatusCodePages: true);
        app.Use(ErrorsAreReadAsync);
        app.UseRateLimiter();
    }

    public static void Use(WebApplication app)
    {
        app.UseAntiforgery();
        app.MapGet("/", static (HttpContext context) =>
        {
            context.Response.Headers.Vary = "Accept-Language";
            return Results.Redirect("/" + Languages.Of(context).Language);
        });
    }

    // Who the visitor is, known proxies say; where the gallery is, its keeper says. Headers of anyone else say neither.
    private static void Believe(WebApplication app, GallerySettings settings)
    {
        if (settings.Proxies.Count > 0)
        {
            var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in settings.Proxies)
                options.KnownIPNetworks.Add(System.Net.IPNetwork.TryParse(proxy, out var network) ? network
                    : IPAddress.TryParse(proxy, out var address) ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
                    : throw new GalleryException($"proxies in gallery.json names '{proxy}', expected addresses such as 127.0.0.1 or 10.0.0.0/8."));
            app.UseForwardedHeaders(options);
        }
        if (settings.Address is not { } named)
            return;
        var site = Uri.TryCreate(named, UriKind.Absolute, out var known) && known.Scheme is "http" or "https" ? known : throw new GalleryException($"address in gallery.json is '{named}', expected such as https://gallery.example.");
        app.Use((context, next) =>
        {
            (context.Request.Scheme, context.Request.Host) = (site.Scheme, HostString.FromUriComponent(site));
            return next(context);
        });
    }

    // The page of an error is read, whatever was sent before it.
    private static async Task ErrorsAreReadAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch when (!context.Response.HasStarted)
        {
            context.Request.Method = HttpMethods.Get;
            throw;
        }
        if (context.Response.StatusCode >= 400 && !context.Response.HasStarted)
            context.Request.Method = HttpMethods.Get;
    }
}
