using System.Net;
using Imago.Studio.Datasets;
using Imago.Studio.Workspaces;

namespace Imago.Studio.Tests.Datasets;

public sealed class UploadStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Workspace _workspace;
    private readonly UploadStore _store;
    private readonly Intake _intake;

    public UploadStoreTests()
    {
        _workspace = new Workspace(_folder.Path);
        _store = new UploadStore(_workspace, new UploadLimits { KeepFree = 0 });
        _intake = Intake.Of(_workspace, "photos");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_lies_under_its_own_path_once_it_is_whole()
    {
        Assert.Equal(5, await PutAsync("summer/a.png", [1, 2, 3, 4, 5]));
        Assert.Equal([1, 2, 3, 4, 5], await File.ReadAllBytesAsync(InPictures("summer/a.png")));
        Assert.Empty(Directory.EnumerateFiles(_intake.Incoming));
        Assert.Equal(new Dictionary<string, long> { ["summer/a.png"] = 5 }, UploadStore.Complete(_intake));
    }

    [Fact]
    public async Task A_file_without_a_byte_comes_too()
    {
        Assert.Equal(0, await PutAsync("empty.txt", []));
        Assert.Equal(0, new FileInfo(InPictures("empty.txt")).Length);
    }

    [Fact]
    public async Task A_file_that_was_cut_off_goes_on_at_the_byte_where_it_stopped()
    {
        var bytes = Bytes(300_000);
        var cut = new UploadPiece("big.png", bytes.Length, Stamp: 7, Offset: 0, Length: bytes.Length);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.PutAsync(_intake, cut, new CutStream(bytes[..123_456]), default));
        Assert.False(File.Exists(InPictures("big.png")));
        Assert.Equal(123_456, UploadStore.Have(_intake, cut));

        // Another studio: nothing of it is remembered but what lies in the folder.
        var later = new UploadStore(_workspace, new UploadLimits { KeepFree = 0 });
        var rest = cut with { Offset = 123_456, Length = bytes.Length - 123_456 };
        Assert.Equal(bytes.Length, await later.PutAsync(_intake, rest, new MemoryStream(bytes[123_456..]), default));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(InPictures("big.png")));
    }

    [Fact]
    public async Task Pieces_of_two_versions_of_a_file_are_never_mixed()
    {
        var old = new UploadPiece("a.png", 10, Stamp: 1, Offset: 0, Length: 4);
        await _store.PutAsync(_intake, old, new MemoryStream([1, 1, 1, 1]), default);
        Assert.Equal(4, UploadStore.Have(_intake, old));
        Assert.Equal(0, UploadStore.Have(_intake, old with { Stamp = 2 }));
        await PutAsync("a.png", [2, 2, 2, 2, 2, 2, 2, 2, 2, 2], stamp: 2);
        Assert.All(await File.ReadAllBytesAsync(InPictures("a.png")), static one => Assert.Equal(2, one));
    }

    [Theory]
    [InlineData(3, 4)]
    [InlineData(6, 4)]
    public async Task A_piece_that_does_not_begin_where_the_file_stopped_is_refused_and_harms_nothing(int offset, int have)
    {
        var piece = new UploadPiece("a.png", 10, 1, 0, 4);
        await _store.PutAsync(_intake, piece, new MemoryStream([1, 2, 3, 4]), default);
        var refusal = await Assert.ThrowsAsync<UploadRefusal>(() => _store.PutAsync(_intake, piece with { Offset = offset }, new MemoryStream([9, 9, 9, 9]), default));
        Assert.Equal(HttpStatusCode.Conflict, refusal.Status);
        Assert.Equal(have, UploadStore.Have(_intake, piece));
        Assert.Equal(10, await _store.PutAsync(_intake, piece with { Offset = 4, Length = 6 }, new MemoryStream([5, 6, 7, 8, 9, 10]), default));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], await File.ReadAllBytesAsync(InPictures("a.png")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../../networks/evil.safetensors")]
    [InlineData("a/../../b.png")]
    [InlineData("a/./b.png")]
    [InlineData("a//b.png")]
    [InlineData("a\\..\\b.png")]
    [InlineData("line\nend.png")]
    [InlineData("zero\0.png")]
    public async Task A_path_that_leads_elsewhere_is_refused(string path)
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await Assert.ThrowsAsync<UploadRefusal>(() => PutAsync(path, [1]))).Status);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Names_longer_than_a_file_system_holds_are_refused()
    {
        await Assert.ThrowsAsync<UploadRefusal>(() => PutAsync(new string('ü', 126) + ".png", [1]));
        await Assert.ThrowsAsync<UploadRefusal>(() => PutAsync(string.Concat(Enumerable.Repeat("folder/", 150)) + "a.png", [1]));
        await PutAsync(new string('ü', 125) + ".png", [1]);
    }

    [Fact]
    public async Task A_link_inside_leads_nobody_out()
    {
        Directory.CreateDirectory(_intake.Pictures);
        Directory.CreateSymbolicLink(InPictures("out"), Path.GetTempPath());
        await Assert.ThrowsAsync<StudioException>(() => PutAsync("out/evil.png", [1]));
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), "evil.png")));
    }

    [Fact]
    public async Task Limits_are_told_with_what_was_met_and_what_was_expected()
    {
        var store = new UploadStore(_workspace, new UploadLimits { Files = 2, FileBytes = 1000, TotalBytes = 1500, KeepFree = 0 });
        Assert.Contains("3 files more would make 3 in photos, expected 2 at most", Plan(3, 30).Message, StringComparison.Ordinal);
        Assert.Contains("1.6 KB in photos, expected 1.5 KB at most", Plan(2, 1600).Message, StringComparison.Ordinal);
        var large = await Assert.ThrowsAsync<UploadRefusal>(() => store.PutAsync(_intake, new("a.png", 1001, 1), Stream.Null, default));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.Status);
        foreach (var name in (string[])["a", "b"])
            await store.PutAsync(_intake, new(name, 1, 1, 0, 1), new MemoryStream([1]), default);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Assert.ThrowsAsync<UploadRefusal>(() => store.PutAsync(_intake, new("c", 1, 1, 0, 1), new MemoryStream([1]), default))).Status);

        UploadRefusal Plan(int files, long bytes) => Assert.Throws<UploadRefusal>(() => store.Plan(_intake, files, bytes));
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full_takes_nothing_more_and_keeps_what_it_has()
    {
        await PutAsync("a.png", [1]);
        var full = new UploadStore(_workspace, new UploadLimits { KeepFree = long.MaxValue / 2 });
        Assert.Equal(HttpStatusCode.InsufficientStorage, Assert.Throws<UploadRefusal>(() => full.Plan(_intake, 1, 1)).Status);
        var refusal = await Assert.ThrowsAsync<UploadRefusal>(() => full.PutAsync(_intake, new("b.png", 1, 1, 0, 1), new MemoryStream([1]), default));
        Assert.Equal(HttpStatusCode.InsufficientStorage, refusal.Status);
        Assert.Contains("free some space and go on", refusal.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(InPictures("a.png")));
    }

    [Fact]
    public void A_disk_that_fills_while_a_file_comes_is_told_as_such() =>
        Assert.Equal(HttpStatusCode.InsufficientStorage, UploadRefusal.From(new IOException("No space left on device", 28), "a.png").Status);

    [Fact]
    public async Task A_zip_and_pictures_are_never_mixed()
    {
        await PutAsync("all.zip", [1, 2]);
        Assert.Equal(InPictures("all.zip"), _intake.Source);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Assert.ThrowsAsync<UploadRefusal>(() => PutAsync("a.png", [1]))).Status);
        await PutAsync("all.zip", [1, 2, 3]);

        var other = Intake.Of(_workspace, "others");
        await _store.PutAsync(other, new("a.png", 1, 1, 0, 1), new MemoryStream([1]), default);
        await Assert.ThrowsAsync<UploadRefusal>(() => _store.PutAsync(other, new("all.zip", 1, 1, 0, 1), new MemoryStream([1]), default));
        Assert.Equal(other.Pictures, other.Source);
    }

    [Fact]
    public async Task Many_files_come_at_once_and_each_is_whole()
    {
        await Parallel.ForAsync(0, 300, async (number, _) => await PutAsync($"{number % 7}/{number}.png", Bytes(1000 + number)));
        var complete = UploadStore.Complete(_intake);
        Assert.Equal(300, complete.Count);
        Assert.Equal(new UploadTotals(300, complete.Values.Sum()), _store.Totals(_intake));
        Assert.All(Enumerable.Range(0, 300), number => Assert.Equal(Bytes(1000 + number), File.ReadAllBytes(InPictures($"{number % 7}/{number}.png"))));
    }

    [Fact]
    public async Task Two_windows_that_bring_the_same_file_do_not_write_into_each_other()
    {
        var bytes = Bytes(1000);
        var piece = new UploadPiece("a.png", bytes.Length, 1, 0, bytes.Length);
        var slow = new SlowStream(bytes);
        var first = _store.PutAsync(_intake, piece, slow, default);
        await slow.Begun;
        Assert.Equal(HttpStatusCode.Conflict, (await Assert.ThrowsAsync<UploadRefusal>(() => _store.PutAsync(_intake, piece, new MemoryStream(Bytes(1000)), default))).Status);
        slow.GoOn();
        Assert.Equal(bytes.Length, await first);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(InPictures("a.png")));
    }

    [Fact]
    public async Task More_bytes_than_were_told_are_refused_and_what_came_before_stays()
    {
        var piece = new UploadPiece("a.png", 10, 1, 0, 4);
        await _store.PutAsync(_intake, piece, new MemoryStream([1, 2, 3, 4]), default);
        await Assert.ThrowsAsync<UploadRefusal>(() => _store.PutAsync(_intake, piece with { Offset = 4, Length = 6 }, new MemoryStream(Bytes(50)), default));
        Assert.Equal(4, UploadStore.Have(_intake, piece));
        await Assert.ThrowsAsync<UploadRefusal>(() => _store.PutAsync(_intake, piece with { Offset = 4, Length = 7 }, new MemoryStream(Bytes(7)), default));
        await Assert.ThrowsAsync<UploadRefusal>(() => _store.PutAsync(_intake, piece with { Size = -1 }, Stream.Null, default));
    }

    private string InPictures(string path) => Path.Combine(_intake.Pictures, path);

    private Task<long> PutAsync(string path, byte[] bytes, long stamp = 1) =>
        _store.PutAsync(_intake, new(path, bytes.Length, stamp, 0, bytes.Length), new MemoryStream(bytes), default);

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A connection that is cut after some bytes.</summary>
    private sealed class CutStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new OperationCanceledException();

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => CopyAsync(this, destination, bufferSize, cancellationToken);
    }

    /// <summary>A connection that waits before its last byte.</summary>
    private sealed class SlowStream(byte[] bytes) : MemoryStream(bytes)
    {
        private readonly TaskCompletionSource _begun = new(), _goOn = new();

        public Task Begun => _begun.Task;

        public void GoOn() => _goOn.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _begun.TrySetResult();
            await _goOn.Task;
            return await base.ReadAsync(buffer, cancellationToken);
        }

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => CopyAsync(this, destination, bufferSize, cancellationToken);
    }

    // MemoryStream's own copies its array; a connection is read piece by piece.
    private static async Task CopyAsync(Stream from, Stream to, int bufferSize, CancellationToken cancel)
    {
        var buffer = new byte[bufferSize];
        while (await from.ReadAsync(buffer.AsMemory(), cancel) is > 0 and var read)
            await to.WriteAsync(buffer.AsMemory(0, read), cancel);
    }
}
