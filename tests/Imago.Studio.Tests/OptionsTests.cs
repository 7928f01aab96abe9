using System.Net;

namespace Imago.Studio.Tests;

public sealed class OptionsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_studio_that_others_can_reach_needs_a_password()
    {
        var open = Some.Options(_folder.At("work")) with { Listen = IPAddress.Any };
        Assert.Contains("without a password", (await Assert.ThrowsAsync<ArgumentException>(() => StudioHost.StartAsync(open))).Message, StringComparison.Ordinal);
        Assert.Contains("8 or more", (await Assert.ThrowsAsync<ArgumentException>(() => StudioHost.StartAsync(open with { Password = "short" }))).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.At("work")));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said()
    {
        await using var first = await StudioHost.StartAsync(Some.Options(_folder.At("work")));
        var taken = Some.Options(_folder.At("work")) with { Port = new Uri(first.Address).Port };
        Assert.Contains("in use", (await Assert.ThrowsAsync<IOException>(() => StudioHost.StartAsync(taken))).Message, StringComparison.Ordinal);
    }
}
