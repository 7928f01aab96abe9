using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Imago.Gallery.Shell;

/// <summary>A page that is the same for everyone: it is drawn once, compressed once, and answered from memory until it is so old. Nothing personal may stand on it.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PublicPageAttribute(int seconds = 5) : Attribute
{
    /// <summary>How old an answer may be. Badges may be five seconds old.</summary>
    public TimeSpan Age { get; } = TimeSpan.FromSeconds(seconds);

    /// <summary>Whether an address leads to such a page.</summary>
    public static PublicPageAttribute? Of(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<PublicPageAttribute>();
}

/// <summary>The cache of public pages. Its key is the path, the colour of the walls and the compression; a query is not looked at, so nobody can fill the memory with it.</summary>
internal sealed class PublicPages : IOutputCachePolicy
{
    private const string Compression = "compression";

    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Russian and Chinese as they are: a third of the bytes
        services.AddOutputCache(static options => options.AddBasePolicy(static policy => policy.AddPolicy<PublicPages>(), excludeDefaultPolicy: true));
        services.AddResponseCompression(static options => options.EnableForHttps = true); // pages with anything secret are not compressed: see Use
        services.Configure<BrotliCompressionProviderOptions>(static options => options.Level = CompressionLevel.Optimal);
        services.Configure<GzipCompressionProviderOptions>(static options => options.Level = CompressionLevel.Optimal);
    }

    public static void Use(WebApplication app)
    {
        app.Use(static async (context, next) =>
        {
            // Of the addresses with two letters first, those of no language lead nowhere.
            if (context.Request.Path.Value?.Split('/', 3) is ["", { Length: 2 } first, ..] && !Languages.Texts.Speaks(first))
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            else
                await next(context).ConfigureAwait(false);
        });
        app.UseWhen(static context => PublicPageAttribute.Of(context) is not null, static pages =>
        {
            pages.Use(static (context, next) =>
            {
                // Browsers name the same few ways in many orders; one name for each keeps one answer for each.
                var asked = context.Request.GetTypedHeaders().AcceptEncoding.Where(static one => one.Quality is null or > 0).Select(static one => one.Value.ToString()).ToArray();
                context.Request.Headers.AcceptEncoding = asked.Contains("br") ? "br" : asked.Contains("gzip") ? "gzip" : "identity";
                context.Response.OnStarting(static state =>
                {
                    var headers = ((HttpContext)state).Response.Headers;
                    if (!headers.ContainsKey(HeaderNames.SetCookie))
                        (headers.CacheControl, headers.Vary) = ("no-cache", "Accept-Encoding, Cookie"); // asked for again each time, yet Back finds it as it was
                    headers.Remove(HeaderNames.Pragma);
                    return Task.CompletedTask;
                }, context);
                return next(context);
            });
            pages.UseOutputCache();
            pages.UseResponseCompression();
        });
    }

    /// <inheritdoc/>
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var request = context.HttpContext.Request;
        var page = PublicPageAttribute.Of(context.HttpContext);
        context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = page is not null && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));
        context.AllowLocking = true;
        context.ResponseExpirationTimeSpan = page?.Age;
        context.CacheVaryByRules.QueryKeys = default;
        context.CacheVaryByRules.VaryByValues[Compression] = request.Headers.AcceptEncoding.ToString();
        context.CacheVaryByRules.VaryByValues[Looks.Cookie] = Looks.Of(context.HttpContext) ?? "";
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var response = context.HttpContext.Response;
        if (response.StatusCode != StatusCodes.Status200OK || response.Headers.ContainsKey(HeaderNames.SetCookie))
            context.AllowCacheStorage = false;
        return ValueTask.CompletedTask;
    }
}
