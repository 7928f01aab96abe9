using System.Security.Cryptography;
using Imago.Gallery.Storage;
using Imago.Gallery.Tests.Support;

namespace Imago.Gallery.Tests.Storage;

public sealed class FileStoreTests(S3Server s3) : IClassFixture<S3Server>, IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_put_is_there_whole_can_be_replaced_and_is_gone_when_deleted(bool remote)
    {
        var store = Open(remote);
        Assert.Null(await store.OpenAsync("nothing.png"));
        foreach (var length in new[] { 0, 1, 70_000, 3_000_000, 5 })
        {
            var bytes = RandomNumberGenerator.GetBytes(length);
            await store.PutAsync("a-1.png", bytes);
            await using var file = await store.OpenAsync("a-1.png");
            Assert.Equal(length, file!.Length);
            using var read = new MemoryStream();
            await file.CopyToAsync(read);
            Assert.Equal(bytes, read.ToArray());
        }
        Assert.True(await store.HasAsync("a-1.png"));
        await store.DeleteAsync("a-1.png");
        await store.DeleteAsync("a-1.png");
        Assert.False(await store.HasAsync("a-1.png"));
        Assert.Null(await store.OpenAsync("a-1.png"));
        foreach (var key in new[] { "../secret", "a/b", ".hidden", "", new string('a', 121) })
            await Assert.ThrowsAnyAsync<ArgumentException>(() => store.OpenAsync(key));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_at_once_do_not_disturb_each_other(bool remote)
    {
        var store = Open(remote);
        await Parallel.ForAsync(0, 40, async (i, cancel) =>
        {
            await store.PutAsync($"many-{i % 10}", BitConverter.GetBytes(i % 10), cancel);
            await using var file = await store.OpenAsync($"many-{i % 10}", cancel);
            var bytes = new byte[4];
            await file!.ReadExactlyAsync(bytes, cancel);
            Assert.Equal(i % 10, BitConverter.ToInt32(bytes));
        });
    }

    [Fact]
    public async Task Prefixes_keep_two_stores_of_a_bucket_apart()
    {
        using var one = new S3Store(s3.Settings("public/"));
        using var other = new S3Store(s3.Settings("full/"));
        await one.PutAsync("file", new byte[] { 1 });
        Assert.Null(await other.OpenAsync("file"));
    }

    [Fact]
    public async Task A_wrong_key_a_missing_bucket_and_a_server_that_is_gone_are_told_in_a_sentence()
    {
        foreach (var wrong in new[] { s3.Settings() with { AccessKey = "stranger" }, s3.Settings() with { Bucket = "nothing" }, s3.Settings() with { Address = "http://127.0.0.1:9" } })
        {
            using var store = new S3Store(wrong);
            var e = await Assert.ThrowsAsync<IOException>(() => store.PutAsync("file", new byte[] { 1 }));
            Assert.Contains(wrong.Bucket, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Settings_that_would_show_the_full_sizes_are_refused()
    {
        var folder = GalleryFolder.Create(_temp.At("gallery"));
        foreach (var (one, other) in new[] { ("", ""), ("", "full/"), ("full/", "full/") })
            Assert.Throws<GalleryException>(() => Stores.Open(folder, new() { PublicFiles = s3.Settings(one), FullFiles = s3.Settings(other) }));
        Assert.Throws<GalleryException>(() => new S3Store(s3.Settings() with { SecretKey = null }));
        Assert.Throws<GalleryException>(() => new S3Store(s3.Settings() with { Address = "files.example" }));
        Stores.Open(folder, new() { PublicFiles = s3.Settings("public/"), FullFiles = s3.Settings("full/") }).Dispose();
    }

    [Fact]
    public async Task Each_of_the_two_stores_asks_with_a_key_of_its_own()
    {
        using var witness = new SigningWitness();
        S3Settings Of(string name) => new() { Bucket = name, Address = witness.Address, AccessKey = name + "-key", SecretKey = name + "-secret" };
        using (var stores = Stores.Open(GalleryFolder.Create(_temp.At("gallery")), new() { PublicFiles = Of("open"), FullFiles = Of("closed") }))
        {
            foreach (var store in new[] { stores.Public, stores.Full })
            {
                await store.PutAsync("a-1.png", new byte[] { 1, 2, 3 });
                Assert.Null(await store.OpenAsync("a-1.png"));
                await store.DeleteAsync("a-1.png");
            }
        }
        Assert.Equal(["/open/a-1.png", "/open/a-1.png", "/open/a-1.png", "/closed/a-1.png", "/closed/a-1.png", "/closed/a-1.png"], witness.All.Select(static one => one.Path));
        foreach (var asked in witness.All)
        {
            var (own, other) = asked.Path.StartsWith("/open/", StringComparison.Ordinal) ? ("open", "closed") : ("closed", "open");
            Assert.Equal((own + "-key", true, false), (asked.Key, asked.IsSignedWith(own + "-secret"), asked.IsSignedWith(other + "-secret")));
        }
    }

    [Fact]
    public async Task What_a_killed_server_left_half_written_is_gone_after_the_next_opening_and_nothing_else_is()
    {
        var folder = await PaintedGallery.MakeAsync(_temp.At("gallery"), perWall: 1, side: 64);
        var whole = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Where(static file => !file.Contains("gallery.db", StringComparison.Ordinal)).ToList();
        string Left(string store, string name, double hours)
        {
            var path = Path.Combine(store, "ab", name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "half");
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-hours));
            return path;
        }
        string[] old = [Left(folder.Public, $"abc-512.jpg.{Guid.NewGuid():N}.new", 1.1), Left(folder.Full, $"abc.png.{Guid.NewGuid():N}.new", 30)];
        string[] kept = [Left(folder.Public, $"abc-160.jpg.{Guid.NewGuid():N}.new", 0.9), Left(folder.Full, "abc.new", 30)]; // somebody may be at it; this is no such file
        await using (await GalleryHost.StartAsync(new GalleryOptions { Folder = folder.Path, Port = 0 }))
        {
            for (var until = DateTime.UtcNow.AddSeconds(20); old.Any(File.Exists) && DateTime.UtcNow < until;)
                await Task.Delay(20);
        }
        Assert.DoesNotContain(old, File.Exists);
        Assert.All(kept.Concat(whole), static file => Assert.True(File.Exists(file), file));
    }

    private FileStore Open(bool remote) => remote ? new S3Store(s3.Settings("test/")) : new FolderStore(_temp.At("store"));
}
