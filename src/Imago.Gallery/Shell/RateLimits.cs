using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Imago.Gallery.Learning;
using Imago.Gallery.Visitors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Shell;

/// <summary>An address that is got and yet counted, for its answer is dear.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class CountedAttribute : Attribute;

/// <summary>
/// How much one server takes on: so many requests at a time from all, so many forms, full sizes and certificate sheets a minute from one network. Reading is not counted by network: hundreds may sit behind
/// one address. Which network it is, only a known proxy may say.
/// </summary>
internal static class RateLimits
{
    /// <summary>Requests at a time.</summary>
    public const int AtOnce = 2000;

    /// <summary>Forms, full sizes and certificate sheets a minute from one network (IPv4 /24, IPv6 /48).</summary>
    public const int FormsAMinute = 300;

    /// <summary>Pages of walls a minute that tell what was seen on them, from one network: apart from forms, so that they stand in no form's way.</summary>
    public const int ViewsAMinute = 600;

    public static void AddTo(IServiceCollection services) => services.AddRateLimiter(static limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, int>(static _ => RateLimitPartition.GetConcurrencyLimiter(0, static _ => new() { PermitLimit = AtOnce, QueueLimit = 0 })),
            PartitionedRateLimiter.Create<HttpContext, (string Network, int AMinute)>(static context => IsCounted(context)
                ? RateLimitPartition.GetTokenBucketLimiter(
                    (context.RequestServices.GetRequiredService<Vault>().HashOfNetwork(context.Connection.RemoteIpAddress), context.Request.Path == LearningPart.Address ? ViewsAMinute : FormsAMinute),
                    static ((string Network, int AMinute) key) => new() { TokenLimit = key.AMinute, TokensPerPeriod = key.AMinute / 6, ReplenishmentPeriod = TimeSpan.FromSeconds(10), QueueLimit = 0 })
                : RateLimitPartition.GetNoLimiter((Network: "", AMinute: 0))));
        limits.OnRejected = RefuseAsync;
    });

    private static bool IsCounted(HttpContext context) =>
        (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)) || context.GetEndpoint()?.Metadata.GetMetadata<CountedAttribute>() is not null;

    // Written by hand: whoever is too busy renders no page.
    private static async ValueTask RefuseAsync(OnRejectedContext refused, CancellationToken cancel)
    {
        var (response, words) = (refused.HttpContext.Response, Languages.Of(refused.HttpContext));
        var seconds = refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 5;
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        response.ContentType = "text/html; charset=utf-8";
        await response.WriteAsync($"<!DOCTYPE html><html lang=\"{words.Language}\"><meta charset=\"utf-8\"><title>{WebUtility.HtmlEncode(words["visitors.busy.title"])}</title><h1>{WebUtility.HtmlEncode(words["visitors.busy.title"])}</h1><p>{WebUtility.HtmlEncode(words.Of("visitors.busy.text", seconds))}</p></html>", cancel).ConfigureAwait(false);
    }
}
