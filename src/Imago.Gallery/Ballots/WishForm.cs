using Imago.Gallery.Visitors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Imago.Gallery.Ballots;

/// <summary>Changing one's list of wishes.</summary>
internal static class WishForm
{
    public static void Map(RouteGroupBuilder visitors) => visitors.MapPost("/wishes", ChangeAsync);

    private static async Task<IResult> ChangeAsync(string language, HttpContext context, Sessions sessions, WishLists lists, [FromForm] int work, [FromForm] string? what)
    {
        if (await sessions.FindAsync(context).ConfigureAwait(false) is not { } who)
            return Results.Redirect($"/{language}/sign-in?take={work}");
        var answer = await lists.ChangeAsync(who.Visitor.Id, what, work, context.Connection.RemoteIpAddress, Shell.Languages.Of(context).Language, context.RequestAborted).ConfigureAwait(false);
        var page = $"/{language}/wishes";
        return Results.Redirect(answer switch
        {
            WishAnswer.Full => $"{page}?problem=wishes-full",
            WishAnswer.Closed => $"{page}?problem=wishes-closed",
            WishAnswer.HasOne => $"/{language}/mine?problem=has-one",
            _ when what == "add" => $"{page}?done=wished",
            _ => $"{page}#wish-{work}", // where she was
        });
    }
}
