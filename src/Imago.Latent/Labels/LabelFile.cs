using System.Text;
using System.Text.RegularExpressions;

namespace Imago.Latent.Labels;

/// <summary>A picture of which somebody said what it shows.</summary>
/// <param name="File">Its file.</param>
/// <param name="Words">The words that were said, in small letters.</param>
public sealed record LabelledPicture(string File, IReadOnlySet<string> Words);

/// <summary>
/// Labels of pictures: CSV (RFC 4180) whose first line names the columns: <c>file</c>, relative to the CSV, and one or more of those in <see cref="Columns"/>. Other columns are passed over.
/// </summary>
/// <example><code>
/// file,title,theme,tags
/// a.jpg,"Dancers, resting",people,Dancing|Women
/// </code></example>
public static partial class LabelFile
{
    /// <summary>The columns whose words count.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["title", "titles", "theme", "themes", "genre", "tags", "words", "subject"];

    /// <summary>Reads one.</summary>
    /// <param name="path">The CSV.</param>
    /// <exception cref="LatentException">It is no such file; the sentence names the line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<LabelledPicture> Read(string path)
    {
        var rows = Rows(path, File.ReadAllText(path)).ToList();
        if (rows.Count == 0 || rows[0].Cells.IndexOf("file") is not (>= 0 and var file))
            throw new LatentException($"{path}, line 1: there is no column 'file', expected names of columns such as file,title,theme: add a first line with them.");
        var columns = rows[0].Cells.Index().Where(static cell => Columns.Contains(cell.Item)).Select(static cell => cell.Index).ToArray();
        if (columns.Length == 0)
            throw new LatentException($"{path}, line 1: there is no column of words, expected one or more of {string.Join(", ", Columns)}: name it so.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return [.. rows.Skip(1).Select(row => row.Cells.Count == rows[0].Cells.Count
            ? new LabelledPicture(Path.Combine(folder, row.Cells[file]), columns.SelectMany(column => Words(row.Cells[column])).ToHashSet())
            : throw new LatentException($"{path}, line {row.Line}: there are {row.Cells.Count} columns, expected {rows[0].Cells.Count} as in line 1: mend the line."))];
    }

    /// <summary>The words of a text, in small letters.</summary>
    public static IEnumerable<string> Words(string text) => Letters().Matches(text).Select(static word => word.Value.ToLowerInvariant());

    private static IEnumerable<(int Line, List<string> Cells)> Rows(string path, string text)
    {
        var (cells, cell, line, begin, quoted) = (new List<string>(), new StringBuilder(), 1, 1, false);
        for (var i = 0; i < text.Length; i++)
        {
            var sign = text[i];
            line += sign == '\n' ? 1 : 0;
            if (quoted && sign == '"' && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[i++]);
            else if (sign == '"')
                quoted = !quoted;
            else if (!quoted && sign is ',' or '\n')
            {
                cells.Add(cell.ToString().TrimEnd('\r'));
                cell.Clear();
                if (sign == ',')
                    continue;
                if (cells is not [""]) // an empty line
                    yield return (begin, cells);
                (cells, begin) = ([], line);
            }
            else
                cell.Append(sign);
        }
        if (quoted)
            throw new LatentException($"{path}, line {begin}: a quotation mark is opened and not closed, expected another: close it.");
        if (cells.Count > 0 || cell.Length > 0)
        {
            cells.Add(cell.ToString().TrimEnd('\r'));
            yield return (begin, cells);
        }
    }

    [GeneratedRegex(@"[\p{L}\p{M}]+")]
    private static partial Regex Letters();
}
