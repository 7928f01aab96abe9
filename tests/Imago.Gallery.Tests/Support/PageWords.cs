using Imago.Tests;
using Microsoft.Playwright;

namespace Imago.Gallery.Tests.Support;

/// <summary>Short words for tests with pages.</summary>
internal static class PageWords
{
    /// <summary>Waits for a condition in the page's script. Asked again and again from here: what waits inside of the page is forbidden by the page's own rules.</summary>
    public static async Task UntilAsync(this IPage page, string condition)
    {
        for (var until = DateTime.UtcNow.AddSeconds(20); !await page.EvaluateAsync<bool>(condition); await Task.Delay(50))
            Assert.True(DateTime.UtcNow < until, $"Not within 20 seconds: {condition}");
    }

    /// <summary>A person with a phone: 390 × 844, three pixels for one of CSS, fingers.</summary>
    public static Task<IBrowserContext> PhoneAsync(this Chromium chromium, string address) => chromium.PersonAsync(address, 390, 844, pixels: 3, touch: true);
}
