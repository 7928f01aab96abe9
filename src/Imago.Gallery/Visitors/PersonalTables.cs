using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Visitors;

/// <summary>Which tables hold something of persons, and the one of views, which holds nothing of them: the privacy page shows all their fields, and a test knows every other table by name.</summary>
internal static class PersonalTables
{
    private static readonly Type[] s_kinds = [typeof(Visitor), typeof(SignIn), typeof(WaitingLetter), typeof(VisitorSession), typeof(Passkey), typeof(Claim), typeof(Wish), typeof(BallotEntry), typeof(Spent), typeof(View)];

    /// <summary>Their names with the names of their fields.</summary>
    public static IEnumerable<(string Table, string[] Fields)> Of(GalleryContext data)
    {
        foreach (var kind in s_kinds)
        {
            var table = data.Model.FindEntityType(kind)!;
            yield return (table.GetTableName()!, [.. table.GetProperties().Select(static property => property.GetColumnName())]);
        }
    }
}
