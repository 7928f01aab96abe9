using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Imago.Studio.Workspaces;
using Imago.Studio.Shell;

namespace Imago.Studio.Datasets;

/// <summary>A piece of a file on its way.</summary>
/// <param name="Path">Within its collection, folders divided by '/'.</param>
/// <param name="Size">Bytes of the whole file.</param>
/// <param name="Stamp">When it was last changed, as the browser knows it: pieces of two versions are never mixed.</param>
/// <param name="Offset">Where the piece begins.</param>
/// <param name="Length">Bytes of the piece.</param>
internal readonly record struct UploadPiece(string Path, long Size, long Stamp, long Offset = 0, long Length = 0);

/// <summary>How much a collection holds.</summary>
/// <param name="Files">Complete files.</param>
/// <param name="Bytes">Their bytes.</param>
internal readonly record struct UploadTotals(int Files, long Bytes);

/// <summary>
/// Takes files in, piece by piece. A piece is appended to a file in <c>incoming/</c>, byte by byte as it comes; a file that is whole is flushed and renamed into <c>pictures/</c>. So whatever
/// is cut off, whenever, goes on at the byte where it stopped, and <c>pictures/</c> holds whole files only.
/// </summary>
internal sealed class UploadStore(Workspace workspace, UploadLimits limits)
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, UploadLedger> _ledgers = new();

    /// <summary>Whether a name is a zip's.</summary>
    public static bool IsZip(string path) => path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    /// <summary>The complete files by path, with their sizes.</summary>
    public static Dictionary<string, long> Complete(Intake intake)
    {
        var folder = new DirectoryInfo(intake.Pictures);
        return !folder.Exists ? [] : folder.EnumerateFiles("*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(intake.Pictures, file.FullName), static file => file.Length);
    }

    /// <summary>How much a collection holds, as of the last seconds.</summary>
    public UploadTotals Totals(Intake intake)
    {
        var ledger = LedgerOf(intake);
        lock (ledger)
        {
            if (DateTime.UtcNow - ledger.Counted > s_fresh)
                ledger.Count(intake);
            return new(ledger.Files, ledger.Bytes);
        }
    }

    /// <summary>Checks, before anything comes, whether so much more can come.</summary>
    /// <exception cref="UploadRefusal">It cannot.</exception>
    public void Plan(Intake intake, int files, long bytes)
    {
        var (haveFiles, haveBytes) = Totals(intake);
        if (haveFiles + (long)files > limits.Files)
            throw new UploadRefusal(HttpStatusCode.RequestEntityTooLarge, $"{files:N0} files more would make {haveFiles + (long)files:N0} in {intake.Name}, expected {limits.Files:N0} at most: bring fewer, or pack them on the command line with imago dataset pack.");
        if (haveBytes + bytes > limits.TotalBytes)
            throw new UploadRefusal(HttpStatusCode.RequestEntityTooLarge, $"{Size.Of(bytes)} more would make {Size.Of(haveBytes + bytes)} in {intake.Name}, expected {Size.Of(limits.TotalBytes)} at most: bring fewer, or pack them on the command line with imago dataset pack.");
        CheckDisk(bytes, $"{files:N0} files");
    }

    /// <summary>How many bytes of a file have come.</summary>
    public static long Have(Intake intake, UploadPiece piece)
    {
        var whole = new FileInfo(Workspace.Inside(intake.Pictures, UploadPath.Check(piece.Path)));
        if (whole.Exists && whole.Length == piece.Size)
            return piece.Size;
        var part = new FileInfo(PartOf(intake, piece));
        return part.Exists ? part.Length : 0;
    }

    /// <summary>Takes a piece in; how many bytes of the file there are now.</summary>
    /// <exception cref="UploadRefusal">It cannot be taken in.</exception>
    /// <exception cref="StudioException">Its path leads out of the collection by way of a link.</exception>
    public async Task<long> PutAsync(Intake intake, UploadPiece piece, Stream body, CancellationToken cancel)
    {
        var goal = Workspace.Inside(intake.Pictures, UploadPath.Check(piece.Path));
        CheckNumbers(piece);
        if (piece.Offset == 0)
            CheckDisk(piece.Size, piece.Path);
        var ledger = LedgerOf(intake);
        Admit(intake, ledger, piece);
        try
        {
            Directory.CreateDirectory(intake.Incoming);
            Directory.CreateDirectory(Path.GetDirectoryName(goal)!);
            var part = PartOf(intake, piece);
            using (var stream = OpenPart(part, piece))
            {
                await body.CopyToAsync(stream, 1 << 17, cancel).ConfigureAwait(false);
                if (stream.Length > piece.Size)
                {
                    stream.SetLength(piece.Offset);
                    throw new UploadRefusal(HttpStatusCode.BadRequest, $"More than the {piece.Size:N0} bytes of {piece.Path} have come: bring it again.");
                }
                if (stream.Length < piece.Size)
                    return stream.Length;
                stream.Flush(flushToDisk: true);
            }
            var replaced = new FileInfo(goal) is { Exists: true, Length: var length } ? (Files: 1, Bytes: length) : default;
            File.Move(part, goal, overwrite: true);
            lock (ledger)
                (ledger.Files, ledger.Bytes) = (ledger.Files + 1 - replaced.Files, ledger.Bytes + piece.Size - replaced.Bytes);
            return piece.Size;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UploadRefusal.From(e, piece.Path);
        }
    }

    private static FileStream OpenPart(string part, UploadPiece piece)
    {
        FileStream stream;
        try
        {
            // No buffer: what has come is in the file. Nobody else may write it at the same time.
            stream = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        }
        catch (IOException e) when (UploadRefusal.IsShared(e))
        {
            throw new UploadRefusal(HttpStatusCode.Conflict, $"{piece.Path} is being brought in by another window: wait until it is done.", e);
        }
        if (piece.Offset == 0)
            stream.SetLength(0);
        if (stream.Length == piece.Offset)
        {
            stream.Seek(0, SeekOrigin.End);
            return stream;
        }
        var have = stream.Length;
        stream.Dispose();
        throw new UploadRefusal(HttpStatusCode.Conflict, $"A piece of {piece.Path} begins at byte {piece.Offset:N0}, expected {have:N0}, where it stopped: bring it again.");
    }

    private void CheckNumbers(UploadPiece piece)
    {
        if (piece.Size < 0 || piece.Offset < 0 || piece.Length < 0 || piece.Offset + piece.Length > piece.Size)
            throw new UploadRefusal(HttpStatusCode.BadRequest, $"A piece of {piece.Length:N0} bytes at {piece.Offset:N0} is not in a file of {piece.Size:N0} bytes: bring {piece.Path} again.");
        if (piece.Size > limits.FileBytes)
            throw new UploadRefusal(HttpStatusCode.RequestEntityTooLarge, $"{piece.Path} has {Size.Of(piece.Size)}, expected {Size.Of(limits.FileBytes)} at most: pack it on the command line with imago dataset pack.");
    }

    private void CheckDisk(long bytes, string what)
    {
        var free = new DriveInfo(workspace.Uploads).AvailableFreeSpace;
        if (bytes + limits.KeepFree > free)
            throw new UploadRefusal(HttpStatusCode.InsufficientStorage, $"There is no room for {what} ({Size.Of(bytes)}) on the disk of {workspace.Path}, where {Size.Of(free)} are free and {Size.Of(limits.KeepFree)} are kept free: free some space and go on; what has come stays.");
    }

    /// <summary>A collection is one zip, or files of which none is a zip: commands read the one or the other.</summary>
    private void Admit(Intake intake, UploadLedger ledger, UploadPiece piece)
    {
        lock (ledger)
        {
            var isZip = IsZip(piece.Path);
            if ((ledger.Files == 0 && !ledger.Begun) || (isZip && ledger.Zip == piece.Path))
                ledger.Zip = isZip ? piece.Path : null;
            else if (isZip || ledger.Zip is not null)
                throw new UploadRefusal(HttpStatusCode.UnprocessableEntity, $"{intake.Name} is {(ledger.Zip is { } zip ? $"the zip {zip}" : "a folder of pictures")}, and {piece.Path} cannot be brought into it: a zip is a collection of its own.");
            if (ledger.Files >= limits.Files || ledger.Bytes + piece.Size > limits.TotalBytes)
                throw new UploadRefusal(HttpStatusCode.RequestEntityTooLarge, $"{intake.Name} is full with {ledger.Files:N0} files of {Size.Of(ledger.Bytes)}, expected {limits.Files:N0} of {Size.Of(limits.TotalBytes)} at most: make another collection.");
            ledger.Begun = true;
        }
    }

    private static string PartOf(Intake intake, UploadPiece piece) =>
        Path.Combine(intake.Incoming, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{piece.Path}\n{piece.Size}\n{piece.Stamp}")))[..32] + ".part");

    private UploadLedger LedgerOf(Intake intake) => _ledgers.GetOrAdd(intake.Name, _ =>
    {
        var ledger = new UploadLedger();
        ledger.Count(intake);
        return ledger;
    });

    /// <summary>Forgets what was known of a collection that is no more.</summary>
    public void Forget(Intake intake) => _ledgers.TryRemove(intake.Name, out _);
}
