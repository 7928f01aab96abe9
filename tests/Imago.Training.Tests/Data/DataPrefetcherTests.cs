using System.Diagnostics;
using Imago.Torch;
using Imago.Training.Data;

namespace Imago.Training.Tests.Data;

public sealed class DataPrefetcherTests : IDisposable
{
    private const int Pictures = 37;

    private readonly TempFolder _folder = new();
    private readonly ImageDataset _dataset;

    public DataPrefetcherTests()
    {
        for (var i = 0; i < Pictures; i++) _folder.Write($"{i:00}.png", Some.Png(i));
        _folder.Write("dataset.json", System.Text.Encoding.UTF8.GetBytes($$"""{"labels": [{{string.Join(",", Enumerable.Range(0, Pictures).Select(i => $"[\"{i:00}.png\", [{i}, {-i}]]"))}}]}"""));
        _dataset = new ImageDataset(_folder.Root, new() { Labels = true, Mirror = true, CacheBytes = 0 });
    }

    public void Dispose()
    {
        _dataset.Dispose();
        _folder.Dispose();
    }

    private SamplerState Start => new InfiniteSampler(_dataset.Count, seed: 4).State;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(8, 5)]
    [InlineData(0, 3)]
    public void Batches_come_in_the_samplers_order_whatever_the_number_of_workers(int threads, int ahead)
    {
        var sampler = new InfiniteSampler(Start);
        using var prefetcher = new DataPrefetcher(_dataset, Start, batchSize: 6, threads, ahead);

        for (var step = 0; step < 40; step++)
        {
            var batch = prefetcher.Next();
            for (var i = 0; i < 6; i++)
            {
                var index = sampler.Next();
                Assert.Equal(index, batch.Indices[i]);
                Assert.Equal(_dataset.Read(index), batch.Pixels[(i * _dataset.PictureBytes)..((i + 1) * _dataset.PictureBytes)]);
                Assert.Equal(_dataset.Label(index), batch.Labels[(i * 2)..(i * 2 + 2)]);
            }
        }
    }

    [Fact]
    public void Shares_are_together_the_batches_of_one_and_end_at_the_same_place()
    {
        using var whole = new DataPrefetcher(_dataset, Start, batchSize: 6);
        using var even = new DataPrefetcher(_dataset, Start, batchSize: 3, share: new Share(0, 2));
        using var odd = new DataPrefetcher(_dataset, Start, batchSize: 3, share: new Share(1, 2));
        for (var step = 0; step < 20; step++)
        {
            var (all, first, second) = (whole.Next(), even.Next(), odd.Next());
            Assert.Equal(all.Indices, first.Indices.Zip(second.Indices).SelectMany(pair => new[] { pair.First, pair.Second }));
            Assert.Equal(_dataset.Read(all.Indices[3]), second.Pixels[_dataset.PictureBytes..(2 * _dataset.PictureBytes)]);
        }
        Assert.Equal((whole.State.Rng, whole.State.Position), (odd.State.Rng, odd.State.Position));
        Assert.Equal(whole.State.Order, odd.State.Order);
    }

    [Fact]
    public void The_state_is_that_of_what_was_handed_out_not_of_what_was_read_ahead()
    {
        using var prefetcher = new DataPrefetcher(_dataset, Start, batchSize: 5, threads: 4, ahead: 7);
        for (var step = 0; step < 23; step++) prefetcher.Next();
        var saved = prefetcher.State;
        var goesOn = Enumerable.Range(0, 30).Select(_ => prefetcher.Next()).ToArray();

        using var continued = new DataPrefetcher(_dataset, saved, batchSize: 5, threads: 1, ahead: 1);

        Assert.Equal(23 * 5, saved.Position);
        foreach (var batch in goesOn)
        {
            var same = continued.Next();
            Assert.Equal(batch.Indices, same.Indices);
            Assert.Equal(batch.Pixels, same.Pixels);
        }
    }

    [Fact]
    public void A_picture_that_vanishes_is_one_sentence_in_its_turn_and_ever_after()
    {
        using var prefetcher = new DataPrefetcher(_dataset, Start, batchSize: 4, threads: 2, ahead: 1);
        prefetcher.Next();
        foreach (var file in Directory.GetFiles(_folder.Root)) File.Delete(file);

        // one batch may have been read ahead before the files went
        var error = Assert.Throws<DatasetException>(() => { for (var i = 0; i < 3; i++) prefetcher.Next(); });
        Assert.Contains(".png cannot be read", error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Message, Assert.Throws<DatasetException>(prefetcher.Next).Message);
    }

    [Fact]
    public void The_time_that_the_loop_waits_is_measured()
    {
        using var prefetcher = new DataPrefetcher(_dataset, Start, batchSize: 64, threads: 1, ahead: 1);
        var clock = Stopwatch.StartNew();
        for (var step = 0; step < 5; step++) prefetcher.Next();
        Assert.InRange(prefetcher.WaitSeconds, 1e-4, clock.Elapsed.TotalSeconds);

        // A loop that computes longer than reading takes waits no more.
        Thread.Sleep(1000);
        var waited = prefetcher.WaitSeconds;
        prefetcher.Next();
        Assert.InRange(prefetcher.WaitSeconds - waited, 0, 0.2);
    }

    [Fact]
    public void It_ends_at_once_with_work_under_way_and_cannot_be_used_after()
    {
        var prefetcher = new DataPrefetcher(_dataset, Start, batchSize: 500, threads: 2, ahead: 20);
        var clock = Stopwatch.StartNew();
        prefetcher.Dispose();
        prefetcher.Dispose();

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
        Assert.Throws<ObjectDisposedException>(prefetcher.Next);
    }

    [Fact]
    public void The_state_of_another_data_set_is_refused()
    {
        var other = new InfiniteSampler(_dataset.Count + 1, seed: 0).State;

        Assert.Contains("74 pictures, the saved run had 75", Assert.Throws<DatasetException>(() => new DataPrefetcher(_dataset, other, 4)).Message, StringComparison.Ordinal);
    }
}
