using Microsoft.Playwright;

namespace Imago.Tests;

/// <summary>One real Chromium, Debian's, for all tests with pages.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Starts it.</summary>
    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--force-color-profile=srgb"] });
    }

    /// <summary>A person with a window of her own.</summary>
    public async Task<IBrowserContext> PersonAsync(string address, int width = 1280, int height = 900, string locale = "en-GB", ColorScheme scheme = ColorScheme.Light, bool script = true, float pixels = 1, bool touch = false) =>
        await _browser!.NewContextAsync(new() { BaseURL = address, ViewportSize = new() { Width = width, Height = height }, Locale = locale, ColorScheme = scheme, AcceptDownloads = true, JavaScriptEnabled = script, DeviceScaleFactor = pixels, HasTouch = touch });

    /// <summary>Ends it.</summary>
    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

/// <summary>Tests that share the one browser run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class WithChromium : ICollectionFixture<Chromium>
{
    /// <summary>Its name.</summary>
    public const string Name = "Chromium";
}
