namespace Imago.Imaging.Films;

// What a film's options are held against before its first frame: each a sentence.
internal static class FilmChecks
{
    internal static void Check(string path, FilmOptions options, FilmKind kind)
    {
        CheckSize(options, kind);
        CheckRate(options.FramesPerSecond, kind);
        if (options.Quality is < 1 or > 100)
            throw new FilmException($"A film's quality is {options.Quality}, and it lies between 1 and 100: choose one of those.");
        if (options.MostBitsPerSecond is { } bits && (kind != FilmKind.Mp4 || bits is < 10_000 or > 100_000_000))
            throw new FilmException($"{kind.Name} of at most {bits:N0} bits a second is asked for, and an MP4 alone takes such a limit, of 10,000 to 100,000,000: end the name in .mp4, or leave the limit out.");
        if (kind.NeedsFfmpeg)
            Ffmpeg.Require("write " + kind.Ending, ", or choose a .webp or a folder of frames, which need none");
        if (kind == FilmKind.Frames)
            CheckFolder(path);
        else
            CheckFile(path);
        if (options.Sound is { } sound)
            CheckSound(sound, kind);
    }

    private static void CheckSize(FilmOptions options, FilmKind kind)
    {
        var (width, height) = (options.Width, options.Height);
        if (width < 1 || height < 1 || width > kind.MaxSide || height > kind.MaxSide || (long)width * height > Array.MaxLength / 3)
            throw new FilmException($"{kind.Name} of {width} x {height} pixels is asked for, and its sides have 1 to {Math.Min(kind.MaxSide, 26_754)} pixels: choose another size.");
        if (kind.EvenSides && (width % 2 != 0 || height % 2 != 0))
            throw new FilmException($"{kind.Name} has even sides, and these frames have {width} x {height} pixels: make each odd side a pixel larger or smaller, or end the name in .webm, .gif or .webp.");
    }

    private static void CheckRate(double rate, FilmKind kind)
    {
        if (!(rate >= 1 && rate <= 240))
            throw new FilmException($"{rate} frames a second are asked for, and a film has 1 to 240: 24, 25, 30 and 60 are usual.");
        if (rate > kind.MaxRate)
            throw new FilmException($"{kind.Name} of {rate} frames a second is asked for, and browsers show at most {kind.MaxRate} of it: ask for fewer, or end the name in .mp4 or .webm.");
    }

    private static void CheckFile(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw new FilmException($"'{path}' lies in a folder that does not exist: make it first (mkdir -p '{folder}'), or choose another place.");
        ProbeWriting(folder, path);
    }

    private static void CheckFolder(string path)
    {
        if (File.Exists(Path.TrimEndingDirectorySeparator(path)))
            throw new FilmException($"'{path}' is a file, and frames need a folder: name another one, or end the name in .mp4, .webm, .gif or .webp.");
        var folder = Path.GetFullPath(path);
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "frame*.png").FirstOrDefault() is { } frame)
            throw new FilmException($"'{path}' holds frames already ('{Path.GetFileName(frame)}'), and two films would mix: name another folder, or remove them first.");
        while (!Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder)!;
        ProbeWriting(folder, path);
    }

    // Permissions, read-only disks and the like, said by the disk itself.
    private static void ProbeWriting(string folder, string path)
    {
        try
        {
            using var _ = new FileStream(AtomicFile.Beside(Path.Combine(folder, "probe")), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FilmException($"'{path}' cannot be written ({e.Message.TrimEnd('.')}): choose another place.", e);
        }
    }

    private static void CheckSound(FilmSound sound, FilmKind kind)
    {
        if (!kind.HoldsSound)
            throw new FilmException($"{kind.Name} has no sound: leave out '{sound.Path}', or end the name in .mp4 or .webm.");
        if (!(sound.FadeSeconds >= 0 && sound.FadeSeconds <= 86_400))
            throw new FilmException($"A fade of {sound.FadeSeconds} seconds is asked for, and it lasts 0 or more: 2 is usual.");
        Sound.Probe(sound.Path);
    }
}
