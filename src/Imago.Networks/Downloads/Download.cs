using System.Net;
using System.Net.Http.Headers;

namespace Imago.Networks.Downloads;

/// <summary>One download: encrypted all the way, resumed where the server allows it, never larger than allowed.</summary>
/// <param name="http">How the web is reached; null for the usual way.</param>
/// <param name="address">Where the file is.</param>
/// <param name="mostBytes">Most bytes that it may have.</param>
internal sealed class Download(HttpMessageHandler? http, Uri address, long mostBytes)
{
    private const int MostRedirects = 10, MostFailures = 5, BufferBytes = 1 << 17;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Fills a file.</summary>
    /// <param name="part">What is there already, and where the rest goes.</param>
    /// <param name="notePath">Where it is noted which version of the file that is.</param>
    /// <param name="watcher">Told how far it is.</param>
    /// <param name="cancel">Stops; what is there stays.</param>
    /// <returns>The server's name for this version of the file, or null.</returns>
    /// <exception cref="DownloadException">The server refuses, or the file is too large or no file.</exception>
    public async Task<string?> ToAsync(FileStream part, string notePath, IProgress<DownloadProgress>? watcher, CancellationToken cancel)
    {
        using var client = new HttpClient(http ?? new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = s_patience }, disposeHandler: http is null) { Timeout = s_patience };
        var (failures, first) = (0, part.Length);
        while (true)
        {
            var before = part.Length;
            Exception failure;
            try
            {
                return await OnceAsync(client, part, notePath, watcher, cancel).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or TimeoutException or BrokenException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                failure = e;
            }
            failures = part.Length > before ? 1 : failures + 1;
            // A server that was never reached is not waited for; one that was reached before is.
            var unreached = part.Length == first && failure is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError };
            if (unreached || failures == MostFailures)
                throw new DownloadException($"{address} cannot be downloaded ({Reason(failure)}); {part.Length:N0} bytes are there and kept: run the same command again to go on.", failure);
            await Task.Delay(TimeSpan.FromSeconds(0.5 * (1 << failures)), cancel).ConfigureAwait(false);
        }
    }

    private async Task<string?> OnceAsync(HttpClient client, FileStream part, string notePath, IProgress<DownloadProgress>? watcher, CancellationToken cancel)
    {
        var note = DownloadCache.Read<Note>(notePath);
        if (note?.Validator is null) part.SetLength(0); // which version that was is not known
        else if (part.Length == note.Total) return note.Validator; // stopped just before it had its final name
        using var response = await SendAsync(client, part.Length, note?.Validator, cancel).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable || (response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From != part.Length))
        {
            var met = part.Length;
            part.SetLength(0);
            throw new BrokenException($"the server does not go on at byte {met:N0}");
        }
        if ((int)response.StatusCode >= 500 || response.StatusCode == HttpStatusCode.TooManyRequests) throw new BrokenException(Status(response));
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
            throw new DownloadException($"{address} cannot be downloaded: the server answers {Status(response)}; check the address.");
        if (response.Content.Headers.ContentType?.MediaType == "text/html")
            throw new DownloadException($"{address} is a web page, no network: give the address that its download button leads to.");

        if (response.StatusCode == HttpStatusCode.OK) part.SetLength(0);
        var total = response.Content.Headers.ContentLength + part.Length;
        if (total > mostBytes) throw TooLarge($"has {total:N0} bytes");
        var validator = response.Headers.ETag is { IsWeak: false } tag ? tag.ToString() : response.Content.Headers.LastModified?.ToString("r");
        DownloadCache.Write(notePath, new Note(validator, total));

        var body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using var closing = body.ConfigureAwait(false);
        var buffer = new byte[BufferBytes];
        part.Position = part.Length;
        watcher?.Report(new(part.Length, total));
        for (int read; (read = await ReadAsync(body, buffer, cancel).ConfigureAwait(false)) > 0;)
        {
            if (part.Length + read > mostBytes) throw TooLarge($"has more than {part.Length:N0} bytes");
            await part.WriteAsync(buffer.AsMemory(0, read), cancel).ConfigureAwait(false);
            watcher?.Report(new(part.Position, total));
        }
        await part.FlushAsync(cancel).ConfigureAwait(false);
        return part.Length >= (total ?? 0) ? validator : throw new BrokenException($"the connection ended at byte {part.Length:N0} of {total:N0}");
    }

    /// <summary>Asks for the file, or its rest, and follows where the server points, as long as that is encrypted too.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpClient client, long from, string? validator, CancellationToken cancel)
    {
        var at = address;
        for (var redirects = 0; redirects < MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("imago", "1"));
            if (from > 0)
            {
                request.Headers.Range = new(from, null);
                request.Headers.IfRange = RangeConditionHeaderValue.Parse(validator!);
            }
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } location) return response;
            response.Dispose();
            at = new Uri(at, location);
            if (at.Scheme != Uri.UriSchemeHttps)
                throw new DownloadException($"{address} leads to {at}, which is not encrypted: download it by hand, if you trust it, and give the file.");
        }
        throw new DownloadException($"{address} leads on more than {MostRedirects} times: check the address.");
    }

    /// <summary>Reads what has come; a server that falls silent breaks the connection.</summary>
    private static async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancel)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        silence.CancelAfter(s_patience);
        try
        {
            return await body.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new BrokenException(e.Message, e); // the network's, not the disk's
        }
    }

    private DownloadException TooLarge(string words) =>
        new($"{address} {words}, more than the {mostBytes:N0} that a network may have: if you trust it, download it by hand and give the file.");

    private static string Status(HttpResponseMessage response) => $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();

    private static string Reason(Exception failure) => failure switch
    {
        OperationCanceledException => $"no answer within {s_patience.TotalSeconds:0} s",
        HttpRequestException { InnerException: { } inner } => $"{failure.Message.TrimEnd('.')}: {inner.Message.TrimEnd('.')}",
        _ => failure.Message.TrimEnd('.'),
    };

    /// <summary>Which version of the file the unfinished one is, and how long that is.</summary>
    private sealed record Note(string? Validator, long? Total);

    /// <summary>A connection that broke: it is tried again.</summary>
    private sealed class BrokenException(string message, Exception? inner = null) : Exception(message, inner);
}
