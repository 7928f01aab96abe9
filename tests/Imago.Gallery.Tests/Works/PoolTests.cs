using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Imago.Gallery.Works;
using Imago.Imaging;
using Imago.Imaging.Painting;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Works;

[Collection(WithPostgreSql.Name)]
public class PoolTests(PostgreSql postgres)
{
    [Fact]
    public void Near_duplicates_are_those_that_comparing_all_would_find()
    {
        var (random, known, all) = (new Random(4), new NearDuplicates(), new List<long>());
        for (var number = 0; number < 4000; number++)
        {
            // Every other one is an earlier one with up to eight bits turned.
            var hash = random.NextInt64(long.MinValue, long.MaxValue);
            if (number % 2 == 1)
            {
                hash = all[random.Next(all.Count)];
                for (var bit = random.Next(9); bit > 0; bit--)
                    hash ^= 1L << random.Next(64);
            }
            var found = all.FindIndex(other => Fingerprint.Distance(hash, other) <= NearDuplicates.Bits);
            Assert.Equal(found < 0 ? null : found, known.Find(hash));
            known.Add(hash, number);
            all.Add(hash);
        }
    }

    [Fact]
    public void The_floor_lies_below_all_of_a_usual_pool_and_above_what_is_far_off()
    {
        var random = new Random(1);
        var usual = Enumerable.Range(0, 1000).Select(_ => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6).ToList(); // normal, to 1 part in 20
        Assert.InRange(ScoreFloor.Of(usual), -4.6, -3.4);
        Assert.InRange(ScoreFloor.Of([.. usual, .. Enumerable.Repeat(-50.0, 100)]), -5.5, -3.4);
        Assert.Equal(double.NegativeInfinity, ScoreFloor.Of([1, 2, 3]));
    }

    [Fact]
    public void Latents_of_a_seed_come_again_and_their_noise_and_names_do_not()
    {
        var (one, other) = (PoolKeys.Create(7), PoolKeys.Create(7));
        Assert.Equal(one.Z(3, 511), other.Z(3, 511));
        Assert.NotEqual(one.Z(3, 511), one.Z(4, 511));
        Assert.NotEqual(one.NoiseSeed(3), other.NoiseSeed(3));
        Assert.NotEqual(one.FileKey(3), other.FileKey(3));
        Assert.NotEqual(PoolKeys.Create(null).Z(3, 4), PoolKeys.Create(null).Z(3, 4));
        var many = Enumerable.Range(0, 100).SelectMany(candidate => one.Z(candidate, 512)).ToArray();
        Assert.InRange(many.Average(), -0.02, 0.02);
        Assert.InRange(many.Average(static z => z * z), 0.98, 1.02);
        Assert.InRange(many.Average(static z => z * z * z * z), 2.85, 3.15); // 3 for a normal distribution
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task What_is_broken_empty_or_there_already_stays_out_and_the_rest_has_numbers_without_gaps(DatabaseKind kind)
    {
        using var temp = new TempFolder();
        var (gallery, settings) = (GalleryFolder.Create(temp.At("gallery")), new GallerySettings { PostgreSql = kind == DatabaseKind.PostgreSql ? postgres.NewDatabase() : null });
        settings.Write(gallery);
        await using var database = await GalleryDatabase.OpenAsync(gallery, settings);
        var stores = new Stores(new FolderStore(gallery.Public), new FolderStore(gallery.Full));
        Candidate[] batch =
        [
            .. Enumerable.Range(0, 20).Select(static number => new Candidate(number, PortraitPainter.Paint(number, 64)) { Score = number % 3 }),
            new(20, PortraitPainter.Paint(30, 64)) { Score = -100 },
            new(21, new Picture(64, 64, 3, [.. Enumerable.Repeat((byte)99, 64 * 64 * 3)])) { Score = 1 },
            new(22, PortraitPainter.Paint(5, 96)) { Score = 1 },
            new(23, null) { File = "no.png" },
            new(24, PortraitPainter.Paint(31, 64)) { Score = 1 },
        ];
        using (var pool = await Pool.OpenAsync(gallery, database, stores, "test", seed: null))
        {
            await pool.TakeInAsync(batch, keepLatents: null);
            Assert.Equal([Fate.Broken, Fate.Empty, Fate.Duplicate, Fate.Unreadable, Fate.Taken], pool.Entries.Skip(20).Select(static entry => entry.Fate));
            Assert.Equal(pool.Entries[5].Work!.Number, pool.Entries[22].Like);
            var alone = await Assert.ThrowsAsync<GalleryException>(() => Pool.OpenAsync(gallery, database, stores, "test", seed: null));
            Assert.Contains("cannot be had alone", alone.Message, StringComparison.Ordinal);
        }
        // The power went between journal and database: the last three works are not there.
        List<Work> before;
        await using (var context = database.Context())
        {
            before = await context.Works.OrderBy(static work => work.Number).ToListAsync();
            Assert.Equal(Enumerable.Range(1, before.Count), before.Select(static work => work.Number));
            var last = before.Count - 3;
            await context.Works.Where(work => work.Number > last).ExecuteDeleteAsync();
        }
        using var again = await Pool.OpenAsync(gallery, database, stores, "test", seed: null);
        Assert.Equal((25, before.Count), (again.Next, again.Taken));
        await again.TakeInAsync([new(25, PortraitPainter.Paint(2, 64)) { Score = 1 }, new(26, PortraitPainter.Paint(40, 64)) { Score = 1 }], keepLatents: null);
        Assert.Equal([Fate.Duplicate, Fate.Taken], again.Entries.Skip(25).Select(static entry => entry.Fate));
        await using var after = database.Context();
        var works = await after.Works.OrderBy(static work => work.Number).ToListAsync();
        Assert.Equal(before.Select(static work => (work.Number, work.FullKey, work.Small, work.PHash)), works.Take(before.Count).Select(static work => (work.Number, work.FullKey, work.Small, work.PHash)));
        Assert.Equal(before.Count + 1, works[^1].Number);
    }
}
