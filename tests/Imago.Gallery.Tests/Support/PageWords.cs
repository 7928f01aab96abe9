using Imago.Tests;
using Microsoft.Playwright;

namespace Imago.Gallery.Tests.Support;

/// <summary>A short word for tests with pages.</summary>
internal static class PageWords
{
    /// <summary>A person with a phone: 390 × 844, three pixels for one of CSS, fingers.</summary>
    public static Task<IBrowserContext> PhoneAsync(this Chromium chromium, string address) => chromium.PersonAsync(address, 390, 844, pixels: 3, touch: true);
}
