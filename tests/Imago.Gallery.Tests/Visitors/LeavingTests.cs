using System.Security.Cryptography;
using System.Text;
using Imago.Gallery.Store;
using Imago.Gallery.Tests.Support;
using Imago.Gallery.Visitors;
using Imago.Gallery.Visitors.Letters;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imago.Gallery.Tests.Visitors;

[Collection(WithPostgreSql.Name)]
public class LeavingTests(PostgreSql postgres)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Who_leaves_takes_her_letters_along_sent_or_waiting_and_no_others(DatabaseKind kind)
    {
        await using var gallery = await VisitedGallery.MakeAsync(new() { PostgreSql = kind == DatabaseKind.PostgreSql ? postgres.NewDatabase() : null, ProofOfWorkBits = 4, WaitWithoutProof = 600 });
        using var ada = new Person(gallery.Host);
        await ada.SendAsync(await ada.SignInAsync(gallery.Folder, "ada@example.org", take: 1), "/1/take");
        // To her next address, to her old one, and after it none that she has read.
        await MoveAsync(ada, gallery.Folder, "next@example.org");
        await ada.SendAsync(await ada.GetAsync("/en/mine/address"), "/mine/address", ("address", "third@example.org"));
        await Person.LetterAsync(gallery.Folder, "third@example.org");
        await Person.LetterAsync(gallery.Folder, "ada@example.org"); // of the change: that of her sign-in went with the address
        await Person.LetterAsync(gallery.Folder, "next@example.org", 2);
        // Without a proof of work they wait: one to her, by whoever typed her address, and one to Eve.
        using var eve = new Person(gallery.Host);
        await eve.SignInAsync(gallery.Folder, "eve@example.org");
        foreach (var address in (string[])["Next+tag@example.org", "eve@example.org"])
            await eve.SendAsync(await eve.GetAsync("/en/sign-in"), "/sign-in", ("address", address));
        var vault = gallery.Host.Services.GetRequiredService<Vault>();
        var mac = vault.HashOf(EmailAddress.Parse("next@example.org")!);
        await using (var data = gallery.Database.Context())
        {
            // And one of a draw, which the mail server has refused before.
            var (her, later, post) = (await data.Visitors.SingleAsync(one => one.EmailMac == mac), DateTimeOffset.UtcNow.AddMinutes(1), gallery.Host.Services.GetRequiredService<PostOffice>());
            data.Letters.Add(post.Waiting(new("next@example.org", "Your turn", "in the draw", later), mac, her.Id, later));
            await data.SaveChangesAsync();
            Assert.Equal(3, await data.Letters.CountAsync());
        }
        Assert.NotEmpty(await FindAsync(gallery, vault, mac));

        await ada.SendAsync(await ada.GetAsync("/en/mine/delete"), "/mine/delete", ("sure", "1"));
        Assert.Empty(await FindAsync(gallery, vault, mac));
        await using var after = gallery.Database.Context();
        Assert.Contains("eve@example.org", vault.Open((await after.Letters.SingleAsync()).Sealed), StringComparison.Ordinal);
        Assert.Single(Person.Letters(gallery.Folder, "eve@example.org"));
        Assert.Equal(1, await after.Claims.CountAsync());
    }

    [Fact]
    public async Task A_letter_that_was_on_its_way_when_she_left_is_forgotten_too()
    {
        await using var gallery = await OpenGallery.MakeAsync(DatabaseKind.Sqlite, postgres);
        using var temp = new TempFolder();
        var vault = new Vault(GalleryFolder.Create(temp.At("keys")));
        var slow = new SlowLetters();
        using var post = new PostOffice(gallery.Database, vault, slow, NullLogger<PostOffice>.Instance);
        var her = new Visitor { Id = Guid.NewGuid(), EmailMac = [1], Email = vault.Seal("ada@example.org"), JoinedAt = DateTimeOffset.UtcNow };
        await using (var data = gallery.Database.Context())
        {
            data.Visitors.Add(her);
            data.Letters.Add(post.Waiting(new("ada@example.org", "s", "t", DateTimeOffset.MaxValue), her.EmailMac, her.Id, DateTimeOffset.UtcNow));
            await data.SaveChangesAsync();
        }
        await post.StartAsync(default);
        await slow.Begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await new Leaving(gallery.Database, vault, post).LeaveAsync(her.Id, default);
        Assert.Equal(1, slow.Forgotten);
        slow.GoOn.SetResult();
        for (var tries = 0; tries < 200 && slow.Forgotten == 1; tries++)
            await Task.Delay(50);
        await post.StopAsync(default);
        Assert.Equal(2, slow.Forgotten);
    }

    [Fact]
    public async Task Letters_in_a_folder_are_deleted_after_30_days()
    {
        await using var gallery = await VisitedGallery.MakeAsync();
        using var person = new Person(gallery.Host);
        await person.AskAsync("nobody@example.org"); // and never comes
        await Person.LetterAsync(gallery.Folder, "nobody@example.org");
        var tidy = gallery.Host.Services.GetRequiredService<Housekeeping>();
        await tidy.TidyAsync(DateTimeOffset.UtcNow.AddDays(29), CancellationToken.None);
        Assert.Single(Directory.GetFiles(gallery.Folder.Mail));
        await tidy.TidyAsync(DateTimeOffset.UtcNow.AddDays(31), CancellationToken.None);
        Assert.Empty(Directory.GetFiles(gallery.Folder.Mail));
    }

    [Fact]
    public async Task Letters_that_lie_there_from_before_there_was_a_mail_server_go_too()
    {
        using var temp = new TempFolder();
        var folder = GalleryFolder.Create(temp.At("gallery"));
        var (inFolder, her) = (new FolderLetters(folder), Guid.NewGuid());
        var server = new SmtpLetters(new() { Host = "localhost", From = "gallery@example.org" }, inFolder);
        foreach (var (mailbox, visitor) in new[] { (1, (Guid?)null), (2, her), (3, null) })
            await inFolder.SendAsync(new("ada@example.org", "s", "t", DateTimeOffset.MaxValue), new() { Id = Guid.NewGuid(), EmailMac = [.. Enumerable.Repeat((byte)mailbox, 32)], VisitorId = visitor, Sealed = [], SendAt = default }, default);
        server.Forget([.. Enumerable.Repeat((byte)1, 32)], visitor: null);
        Assert.Equal(2, Directory.GetFiles(folder.Mail).Length);
        server.Forget([.. Enumerable.Repeat((byte)4, 32)], her);
        Assert.Contains("-0303030303030303-", Assert.Single(Directory.GetFiles(folder.Mail)), StringComparison.Ordinal);
    }

    private static async Task MoveAsync(Person person, GalleryFolder folder, string address)
    {
        var code = await person.SendAsync(await person.GetAsync("/en/mine/address"), "/mine/address", ("address", address));
        Assert.Equal("/en/mine?done=moved", (await person.SendAsync(code, "/sign-in/code", ("code", Person.Code(await Person.LetterAsync(folder, address))))).Path);
    }

    // Wherever one of her addresses stands, open or sealed, or the hash of the last: in any field of any table, in any letter.
    private static async Task<List<string>> FindAsync(VisitedGallery gallery, Vault vault, byte[] mac)
    {
        string[] addresses = ["ada@example.org", "next@example.org", "next+tag@example.org", "third@example.org"];
        var found = Directory.GetFiles(gallery.Folder.Mail).Where(file => Names(File.ReadAllText(file))).ToList();
        foreach (var (name, value) in await AllFields.ReadAsync(gallery.Database))
        {
            if (value is string text && Names(text) || value is byte[] bytes && (bytes.AsSpan().SequenceEqual(mac) || Names(Opened(bytes))))
                found.Add(name);
        }
        return found;

        bool Names(string text) => addresses.Any(address => text.Contains(address, StringComparison.OrdinalIgnoreCase));

        string Opened(byte[] bytes)
        {
            try
            {
                return vault.Open(bytes);
            }
            catch (CryptographicException)
            {
                return Encoding.Latin1.GetString(bytes);
            }
        }
    }

    private sealed class SlowLetters : LetterSender
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Forgotten { get; private set; }

        public override async Task SendAsync(Letter letter, WaitingLetter row, CancellationToken cancel)
        {
            Begun.SetResult();
            await GoOn.Task;
        }

        public override void Forget(byte[] emailMac, Guid? visitor) => Forgotten++;
    }
}
