using System.Globalization;
using System.Net;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace Imago.Gallery.Tests.Support;

/// <summary>A page as a person without script sees it.</summary>
public sealed record Page(HttpStatusCode Status, string Path, string Html)
{
    /// <summary>What the fields of a form hold, found by the end of the form's address.</summary>
    public Dictionary<string, string> Form(string action) => Fields(Regex.Matches(Html, "<form[^>]*action=\"([^\"]*)\"[^>]*>(.*?)</form>", RegexOptions.Singleline).Single(form => form.Groups[1].Value.EndsWith(action, StringComparison.Ordinal)).Groups[2].Value);

    /// <summary>The same of the form for one work, where there are many.</summary>
    public Dictionary<string, string> Form(string action, int work) =>
        Regex.Matches(Html, "<form[^>]*action=\"([^\"]*)\"[^>]*>(.*?)</form>", RegexOptions.Singleline).Where(form => form.Groups[1].Value.EndsWith(action, StringComparison.Ordinal)).Select(form => Fields(form.Groups[2].Value)).Single(fields => fields["work"] == $"{work}");

    /// <summary>Whether there is such a form.</summary>
    public bool Has(string action) => Regex.IsMatch(Html, $"<form[^>]*action=\"[^\"]*{Regex.Escape(action)}\"");

    private static Dictionary<string, string> Fields(string form) => Regex.Matches(form, "<input[^>]*>").Select(input => (Name: Attribute(input.Value, "name"), Value: Attribute(input.Value, "value"))).Where(input => input.Name is not null).ToDictionary(input => input.Name!, input => input.Value ?? "");

    private static string? Attribute(string tag, string name) => Regex.Match(tag, $" {name}=\"([^\"]*)\"") is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;
}

/// <summary>A person with a browser without script: cookies, forms, letters.</summary>
public sealed class Person : IDisposable
{
    private readonly SocketsHttpHandler _handler = new();

    /// <summary>Before a gallery.</summary>
    public Person(GalleryHost gallery)
        : this(gallery.Address)
    {
    }

    /// <summary>Before an address, reached in a way of its own.</summary>
    public Person(string address, Action<SocketsHttpHandler>? way = null)
    {
        way?.Invoke(_handler);
        Client = new(_handler) { BaseAddress = new(address) };
    }

    /// <summary>For requests of one's own.</summary>
    public HttpClient Client { get; }

    /// <summary>Her cookies.</summary>
    public CookieContainer Cookies => _handler.CookieContainer;

    /// <summary>Opens a page; redirects are followed.</summary>
    public async Task<Page> GetAsync(string path) => await PageOf(await Client.GetAsync(new Uri(path, UriKind.Relative)));

    /// <summary>Fills in a form and sends it.</summary>
    public async Task<Page> SendAsync(Page page, string action, params (string Name, string Value)[] filled)
    {
        var fields = page.Form(action);
        foreach (var (name, value) in filled)
            fields[name] = value;
        var whole = Regex.Matches(page.Html, "<form[^>]*action=\"([^\"]*)\"").Select(form => form.Groups[1].Value).First(one => one.EndsWith(action, StringComparison.Ordinal));
        using var content = new FormUrlEncodedContent(fields);
        return await PageOf(await Client.PostAsync(new Uri(whole, UriKind.Relative), content));
    }

    /// <summary>Asks for a letter, with the work done.</summary>
    public async Task<Page> AskAsync(string address, int? take = null, string language = "en")
    {
        var page = await GetAsync($"/{language}/sign-in{(take is null ? "" : $"?take={take}")}");
        return await SendAsync(page, "/sign-in", ("address", address), ("proof", Solve(Regex.Match(page.Html, "data-work=\"([^\"]*)\"").Groups[1].Value)));
    }

    /// <summary>Signs in by the code of a letter.</summary>
    public async Task<Page> SignInAsync(GalleryFolder folder, string address, int? take = null)
    {
        var before = Letters(folder, address).Count;
        return await SendAsync(await AskAsync(address, take), "/sign-in/code", ("code", Code(await LetterAsync(folder, address, before + 1))));
    }

    /// <summary>Takes a work.</summary>
    public async Task<Page> TakeAsync(int number) => await SendAsync(await GetAsync($"/en/pictures/{number}/take"), $"/{number}/take");

    /// <summary>The letters to an address, oldest first, as they lie in the folder.</summary>
    public static List<MimeMessage> Letters(GalleryFolder folder, string address) =>
        [.. Directory.GetFiles(folder.Mail, "*.eml").Order().Select(static file => MimeMessage.Load(file)).Where(letter => letter.To.Mailboxes.Single().Address == address)];

    /// <summary>The nth letter to an address, once it is there.</summary>
    public static async Task<string> LetterAsync(GalleryFolder folder, string address, int nth = 1)
    {
        for (var tries = 0; tries < 200; tries++, await Task.Delay(50))
            if (Letters(folder, address) is var letters && letters.Count >= nth)
                return letters[nth - 1].TextBody!;
        throw new TimeoutException($"Letter {nth} to {address} has not come within 10 s.");
    }

    /// <summary>A letter's code.</summary>
    public static string Code(string letter) => Regex.Match(letter, "\\b[0-9A-Z]{4}-[0-9A-Z]{4}\\b").Value;

    /// <summary>The path of a letter's link.</summary>
    public static string Link(string letter) => new Uri(Regex.Match(letter, "https?://\\S+").Value).PathAndQuery;

    /// <summary>Does the work that a challenge asks for.</summary>
    public static string Solve(string challenge)
    {
        var bits = int.Parse(challenge.Split('.')[0], CultureInfo.InvariantCulture);
        for (var n = 0; ; n++)
        {
            var solution = $"{challenge}:{n}";
            if (BitOperations.LeadingZeroCount(BitConverter.ToUInt32([.. SHA256.HashData(Encoding.UTF8.GetBytes(solution)).Take(4).Reverse()])) >= bits)
                return solution;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        _handler.Dispose();
    }

    private static async Task<Page> PageOf(HttpResponseMessage answer)
    {
        using (answer)
            return new(answer.StatusCode, answer.RequestMessage!.RequestUri!.PathAndQuery, await answer.Content.ReadAsStringAsync());
    }
}
