using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Imago.Tests;

/// <summary>Waiting for a page.</summary>
public static class Waiting
{
    /// <summary>Waits for a condition in the page's script. Asked again and again from here: what waits inside of the page is forbidden by the gallery's own rules.</summary>
    /// <param name="page">The page.</param>
    /// <param name="condition">An expression that is true or false.</param>
    /// <param name="timeout">For how long, in milliseconds.</param>
    public static async Task UntilAsync(this IPage page, string condition, int timeout = 20_000)
    {
        for (var until = DateTime.UtcNow.AddMilliseconds(timeout); !await page.EvaluateAsync<bool>(condition); await Task.Delay(50))
            Assert.True(DateTime.UtcNow < until, $"Not within {timeout} ms at {page.Url}: {condition}");
    }

    /// <summary>Waits until a page's address is as said, and the page is there with all its parts.</summary>
    /// <remarks>Chromium is asked again and again. Playwright's own wait looks first and listens then: what happens in between it misses, and waits for ever.</remarks>
    /// <param name="page">The page.</param>
    /// <param name="address">The whole address; ** stands for any characters, * for any but slashes.</param>
    /// <param name="timeout">For how long, in milliseconds.</param>
    public static Task ArriveAsync(this IPage page, string address, int timeout = 30_000) =>
        page.ArriveAsync(new Regex($"^{Regex.Escape(address).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}$"), timeout);

    /// <summary>The same, by an expression that is found in the address.</summary>
    public static async Task ArriveAsync(this IPage page, Regex address, int timeout = 30_000)
    {
        await Assertions.Expect(page).ToHaveURLAsync(address, new() { Timeout = timeout });
        await page.UntilAsync("document.readyState === 'complete'", timeout);
    }
}
