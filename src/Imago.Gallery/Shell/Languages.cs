using Imago.Web;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Imago.Gallery.Shell;

/// <summary>The languages of the pages. The first part of an address is its language, so that a page can be kept, shared and found in it.</summary>
internal static class Languages
{
    public static Texts Texts { get; } = new(typeof(Languages).Assembly, new("en", "English"), new("de", "Deutsch"), new("pt", "Português"), new("ru", "Русский"), new("zh", "中文"));

    /// <summary>The words of an address's language (an error speaks that of the address that failed); of the browser's, where the address has none.</summary>
    public static Words Of(HttpContext? context)
    {
        if (context is null)
            return Texts.In("en");
        // An error's page speaks the language of the address that led to it.
        var path = context.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? context.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? context.Request.Path.Value;
        var first = path?.Split('/', 3) is ["", var part, ..] ? part : "";
        return Texts.In(Texts.Speaks(first) ? first : Texts.AskedFor(context.Request));
    }
}
