using System.Data.Common;
using Imago.Gallery.Certificates.Credentials;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Microsoft.EntityFrameworkCore;

namespace Imago.Gallery.Works;

/// <summary>
/// Brings candidates into a gallery, a batch at a time, and can be killed at any moment: the files of a batch come first, then its latents, then its journal, then its works in the database. Names
/// of files follow from the pool's keys, so a batch that was cut off is stored again under the same names; works that a journal names and the database lacks are added when a pool is opened.
/// </summary>
public sealed class Pool : IDisposable
{
    private readonly GalleryDatabase _database;
    private readonly PoolFolder _folder;
    private readonly ContentCredentials _credentials;
    private readonly Intake _intake;
    private readonly FileStream _lock;
    private readonly NearDuplicates _known = new();
    private readonly List<double> _scores;
    private int _number;

    private Pool(GalleryDatabase database, PoolFolder folder, Stores stores, ContentCredentials credentials, WorkMarks marks, FileStream held)
    {
        (_database, _folder, _credentials, _intake, _lock) = (database, folder, credentials, new Intake(stores.Full, stores.Public, credentials, marks), held);
        _scores = [.. folder.Entries.Select(static entry => entry.Score).OfType<double>()];
    }

    /// <summary>What its pictures are drawn from.</summary>
    public PoolKeys Keys => _folder.Record.Keys;

    /// <summary>What became of its candidates so far.</summary>
    public IReadOnlyList<PoolEntry> Entries => _folder.Entries;

    /// <summary>The number of the next candidate.</summary>
    public int Next => Entries.Count == 0 ? 0 : Entries[^1].Candidate + 1;

    /// <summary>How many of its candidates became works.</summary>
    public int Taken => Entries.Count(static entry => entry.Fate == Fate.Taken);

    /// <summary>Below which score a picture counts as broken, by what was seen so far.</summary>
    public double Floor => ScoreFloor.Of(_scores);

    /// <summary>Goes on with the pool of a source, or begins it.</summary>
    /// <param name="gallery">The gallery.</param>
    /// <param name="database">Its database.</param>
    /// <param name="stores">Its stores.</param>
    /// <param name="source">Where its pictures come from; see <see cref="PoolRecord"/>.</param>
    /// <param name="seed">The seed of its latents; null: random ones.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="GalleryException">Another command works on the gallery's pool, or a file or the database does not do its part.</exception>
    public static async Task<Pool> OpenAsync(GalleryFolder gallery, GalleryDatabase database, Stores stores, string source, long? seed, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(gallery);
        ArgumentNullException.ThrowIfNull(database);
        var held = Lock(gallery);
        try
        {
            var pools = PoolFolder.All(gallery);
            var folder = pools.FirstOrDefault(one => one.Record.Source == source && one.Record.Seed == seed) ?? PoolFolder.Create(gallery, new(source, seed, PoolKeys.Create(seed)));
            var pool = new Pool(database, folder, stores, ContentCredentials.Open(gallery.Keys, GallerySettings.Read(gallery).Name), WorkMarks.Open(gallery.Keys), held);
            await pool.CatchUpAsync([.. pools.SelectMany(static one => one.Entries).Select(static entry => entry.Work).OfType<Work>()], cancel).ConfigureAwait(false);
            return pool;
        }
        catch
        {
            await held.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Judges candidates and stores those that are taken.</summary>
    /// <param name="batch">Candidates in the order of their numbers, the first of which is <see cref="Next"/>.</param>
    /// <param name="keepLatents">Writes the latents of those that became works, with their works' numbers, to a file; null for pictures without any.</param>
    /// <param name="cancel">Stops it before the batch counts.</param>
    /// <exception cref="GalleryException">A file or the database does not take it.</exception>
    /// <exception cref="IOException">A store does not take a file.</exception>
    public async Task TakeInAsync(IReadOnlyList<Candidate> batch, Action<string, IReadOnlyList<(int Number, Candidate Candidate)>>? keepLatents, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
            return;
        _scores.AddRange(batch.Select(static one => one.Score).OfType<double>());
        var looks = batch.AsParallel().AsOrdered().Select(static one => one.Picture is { } picture ? (Contrast: Emptiness.Contrast(picture), Fingerprint: Fingerprint.Of(SmallCopies.CutDown(picture))) : default).ToArray();
        var (entries, taken, floor) = (new PoolEntry[batch.Count], new List<(int At, int Number)>(), Floor);
        for (var i = 0; i < batch.Count; i++)
        {
            var (one, like) = (batch[i], batch[i].Picture is null ? null : _known.Find(looks[i].Fingerprint));
            var fate = one.Picture is null ? Fate.Unreadable : one.Score < floor ? Fate.Broken : looks[i].Contrast < Emptiness.Least ? Fate.Empty : like is not null ? Fate.Duplicate : Fate.Taken;
            entries[i] = new(one.Number, fate) { Like = fate == Fate.Duplicate ? like : null, Score = one.Score, Psi = one.Psi, Noise = one.Noise, Class = one.Class, File = one.File };
            if (fate != Fate.Taken)
                continue;
            taken.Add((i, ++_number));
            _known.Add(looks[i].Fingerprint, _number);
        }
        await Parallel.ForEachAsync(taken, cancel, async (one, stop) =>
        {
            var candidate = batch[one.At];
            entries[one.At] = entries[one.At] with { Work = await _intake.TakeInAsync(one.Number, candidate.Picture!, candidate.Score ?? 0, Keys.FileKey(candidate.Number), looks[one.At].Fingerprint, stop).ConfigureAwait(false) };
        }).ConfigureAwait(false);
        if (taken.Count > 0)
            keepLatents?.Invoke(_folder.LatentsOf(batch[0].Number), [.. taken.Select(one => (one.Number, batch[one.At]))]);
        _folder.Add(entries);
        await StoreAsync(entries.Select(static entry => entry.Work).OfType<Work>(), cancel).ConfigureAwait(false);
    }

    /// <summary>Lets others at the pool.</summary>
    public void Dispose()
    {
        _credentials.Dispose();
        _lock.Dispose();
    }

    private static FileStream Lock(GalleryFolder gallery)
    {
        try
        {
            return new(Path.Combine(gallery.Pool, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GalleryException($"The pool of '{gallery.Path}' cannot be had alone ({e.Message.TrimEnd('.')}): wait until the other `imago gallery create` has ended, or choose a folder that you may write.", e);
        }
    }

    private async Task CatchUpAsync(IReadOnlyList<Work> journalled, CancellationToken cancel)
    {
        var context = _database.Context();
        await using var opened = context.ConfigureAwait(false);
        var stored = await context.Works.IgnoreQueryFilters().AsNoTracking().Select(static work => new { work.Number, work.PHash }).ToListAsync(cancel).ConfigureAwait(false);
        var numbers = stored.Select(static work => work.Number).ToHashSet();
        var missing = journalled.Where(work => !numbers.Contains(work.Number)).ToList();
        await StoreAsync(missing, cancel).ConfigureAwait(false);
        foreach (var (number, hash) in stored.Select(static work => (work.Number, work.PHash)).Concat(missing.Select(static work => (work.Number, work.PHash))))
        {
            _known.Add(hash, number);
            _number = Math.Max(_number, number);
        }
    }

    private async Task StoreAsync(IEnumerable<Work> works, CancellationToken cancel)
    {
        try
        {
            var context = _database.Context();
            await using var opened = context.ConfigureAwait(false);
            context.Works.AddRange(works);
            await context.SaveChangesAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or DbUpdateException)
        {
            throw new GalleryException($"The gallery's database does not take works ({(e.InnerException ?? e).Message.TrimEnd('.')}): see that it runs and has space, and run the same command again; nothing is lost.", e);
        }
    }
}
