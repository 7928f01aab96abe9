using System.Net;
using System.Net.Sockets;
using System.Text;
using Imago.Gallery.Tests.Support;
using Imago.Gallery.Visitors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Tests.Visitors;

public class LetterTests
{
    [Fact]
    public async Task With_a_mail_server_letters_go_there_and_wait_while_it_is_away()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        await using var gallery = await VisitedGallery.MakeAsync(new() { ProofOfWorkBits = 4, Mail = new() { Host = "127.0.0.1", Port = port, From = "The gallery <gallery@example.org>" } });
        using var person = new Person(gallery.Host);
        var page = await person.AskAsync("ada@example.org");
        Assert.Equal("/en/sign-in/code", page.Path); // the page does not wait for the server
        await using var data = gallery.Database.Context();
        for (var tries = 0; tries < 200 && await data.Letters.AsNoTracking().SingleAsync() is { Tries: 0 }; tries++)
            await Task.Delay(50);
        Assert.Equal(1, (await data.Letters.AsNoTracking().SingleAsync()).Tries);

        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        var received = ReceiveAsync(listener);
        await data.Letters.ExecuteUpdateAsync(static set => set.SetProperty(static letter => letter.SendAt, DateTimeOffset.UnixEpoch)); // as if the minute were over
        var letter = await received.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Contains("RCPT TO:<ada@example.org>", letter, StringComparison.Ordinal);
        Assert.Contains("From: The gallery <gallery@example.org>", letter, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", letter, StringComparison.Ordinal);
        Assert.Equal("/en/mine", (await person.SendAsync(page, "/sign-in/code", ("code", Person.Code(letter)))).Path);
        for (var tries = 0; tries < 100 && await data.Letters.AnyAsync(); tries++)
            await Task.Delay(50);
        Assert.Equal(0, await data.Letters.CountAsync());
    }

    [Fact]
    public async Task A_letter_that_waited_when_the_gallery_ended_is_sent_when_it_opens_again()
    {
        using var temp = new TempFolder();
        var folder = await PaintedGallery.MakeAsync(temp.At("gallery"), perWall: 1, side: 64, new() { ProofOfWorkBits = 4, WaitWithoutProof = 2 });
        await using (var gallery = await GalleryHost.StartAsync(new() { Folder = folder.Path, Port = 0 }))
        {
            using var person = new Person(gallery);
            await person.SendAsync(await person.GetAsync("/ru/sign-in"), "/sign-in", ("address", "ada@example.org"));
        }
        Assert.Empty(Person.Letters(folder, "ada@example.org"));
        await using (await GalleryHost.StartAsync(new() { Folder = folder.Path, Port = 0 }))
            Assert.Contains("Откройте эту ссылку", await Person.LetterAsync(folder, "ada@example.org"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Mail, "*.new"));
    }

    [Fact]
    public async Task A_gallery_whose_key_is_another_does_not_open_and_a_key_is_its_owners_alone()
    {
        using var temp = new TempFolder();
        var folder = await PaintedGallery.MakeAsync(temp.At("gallery"), perWall: 1, side: 64, new() { ProofOfWorkBits = 4 });
        string key;
        await using (var gallery = await GalleryHost.StartAsync(new() { Folder = folder.Path, Port = 0 }))
        {
            using var person = new Person(gallery);
            await person.SignInAsync(folder, "ada@example.org");
            key = gallery.Services.GetRequiredService<Vault>().Path;
        }
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        var kept = File.ReadAllBytes(key);
        File.Delete(key);
        var refused = await Assert.ThrowsAsync<GalleryException>(() => GalleryHost.StartAsync(new() { Folder = folder.Path, Port = 0 }));
        Assert.Contains("backup", refused.Message, StringComparison.Ordinal);
        File.WriteAllBytes(key, kept[..20]);
        Assert.Contains("20 bytes", (await Assert.ThrowsAsync<GalleryException>(() => GalleryHost.StartAsync(new() { Folder = folder.Path, Port = 0 }))).Message, StringComparison.Ordinal);
        File.WriteAllBytes(key, kept);
        await using var again = await GalleryHost.StartAsync(new() { Folder = folder.Path, Port = 0 });
    }

    // As much of RFC 5321 as one letter needs.
    private static async Task<string> ReceiveAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        var all = new StringBuilder();
        await writer.WriteLineAsync("220 test");
        for (var text = false; await reader.ReadLineAsync() is { } line;)
        {
            all.AppendLine(line);
            if (text && line != ".")
                continue;
            if (line == "QUIT")
            {
                await writer.WriteLineAsync("221 bye");
                break;
            }
            text = line == "DATA";
            await writer.WriteLineAsync(text ? "354 go on" : "250 ok");
        }
        return all.ToString();
    }
}
