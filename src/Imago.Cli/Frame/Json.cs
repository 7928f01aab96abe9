using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Imago.Cli;

/// <summary>The one form in which <c>--json</c> writes results: camelCase names, enumerations as words, no number lost.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // A loss can be NaN: it is written as "NaN" and does not cost the whole result.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        // File names in any script stay readable; nothing here goes into a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes <paramref name="result"/> by its run-time type.</summary>
    internal static string Write(object result) => JsonSerializer.Serialize(result, Form);
}
