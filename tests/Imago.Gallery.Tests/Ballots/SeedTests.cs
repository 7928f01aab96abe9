using System.Security.Cryptography;
using Imago.Gallery.Ballots;
using Imago.Gallery.Claims;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Imago.Gallery.Visitors;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Tests.Ballots;

[Collection(WithPostgreSql.Name)]
public class SeedTests(PostgreSql postgres)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Nobody_who_reads_the_database_before_the_end_of_the_draw_finds_the_seed_there_and_afterwards_everyone_does(DatabaseKind kind)
    {
        using var temp = new TempFolder();
        var (folder, settings, database) = await SmallDraw.GalleryAsync(kind, temp, postgres);
        await using var open = database;
        await using var claims = ClaimStore.Of(database);
        await SmallDraw.FillAsync(folder, database);
        await using var data = database.Context();
        var seed = Seeds.Open(await data.Ballots.AsNoTracking().SingleAsync(), new(folder));
        Assert.Equal(32, seed.Length);
        Assert.Empty(await WhereAsync());
        if (kind == DatabaseKind.Sqlite)
            Assert.All(Directory.GetFiles(folder.Path, "gallery.db*"), file => Assert.False(Holds(Read(file), seed), file));
        await SmallDraw.Open(folder, settings, database, claims, step => Assert.Equal(step == "end" ? ["ballots.seed"] : [], Task.Run(WhereAsync).GetAwaiter().GetResult())).RunAsync();
        var drawn = await data.Ballots.AsNoTracking().SingleAsync();
        Assert.Equal(drawn.SeedHash, SHA256.HashData(drawn.Seed!));

        async Task<List<string>> WhereAsync() => [.. (await AllFields.ReadAsync(database))
            .Where(field => field.Value is byte[] bytes ? Holds(bytes, seed) : field.Value is string text && text.Contains(Convert.ToHexString(seed), StringComparison.OrdinalIgnoreCase)).Select(static field => field.Name)];
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task A_seed_that_does_not_open_or_is_another_draws_nothing_until_the_right_one_is_back(DatabaseKind kind)
    {
        using var temp = new TempFolder();
        var (folder, settings, database) = await SmallDraw.GalleryAsync(kind, temp, postgres);
        await using var open = database;
        await using var claims = ClaimStore.Of(database);
        await SmallDraw.FillAsync(folder, database);
        var (key, kept) = (new Vault(folder).Path, File.ReadAllBytes(new Vault(folder).Path));
        File.WriteAllBytes(key, RandomNumberGenerator.GetBytes(32));
        Assert.Contains("is not the key", (await Assert.ThrowsAsync<GalleryException>(RunAsync)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(key, kept);
        await using var data = database.Context();
        var right = (await data.Ballots.AsNoTracking().SingleAsync()).SealedSeed;
        var chosen = Seeds.Begin(1, DateTimeOffset.UtcNow, new byte[32], new(folder)).SealedSeed; // by a keeper who would like another order
        await data.Ballots.ExecuteUpdateAsync(set => set.SetProperty(static one => one.SealedSeed, chosen));
        Assert.Contains("not the one whose SHA-256 was shown", (await Assert.ThrowsAsync<GalleryException>(RunAsync)).Message, StringComparison.Ordinal);
        Assert.Equal((1, null), (await data.Claims.CountAsync(), (await data.Ballots.AsNoTracking().SingleAsync()).Lots));
        await data.Ballots.ExecuteUpdateAsync(set => set.SetProperty(static one => one.SealedSeed, right));
        Assert.Equal(7, await RunAsync());

        Task<int> RunAsync() => SmallDraw.Open(folder, settings, database, claims, static _ => { }).RunAsync();
    }

    private static bool Holds(byte[] bytes, byte[] seed) => bytes.AsSpan().IndexOf(seed) >= 0 || bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(seed))) >= 0;

    private static byte[] Read(string file)
    {
        using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        open.CopyTo(bytes);
        return bytes.ToArray();
    }
}
