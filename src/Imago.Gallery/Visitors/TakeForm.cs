using Imago.Gallery.Claims;
using Imago.Gallery.Learning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Imago.Gallery.Visitors;

/// <summary>Taking a work. The form carries a key that was made with it: however often and in however many tabs it is sent, it has one answer.</summary>
internal static partial class TakeForm
{
    public static void Map(RouteGroupBuilder visitors) => visitors.MapPost("/pictures/{number:int}/take", TakeAsync);

    private static async Task<IResult> TakeAsync(string language, int number, HttpContext context, Sessions sessions, Caps caps, ClaimStore claims, ViewLog views, ILogger<ClaimStore> log, [FromForm] Guid key)
    {
        if (await sessions.FindAsync(context).ConfigureAwait(false) is not { } who)
            return Results.Redirect($"/{language}/sign-in?take={number}");
        var page = $"/{language}/pictures/{number}/take";
        if (key == Guid.Empty)
            return Results.Redirect($"{page}?problem=form");
        try
        {
            if (await caps.IsReachedAsync(who.Visitor, context.RequestAborted).ConfigureAwait(false))
                return Results.Redirect($"{page}?problem=cap");
            // Whoever closes the page has asked all the same: the answer waits in her room.
            var answer = await claims.ClaimAsync(number, who.Visitor.Id, key, CancellationToken.None).ConfigureAwait(false);
            if (answer is ClaimAnswer.Taken && !Told.IsUnwanted(context.Request))
                views.TellTaken(number);
            return answer switch
            {
                ClaimAnswer.Taken => Results.Redirect($"/{language}/mine?done=taken"),
                ClaimAnswer.VisitorHasOne => Results.Redirect($"/{language}/mine?problem=has-one"),
                ClaimAnswer.WorkTaken => Results.Redirect($"{page}?problem=taken"),
                ClaimAnswer.FormUsed => Results.Redirect($"{page}?problem=form"),
                _ => Results.Redirect($"{page}?problem=closed"),
            };
        }
        catch (Exception e) when (e is ClaimUnknownException or System.Data.Common.DbException)
        {
            LogUnknown(log, number, e.GetType().Name);
            return Results.Redirect($"{page}?problem=unknown&key={key:N}");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether work {Number} was taken is not known ({Kind}): the visitor was asked to send the same form again.")]
    private static partial void LogUnknown(ILogger log, int number, string kind);
}
