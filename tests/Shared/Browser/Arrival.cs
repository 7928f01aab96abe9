using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Imago.Tests;

/// <summary>Waiting for a page's address.</summary>
public static class Arrival
{
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
        for (var until = DateTime.UtcNow.AddMilliseconds(timeout); !await page.EvaluateAsync<bool>("document.readyState === 'complete'"); await Task.Delay(20))
            Assert.True(DateTime.UtcNow < until, $"{page.Url} is not there within {timeout} ms.");
    }
}
