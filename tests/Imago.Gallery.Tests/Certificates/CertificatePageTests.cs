using System.Diagnostics;
using System.Net;
using System.Text;
using Imago.Gallery.Certificates;
using Imago.Gallery.Shell;
using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Imago.Imaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Imago.Gallery.Tests.Certificates;

[Collection(WithChromium.Name)]
public sealed class CertificatePageTests(Chromium chromium) : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _temp = new();
    private GalleryFolder _folder = null!;
    private GalleryHost _gallery = null!;
    private HttpClient _visitor = null!;

    public async Task InitializeAsync()
    {
        _folder = await PaintedGallery.MakeAsync(_temp.At("gallery"), perWall: 2, side: 600);
        _gallery = await GalleryHost.StartAsync(new GalleryOptions { Folder = _folder.Path, Port = 0 });
        _visitor = new() { BaseAddress = new(_gallery.Address) };
        var database = _gallery.Services.GetRequiredService<GalleryDatabase>();
        foreach (var work in new[] { 5, 1, 4 })
            await TakenWorks.TakeAsync(database, work);
        for (var until = DateTime.UtcNow.AddSeconds(30); (await _visitor.GetStringAsync("/ledger.jsonl")).Count(static sign => sign == '\n') < 3 && DateTime.UtcNow < until;)
            await Task.Delay(50);
    }

    public async Task DisposeAsync() => await _gallery.DisposeAsync();

    public void Dispose()
    {
        _visitor.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task A_certificate_says_in_five_languages_what_was_taken_and_where_it_hangs()
    {
        foreach (var language in new[] { "en", "de", "pt", "ru", "zh" })
            Assert.Contains("Round dance", WebUtility.HtmlDecode(await _visitor.GetStringAsync($"/{language}/certificates/2")), StringComparison.Ordinal);
        var entry = SignedCertificate.Parse(await _visitor.GetByteArrayAsync("/certificates/0.json")).Certificate;
        Assert.Equal(("Nobody's portraits", 5, "Mood", "Silence", 1, 2), (entry.Gallery, entry.Picture, entry.Room, entry.Title, entry.Number, entry.Of));
        Assert.Equal("Untitled, near «Round dance»", SignedCertificate.Parse(await _visitor.GetByteArrayAsync("/certificates/2.json")).Certificate.Title);
        foreach (var nothing in new[] { "/en/certificates/3", "/certificates/3.json", "/en/certificates/3.png", "/en/certificates/3.pdf", "/xx/certificates/0.png", "/en/certificates/-1" })
            Assert.Equal(HttpStatusCode.NotFound, (await _visitor.GetAsync(nothing)).StatusCode);
    }

    [Fact]
    public async Task The_ledger_the_certificates_and_the_keys_can_be_checked_without_the_gallery()
    {
        var keys = PublicKeys.Read(await _visitor.GetStringAsync("/certificates.pem"));
        var lines = (await _visitor.GetStringAsync("/ledger.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes).ToList();
        Assert.Equal([5, 1, 4], CertificateCheck.Ledger(lines, keys).Select(static entry => entry.Certificate.Picture));
        Assert.Equal(lines[1], await _visitor.GetByteArrayAsync("/certificates/1.json"));
        CertificateCheck.File(CertificateCheck.Signature(lines[1], keys).Certificate, new MemoryStream(await FullAsync(1)));
        Assert.Throws<GalleryException>(() => CertificateCheck.File(CertificateCheck.Signature(lines[1], keys).Certificate, new MemoryStream(FullAsync(2).Result)));
        Assert.Contains("/en/certificates/2", await _visitor.GetStringAsync("/en/ledger"), StringComparison.Ordinal);
        Assert.DoesNotContain("/en/certificates/2\"", await _visitor.GetStringAsync("/en/ledger?before=2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_on_a_sheet_leads_to_the_entry_and_carries_its_signature()
    {
        var signed = SignedCertificate.Parse(await _visitor.GetByteArrayAsync("/certificates/1.json"));
        Assert.Equal($"{_gallery.Address}/c/1#{signed.SignatureText}", await CodeAsync(PictureReader.Decode(await _visitor.GetByteArrayAsync("/ru/certificates/1.png"))));
    }

    [ProgramFact("pdftoppm", "pdfdetach")]
    public async Task A_PDF_has_the_same_code_and_the_certificate_with_it()
    {
        var signed = SignedCertificate.Parse(await _visitor.GetByteArrayAsync("/certificates/1.json"));
        await File.WriteAllBytesAsync(_temp.At("sheet.pdf"), await _visitor.GetByteArrayAsync("/zh/certificates/1.pdf"));
        Run("pdftoppm", "-r", "200", "-png", "-singlefile", "sheet.pdf", "sheet");
        Assert.Equal($"{_gallery.Address}/c/1#{signed.SignatureText}", await CodeAsync(PictureReader.Decode(await File.ReadAllBytesAsync(_temp.At("sheet.png")))));
        Run("pdfdetach", "-saveall", "sheet.pdf");
        Assert.Equal(signed.ToBytes(), await File.ReadAllBytesAsync(_temp.At("certificate-1.json")));
    }

    [Fact]
    public async Task A_sheet_is_drawn_once_for_all_who_ask_names_no_owner_and_counts_for_the_limit_of_a_network()
    {
        var shelf = _gallery.Services.GetRequiredService<SheetShelf>();
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _visitor.GetByteArrayAsync("/en/certificates/1.png")));
        Assert.All(all, sheet => Assert.Equal(all[0], sheet));
        Assert.Equal(1, shelf.Drawn);
        await using (var context = _gallery.Services.GetRequiredService<GalleryDatabase>().Context())
        {
            context.Visitors.Add(new Visitor { Id = (await context.Claims.SingleAsync(static claim => claim.WorkNumber == 1)).VisitorId, Pseudonym = "Ada", JoinedAt = DateTimeOffset.UtcNow });
            await context.SaveChangesAsync();
        }
        Assert.Contains("Ada", await _visitor.GetStringAsync("/en/certificates/1"), StringComparison.Ordinal);
        var words = Languages.Texts.In("en");
        var again = CertificateSheet.Compose(SignedCertificate.Parse(await _visitor.GetByteArrayAsync("/certificates/1.json")), words, _gallery.Address, await SmallAsync(1));
        Assert.Equal(PictureReader.Decode(all[0]).Pixels, again.Pixels); // drawn anew with the name, it is the same
        HttpResponseMessage? refused = null;
        for (var i = 0; i < RateLimits.FormsAMinute + 50 && refused is null; i++)
            refused = await _visitor.GetAsync("/en/certificates/1.png") is { StatusCode: HttpStatusCode.TooManyRequests } answer ? answer : null;
        Assert.InRange(refused!.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal((HttpStatusCode.OK, 1), ((await _visitor.GetAsync("/en/certificates/1")).StatusCode, shelf.Drawn));
    }

    [Fact]
    public async Task A_scanned_code_is_compared_with_the_entry()
    {
        await using var person = await chromium.PersonAsync(_gallery.Address);
        var page = await person.NewPageAsync();
        var signed = SignedCertificate.Parse(await _visitor.GetByteArrayAsync("/certificates/1.json"));
        await page.GotoAsync($"/c/1#{signed.SignatureText}");
        await Assertions.Expect(page.Locator(".certificate-code.good")).ToBeVisibleAsync();
        var forged = await person.NewPageAsync();
        await forged.GotoAsync($"/c/1#{new string('A', 86)}");
        await Assertions.Expect(forged.Locator(".certificate-code.bad")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_picture_is_checked_in_the_browser_with_the_network_gone()
    {
        await using var person = await chromium.PersonAsync(_gallery.Address);
        var page = await person.NewPageAsync();
        var (scripts, sent) = (0, 0);
        page.Response += async (_, answer) =>
        {
            if (answer.Url.EndsWith(".js", StringComparison.Ordinal))
                Interlocked.Add(ref scripts, (await answer.BodyAsync()).Length);
        };
        await page.GotoAsync("/de/verify", new() { WaitUntil = WaitUntilState.NetworkIdle });
        Assert.InRange(scripts, 1, 15 << 10);
        await person.SetOfflineAsync(true);
        page.Request += (_, _) => Interlocked.Increment(ref sent);
        var certificate = await _visitor.GetByteArrayAsync("/certificates/1.json");
        var picture = await FullAsync(1);
        await ExpectAsync(3, 0, ("p.png", picture), ("c.json", certificate)); // signed, the same file, in the chain
        await ExpectAsync(2, 0, ("p.png", picture)); // the same file, in the chain
        await ExpectAsync(2, 0, ("c.json", certificate)); // signed, in the chain
        await ExpectAsync(2, 1, ("p.png", await FullAsync(2)), ("c.json", certificate));
        await ExpectAsync(0, 1, ("p.png", await FullAsync(2)));
        for (var seed = 0; seed < 150; seed++)
        {
            var changed = Mutations.Of(certificate, seed);
            if (changed.Length > 0 && changed[0] == '{' && !changed.SequenceEqual(certificate))
                await ExpectAsync(0, 1, ("c.json", changed));
        }
        Assert.Equal(0, sent);

        async Task ExpectAsync(int good, int bad, params (string Name, byte[] Bytes)[] files)
        {
            await page.Locator("[data-verify] [role=status]").EvaluateAsync("one => one.replaceChildren('waiting')");
            await page.Locator("[data-verify] input").SetInputFilesAsync(files.Select(static file => new FilePayload { Name = file.Name, MimeType = "application/octet-stream", Buffer = file.Bytes }));
            await Assertions.Expect(page.Locator("[data-verify] [role=status] p")).ToHaveCountAsync(good + bad);
            await Assertions.Expect(page.Locator("[data-verify] .good")).ToHaveCountAsync(good);
        }
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task The_pages_are_accessible_and_no_wider_than_the_screen(int width)
    {
        await using var person = await chromium.PersonAsync(_gallery.Address, width);
        var page = await person.NewPageAsync();
        var signature = SignedCertificate.Parse(await _visitor.GetByteArrayAsync("/certificates/1.json")).SignatureText;
        foreach (var address in new[] { $"/en/certificates/1#{signature}", "/ru/ledger", $"/de/verify?sha256={new string('0', 64)}" })
        {
            await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
            if (address.Contains("verify", StringComparison.Ordinal))
                await page.Locator("[data-verify] input").SetInputFilesAsync(new FilePayload { Name = "p.png", MimeType = "image/png", Buffer = await FullAsync(1) });
            var found = await Axe.FindAsync(page);
            Assert.True(found.Count == 0, $"{address}: {string.Join('\n', found)}");
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), address);
            if (Environment.GetEnvironmentVariable("IMAGO_SCREENSHOTS") is { Length: > 0 } folder)
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{address.Split('?', '#')[0].Replace('/', '-')}-{width}.png"), FullPage = true });
        }
    }

    [Fact]
    public async Task Without_script_a_hash_is_looked_up()
    {
        var sha256 = SignedCertificate.Parse(await _visitor.GetByteArrayAsync("/certificates/2.json")).Certificate.Sha256;
        Assert.Contains("/en/certificates/2", await _visitor.GetStringAsync($"/en/verify?sha256=%20{sha256.ToUpperInvariant()}"), StringComparison.Ordinal);
        Assert.DoesNotContain("/en/certificates/", await _visitor.GetStringAsync($"/en/verify?sha256={new string('0', 64)}"), StringComparison.Ordinal);
        Assert.Contains("64 digits", await _visitor.GetStringAsync("/en/verify?sha256=17"), StringComparison.Ordinal);
    }

    private async Task<byte[]> FullAsync(int number)
    {
        await using var context = _gallery.Services.GetRequiredService<GalleryDatabase>().Context();
        await using var file = await new FolderStore(_folder.Full).OpenAsync((await context.Works.FindAsync(number))!.FullKey + ".png");
        var bytes = new MemoryStream();
        await file!.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private async Task<Picture> SmallAsync(int number)
    {
        await using var context = _gallery.Services.GetRequiredService<GalleryDatabase>().Context();
        return PictureReader.Decode(await _visitor.GetByteArrayAsync($"/small/{(await context.Works.FindAsync(number))!.Small}-512.jpg"));
    }

    private static Task<string> CodeAsync(Picture sheet)
    {
        var rgba = new byte[sheet.Width * sheet.Height * 4];
        for (var i = 0; i < sheet.Width * sheet.Height; i++)
        {
            sheet.Pixels.AsSpan(i * sheet.Channels, 3).CopyTo(rgba.AsSpan(i * 4));
            rgba[i * 4 + 3] = 255;
        }
        return Node.AskAsync("qr.mjs", rgba, $"{sheet.Width}", $"{sheet.Height}");
    }

    private void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = _temp.Path })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
