using Imago.Gallery.Shell;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Visitors;

/// <summary>
/// <c>mine/full</c>: the one address from which a full size leaves the gallery. It names no picture: what comes is what the session's visitor owns, so there is nothing to guess.
/// </summary>
internal static class FullSize
{
    public static void Map(RouteGroupBuilder visitors) => visitors.MapMethods("/mine/full", [HttpMethods.Get, HttpMethods.Head], SendAsync).WithMetadata(new CountedAttribute());

    private static async Task<IResult> SendAsync(string language, HttpContext context, Sessions sessions, GalleryDatabase database, Stores stores)
    {
        // A page of another site may neither show it nor lead to it.
        if (context.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none"))
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (await sessions.FindAsync(context).ConfigureAwait(false) is not { } who)
            return Results.Redirect($"/{language}/sign-in");
        await using var data = database.Context();
        var work = await data.Claims.Where(claim => claim.VisitorId == who.Visitor.Id).Join(data.Works.IgnoreQueryFilters(), static claim => claim.WorkNumber, static work => work.Number, static (_, work) => new { work.Number, work.FullKey })
            .SingleOrDefaultAsync(context.RequestAborted).ConfigureAwait(false);
        if (work is null || await stores.Full.OpenAsync(work.FullKey + ".png", context.RequestAborted).ConfigureAwait(false) is not { } file)
            return Results.NotFound();
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return Results.Stream(file, "image/png", $"imago-{work.Number}.png", enableRangeProcessing: true);
    }
}
