using System.Text;
using Imago.Gallery.Shell;
using Imago.Gallery.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Learning;

/// <summary>What the gallery keeps of what is looked at, and the order in which its walls hang for it. What is learnt from it, <see cref="Learner"/> learns, in a command.</summary>
internal static class LearningPart
{
    /// <summary>Where pages tell what was seen.</summary>
    public const string Address = "/seen";

    public static void AddTo(IServiceCollection services) =>
        services.AddSingleton<Orders>().AddSingleton<ViewLog>().AddHostedService(static provider => provider.GetRequiredService<ViewLog>());

    public static void Map(WebApplication app) => app.MapPost(Address, static async (HttpContext context, ViewLog log) =>
    {
        var request = context.Request;
        // Whatever came, the answer is the same and at once: the page that sent it is gone.
        if (request.ContentLength is > 0 and <= Told.Longest && !Told.IsUnwanted(request) && request.Headers["Sec-Fetch-Site"] is [] or ["same-origin"])
        {
            var text = new byte[request.ContentLength.Value];
            if (await request.Body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, context.RequestAborted).ConfigureAwait(false) == text.Length && Told.Read(Encoding.UTF8.GetString(text)) is { } told)
                log.Tell(told);
        }
        return Results.NoContent();
    });
}
