using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Imago.Studio.Shell;

/// <summary>Files to the browser, and single files from it.</summary>
internal static class BrowserFiles
{
    /// <summary>The header that says that one of our own pages asks. Pages of other sites cannot send it without being asked for, which the studio never allows.</summary>
    public const string OwnPage = "X-Imago";

    /// <summary>Whether one of our own pages asks.</summary>
    public static bool IsOwn(HttpRequest request) => request.Headers[OwnPage] == "1";

    /// <summary>A file that may be gone: then there is nothing here.</summary>
    public static IResult Send(Func<string> path, string type, string? name = null)
    {
        try
        {
            return Results.File(path(), type, name, enableRangeProcessing: true);
        }
        catch (Exception e) when (ActingPage.IsSentence(e))
        {
            return Results.NotFound();
        }
    }

    /// <summary>Takes a file from the browser, and answers <c>{"leads": address}</c> or <c>{"problem": sentence}</c>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="largest">The most bytes.</param>
    /// <param name="take">Takes it; says where the page goes then, or null to stay.</param>
    public static async Task<IResult> TakeAsync(HttpContext context, long largest, Func<Task<string?>> take)
    {
        if (!IsOwn(context.Request))
            return Results.Json(new { problem = "Files are taken from the studio's own pages alone: send it from there." }, statusCode: StatusCodes.Status403Forbidden);
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = largest;
        try
        {
            return Results.Json(new { leads = await take().ConfigureAwait(false) });
        }
        catch (BadHttpRequestException e)
        {
            return Results.Json(new { problem = e.StatusCode == StatusCodes.Status413PayloadTooLarge ? $"The file has more than {largest / 1e6:N0} MB: put it into the workspace by hand." : "The file did not arrive whole: send it again." }, statusCode: e.StatusCode);
        }
        catch (Exception e) when (ActingPage.IsSentence(e))
        {
            return Results.Json(new { problem = e.Message }, statusCode: StatusCodes.Status422UnprocessableEntity);
        }
    }
}
