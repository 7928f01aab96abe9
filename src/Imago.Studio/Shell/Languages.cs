using Imago.Web;

namespace Imago.Studio.Shell;

/// <summary>The languages of the pages.</summary>
internal static class Languages
{
    public static Texts Texts { get; } = new(typeof(Languages).Assembly, new("en", "English"), new("de", "Deutsch"), new("pt", "Português"), new("zh", "中文"));
}
