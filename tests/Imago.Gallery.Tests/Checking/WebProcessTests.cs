using Imago.Gallery.Checking;

namespace Imago.Gallery.Tests.Checking;

public class WebProcessTests
{
    [Fact]
    public async Task A_process_that_warns_before_it_is_open_is_known_by_its_address_and_its_warning_is_logged()
    {
        using var folder = new TempFolder();
        await using var web = new WebProcess(0, ["/bin/sh", "-c", "echo 'warn: the database was just killed'; echo http://127.0.0.1:1; cat"], folder.Path, folder.At("web.log"));
        await web.StartAsync(CancellationToken.None);
        Assert.Equal(new Uri("http://127.0.0.1:1"), await web.AddressAsync());
        Assert.Equal("warn: the database was just killed\n", await File.ReadAllTextAsync(folder.At("web.log")));
    }

    [Fact]
    public async Task A_process_that_ends_before_it_is_open_says_where_its_log_is()
    {
        using var folder = new TempFolder();
        await using var web = new WebProcess(0, ["/bin/sh", "-c", "echo 'fail: no disk'"], folder.Path, folder.At("web.log"));
        var refused = await Assert.ThrowsAsync<GalleryException>(() => web.StartAsync(CancellationToken.None));
        Assert.Contains("web.log", refused.Message, StringComparison.Ordinal);
        Assert.Equal("fail: no disk\n", await File.ReadAllTextAsync(folder.At("web.log")));
    }
}
