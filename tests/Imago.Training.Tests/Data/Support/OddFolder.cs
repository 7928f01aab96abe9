using System.Net.Sockets;
using System.Text;
using Imago.Training.Data;

namespace Imago.Training.Tests.Data;

/// <summary>What must become of a file: its fate, and a part of the reason or of what was done to it.</summary>
internal sealed record Expected(Fate Fate, string? Words = null);

/// <summary>
/// A folder as people have them after years: about three hundred good, broken, misnamed, hidden, linked and impossible files,
/// each with the fate that it must have.
/// </summary>
internal sealed class OddFolder : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public OddFolder()
    {
        GoodPictures();
        UnusualPictures();
        BrokenPictures();
        NoPictures();
        SystemFiles();
        LinksAndDevices();
        Names();
        DeepFolders();
        NoPermission();
    }

    public string Root => _folder["source"];

    /// <summary>Every file's path within <see cref="Root"/>, and what must become of it.</summary>
    public Dictionary<string, Expected> Files { get; } = [];

    public void Dispose()
    {
        _socket.Dispose();
        _folder.Dispose();
    }

    private void Add(string name, byte[] bytes, Fate fate, string? words = null)
    {
        _folder.Write("source/" + name, bytes);
        Files.Add(name, new Expected(fate, words));
    }

    private void GoodPictures()
    {
        for (var i = 0; i < 40; i++)
        {
            Add($"good/{i:00}.png", Some.Png(i, 40, 40), Fate.Taken, "reduced from 40 px");
            Add($"good/more/{i:00}.jpg", Some.Jpeg(i, 64, 40), Fate.Taken, "cropped from 64 x 40");
            Add($"good/other/{i:00}.webp", Some.WebP(i, 33, 50), Fate.Taken, "cropped from 33 x 50");
        }
    }

    private void UnusualPictures()
    {
        for (byte orientation = 2; orientation <= 8; orientation++)
            Add($"unusual/rotated{orientation}.jpg", Some.RotatedJpeg(orientation, 48, 40, orientation), Fate.Taken, $"rotated by EXIF {orientation}");
        Add("unusual/exactly.png", Some.Png(1, 32, 32), Fate.Taken);
        Add("unusual/small.png", Some.Png(2, 10, 8), Fate.Taken, "enlarged from 8 px");
        Add("unusual/one-pixel.png", Some.Png(3, 1, 1), Fate.Taken, "enlarged from 1 px");
        Add("unusual/line.png", Some.Png(4, 400, 1), Fate.Taken, "enlarged from 1 px");
        Add("unusual/grey.jpg", Some.Jpeg(5, 40, 40, 1), Fate.Taken, "grey to RGB");
        Add("unusual/grey.png", Some.Png(6, 40, 40, 1), Fate.Taken, "grey to RGB");
        Add("unusual/grey16.png", Some.DeepGreyPng(36), Fate.Taken, "to 8 bits from 16");
        Add("unusual/alpha.png", Some.Png(7, 40, 40, 4), Fate.Taken, "alpha flattened on #ffffff");
        Add("unusual/palette.png", Some.PalettePng(40), Fate.Taken);
        Add("unusual/cmyk.tif", Some.CmykTiff(40), Fate.Taken, "CMYK to sRGB");
        Add("unusual/windows.bmp", Some.Bmp(40), Fate.Taken);
        Add("unusual/film.gif", Some.Gif(), Fate.Taken, "first of several pages or frames (of 2)");
        Add("unusual/UPPER.JPG", Some.Jpeg(8, 40, 40), Fate.Taken);
        Add("unusual/really-a-png.jpg", Some.Png(9, 40, 40), Fate.Taken, "misnamed (PNG by content)");
        Add("unusual/really-a-jpeg.txt", Some.Jpeg(10, 40, 40), Fate.Taken, "misnamed (JPEG by content)");
        Add("unusual/no-extension", Some.Jpeg(11, 40, 40), Fate.Taken, "misnamed (JPEG by content)");
        Add("unusual/junk-behind.jpg", [.. Some.Jpeg(12, 40, 40), .. new byte[1000]], Fate.Taken);
    }

    private void BrokenPictures()
    {
        foreach (var kind in (string[])["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "heic", "avif"])
        {
            Add($"broken/empty.{kind}", [], Fate.Refused, "empty");
            Add($"broken/words.{kind}", "these are words and no picture"u8.ToArray(), Fate.Refused, "is not a picture");
            Add($"broken/zeros.{kind}", new byte[5000], Fate.Refused, "is not a picture");
        }
        for (var i = 1; i <= 8; i++)
        {
            Add($"broken/cut{i}.jpg", Cut(Some.Jpeg(i, 120, 90), i * 0.1), Fate.Refused, "cut short");
            Add($"broken/cut{i}.png", Cut(Some.Png(i, 120, 90), i * 0.1), Fate.Refused, "cut short");
            Add($"broken/cut{i}.webp", Cut(Some.WebP(i, 120, 90), i * 0.1), Fate.Refused);
        }
        Add("broken/cut.tif", Cut(Some.CmykTiff(40), 0.5), Fate.Refused);
        Add("broken/cut.bmp", Cut(Some.Bmp(40), 0.5), Fate.Refused, "cut short");
        Add("broken/signature.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], Fate.Refused);
        Add("broken/signature.jpg", [0xFF, 0xD8, 0xFF], Fate.Refused);
        var flipped = Some.Png(3, 60, 60);
        flipped[flipped.Length / 2] ^= 0x55;
        Add("broken/flipped.png", flipped, Fate.Refused);
        Add("broken/bomb.png", Some.Bomb(40_000, 40_000), Fate.Refused, "40000 x 40000");
        Add("broken/bomb-wide.png", Some.Bomb(2_000_000_000, 2), Fate.Refused);
        Add("broken/bomb-bare.png", Some.Bomb(12_000, 12_000), Fate.Refused, "cut short");
        Add("broken/page.html.jpg", "<html>404 not found</html>"u8.ToArray(), Fate.Refused, "is not a picture");
        Add("broken/document.jpg", "%PDF-1.4 …"u8.ToArray(), Fate.Refused, "PDF");
    }

    private void NoPictures()
    {
        foreach (var name in (string[])["labels.csv", "notes.txt", "SOURCE.md", "dataset.xml", "film.mp4", "music.mp3", "data.zip", "page.html", "drawing.svg", "archive.tar.gz", "no-extension", "empty.txt", "model.pkl", "a.psd", "b.pdf"])
            Add("beside/" + name, name == "empty.txt" ? [] : Encoding.UTF8.GetBytes($"the content of {name}: 1,2,3\n4,5,6\n"), Fate.Skipped, name == "empty.txt" ? "is empty" : "is not a picture");
        Add("labels.csv", "file,genre\ngood/00.png,portrait\n"u8.ToArray(), Fate.Skipped, "is not a picture");
    }

    private void SystemFiles()
    {
        foreach (var name in (string[])[".DS_Store", "Thumbs.db", "desktop.ini", "._00.png", "__MACOSX/good/._01.png", "__MACOSX/a.jpg", ".hidden.png", ".git/objects/ab.png", ".thumbnails/normal/a.png", "@eaDir/x.jpg/SYNOPHOTO_THUMB_M.jpg"])
            Add(name, Some.Png(1), Fate.Skipped, "hidden or system");
    }

    private void LinksAndDevices()
    {
        var root = Root;
        void Link(string name, string target, Fate fate, string words)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, name))!);
            File.CreateSymbolicLink(Path.Combine(root, name), target);
            Files.Add(name, new Expected(fate, words));
        }
        _folder.Write("elsewhere/outside.png", Some.Png(77, 40, 40));
        _folder.Write("elsewhere/deeper/outside2.png", Some.Png(78, 40, 40));
        Link("links/outside.png", "../../elsewhere/outside.png", Fate.Taken, "reduced");
        Link("links/twice.png", "../good/00.png", Fate.Refused, "looked at already");
        Link("links/nowhere.png", "gone.png", Fate.Refused, "leads nowhere");
        Link("links/self.png", "self.png", Fate.Refused, "in a circle");
        Link("links/ping.png", "pong.png", Fate.Refused, "in a circle");
        Link("links/pong.png", "ping.png", Fate.Refused, "in a circle");
        Link("links/up", "..", Fate.Refused, "looked through already");
        Link("links/root", root, Fate.Refused, "looked through already");
        File.CreateSymbolicLink(Path.Combine(root, "links/folder"), "../../elsewhere/deeper");
        Files.Add("links/folder/outside2.png", new Expected(Fate.Taken, "reduced"));
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "elsewhere/deeper/back"), root);
        Files.Add("links/folder/back", new Expected(Fate.Refused, "looked through already"));
        Link("links/zero.png", "/dev/zero", Fate.Refused, "not opened");
        Link("links/random.jpg", "/dev/random", Fate.Refused, "not opened");
        TempFolder.Run("mkfifo", Path.Combine(root, "links/pipe.jpg"));
        Files.Add("links/pipe.jpg", new Expected(Fate.Refused, "not opened"));
        _socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(root, "links/socket.png")));
        Files.Add("links/socket.png", new Expected(Fate.Refused, "not opened"));
    }

    private void Names()
    {
        string[] names =
        [
            "Портрет дамы", "静物", "صورة", "תמונה", "ภาพวาด", "चित्र", "Ångström", "ελαιογραφία", "초상화", "ქართული", "🎨🖼", "a b  c ", "-rf", "--help", "%20%s%n", "semi;colon", "quote'\"`",
            "new\nline", "tab\there", "back\\slash", "star*?[x]", "$HOME", "~", "#1", "é-decomposed-e\u0301", "\u202Eright-to-left", "a.b.c.d", "CON", "aux.png.exe", "|<>:",
        ];
        for (var i = 0; i < names.Length; i++) Add($"names/{names[i]}.png", Some.Png(i, 40, 40), Fate.Taken, "reduced");
        Add($"names/{new string('x', 251)}.png", Some.Png(1, 40, 40), Fate.Taken, "reduced");

        // A name that is no UTF-8: .NET cannot spell it, so the file cannot be opened, but it is accounted for.
        TempFolder.Run("sh", "-c", """cp "$1/good/00.png" "$1/names/$(printf 'latin\351.png')" """, "sh", Root);
        Files.Add("names/latin\uFFFD.png", new Expected(Fate.Refused, "not valid UTF-8"));
    }

    private void DeepFolders()
    {
        var deep = string.Join('/', Enumerable.Repeat("deep", 300));
        Add($"{deep}/bottom.png", Some.Png(1, 40, 40), Fate.Taken, "reduced");
        // Beyond the 4,096 bytes of a path nothing can be opened by name; the folder where they run out is named.
        TempFolder.Run("sh", "-c", """
            set -e
            cd "$1"; mkdir abyss; cd -P abyss
            i=0; while [ $i -lt 24 ]; do mkdir "$2"; cd -P "$2"; i=$((i+1)); done
            cp "$1/good/00.png" bottom.png
            """, "sh", Root, new string('y', 200));
    }

    private void NoPermission()
    {
        // The administrator may read everything.
        var fate = Environment.IsPrivilegedProcess ? Fate.Taken : Fate.Refused;
        Add("locked/secret.png", Some.Png(1, 40, 40), fate);
        TempFolder.Run("chmod", "000", Path.Combine(Root, "locked/secret.png"));
    }

    private static byte[] Cut(byte[] file, double share) => file[..(int)(file.Length * share)];
}
