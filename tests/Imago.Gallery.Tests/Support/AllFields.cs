using Imago.Gallery.Store;

namespace Imago.Gallery.Tests.Support;

/// <summary>All that stands in a gallery's database, as whoever has a copy of it reads it.</summary>
internal static class AllFields
{
    /// <summary>Every field of every row of every table, with its name as <c>table.field</c>.</summary>
    public static async Task<List<(string Name, object Value)>> ReadAsync(GalleryDatabase database)
    {
        var fields = new List<(string, object)>();
        await using var data = database.Context();
        await using var connection = await database.ConnectAsync();
        foreach (var table in data.Model.GetEntityTypes().Select(static type => Microsoft.EntityFrameworkCore.RelationalEntityTypeExtensions.GetTableName(type)!))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table}";
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                for (var i = 0; i < rows.FieldCount; i++)
                    fields.Add(($"{table}.{rows.GetName(i)}", rows.GetValue(i)));
            }
        }
        return fields;
    }
}
