using System.Text.Json;
using Microsoft.Playwright;

namespace Imago.Tests;

/// <summary>Something that axe-core finds wrong with a page.</summary>
/// <param name="Impact">minor, moderate, serious or critical.</param>
/// <param name="Words">The rule, and the elements that break it.</param>
public sealed record AxeFinding(string Impact, string Words);

/// <summary>Asks axe-core whether everybody can use a page.</summary>
public static class Axe
{
    /// <summary>What it finds.</summary>
    public static async Task<IReadOnlyList<AxeFinding>> FindAsync(IPage page)
    {
        // Evaluated, not added as a script: the page's own rules forbid others' scripts.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "axe.min.js")));
        var found = await page.EvaluateAsync<JsonElement>("() => axe.run()");
        return [.. found.GetProperty("violations").EnumerateArray().Select(static one => new AxeFinding(
            one.GetProperty("impact").GetString()!,
            $"{one.GetProperty("id").GetString()}: {string.Join(" | ", one.GetProperty("nodes").EnumerateArray().Select(static node => node.GetProperty("html").GetString()))}"))];
    }
}
