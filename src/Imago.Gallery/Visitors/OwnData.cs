using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Imago.Gallery.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Visitors;

/// <summary><c>mine/data</c>: all that the gallery knows of a visitor, as JSON, for herself. Hashes are left out: they say nothing that does not stand beside them.</summary>
internal static class OwnData
{
    private static readonly JsonSerializerOptions s_form = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<IResult> SendAsync(string language, HttpContext context, Sessions sessions, GalleryDatabase database, Vault vault)
    {
        if (await sessions.FindAsync(context).ConfigureAwait(false) is not { } who)
            return Results.Redirect($"/{language}/sign-in");
        var (visitor, id) = (who.Visitor, who.Visitor.Id);
        await using var data = database.Context();
        var all = new
        {
            visitor.Id,
            Address = vault.Open(visitor.Email!),
            visitor.Pseudonym,
            visitor.JoinedAt,
            NetworkIsKnownUntil = visitor.Network is null ? (DateTimeOffset?)null : visitor.JoinedAt + Housekeeping.NetworkKept,
            Claims = await data.Claims.Where(one => one.VisitorId == id).Select(static one => new { Work = one.WorkNumber, one.ClaimedAt, one.RequestKey }).ToListAsync(context.RequestAborted).ConfigureAwait(false),
            Sessions = await data.Sessions.Where(one => one.VisitorId == id).Select(static one => new { one.MadeAt, one.Kind, one.ProvedAt, one.SeenAt, one.ExpiresAt }).ToListAsync(context.RequestAborted).ConfigureAwait(false),
            Passkeys = await data.Passkeys.Where(one => one.VisitorId == id).Select(static one => new { one.Name, one.MadeAt, one.Credential, one.Data }).ToListAsync(context.RequestAborted).ConfigureAwait(false),
            Wishes = await data.Wishes.Where(one => one.VisitorId == id).OrderBy(static one => one.Position).Select(static one => one.WorkNumber).ToListAsync(context.RequestAborted).ConfigureAwait(false),
            Ballots = await data.BallotEntries.Where(one => one.VisitorId == id).Select(static one => new { one.BallotId, one.Number, one.Language, NetworkIsKnown = one.Network != null, one.Turn, one.Outcome }).ToListAsync(context.RequestAborted).ConfigureAwait(false),
            SignIns = await data.SignIns.Where(one => one.EmailMac == visitor.EmailMac || one.VisitorId == id).Select(static one => new { one.AskedAt, one.ExpiresAt, one.UsedAt, one.Tries, one.Wish }).ToListAsync(context.RequestAborted).ConfigureAwait(false),
        };
        return Results.File(JsonSerializer.SerializeToUtf8Bytes(all, s_form), "application/json", "imago-my-data.json");
    }
}
