using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Imago.Gallery.Storage;

/// <summary>
/// Files at a service that speaks S3, for more than one server. A put is there whole or not at all by the protocol's own promise. Files are read into memory: a full size has a few megabytes,
/// and the reader gets a stream that can be sought in and holds no connection.
/// </summary>
public sealed class S3Store : FileStore, IDisposable
{
    private readonly S3Settings _settings;
    private readonly AmazonS3Client _client;

    /// <summary>Opens no connection yet.</summary>
    /// <exception cref="GalleryException">The settings cannot be.</exception>
    public S3Store(S3Settings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        var config = new AmazonS3Config
        {
            // Checksums in trailers are young, and services of one's own do not all know them; TLS and the signature guard the body.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            Timeout = TimeSpan.FromSeconds(30),
            MaxErrorRetry = 2,
        };
        if (settings.Address is null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        else if (Uri.TryCreate(settings.Address, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            (config.ServiceURL, config.AuthenticationRegion, config.ForcePathStyle) = (settings.Address, settings.Region, true);
        else
            throw new GalleryException($"The address of a store in gallery.json is '{settings.Address}', expected such as https://files.example:9000.");
        if (settings.AccessKey is null != settings.SecretKey is null)
            throw new GalleryException("A store in gallery.json has one of accessKey and secretKey, expected both, or none for those of the environment.");
        _client = settings.AccessKey is { } name ? new(new BasicAWSCredentials(name, settings.SecretKey), config) : new(config);
    }

    /// <inheritdoc/>
    /// <remarks>Each waits for a network.</remarks>
    public override int AtOnce => 16;

    /// <inheritdoc/>
    public override async Task PutAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancel = default)
    {
        var request = new PutObjectRequest { BucketName = _settings.Bucket, Key = At(key), InputStream = new MemoryStream(bytes.ToArray(), writable: false), ContentType = TypeOf(key), UseChunkEncoding = false };
        await AskAsync(() => _client.PutObjectAsync(request, cancel)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<Stream?> OpenAsync(string key, CancellationToken cancel = default)
    {
        var request = new GetObjectRequest { BucketName = _settings.Bucket, Key = At(key) };
        return await AskAsync(async () =>
        {
            try
            {
                return await FetchAsync(request, cancel).ConfigureAwait(false);
            }
            catch (Exception e) when (e is AmazonClientException or IOException)
            {
                return await FetchAsync(request, cancel).ConfigureAwait(false); // cut off or damaged on its way: the client repeats questions by itself, not what was answered
            }
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<bool> HasAsync(string key, CancellationToken cancel = default)
    {
        var request = new GetObjectMetadataRequest { BucketName = _settings.Bucket, Key = At(key) };
        return await AskAsync(() => _client.GetObjectMetadataAsync(request, cancel)).ConfigureAwait(false) is not null;
    }

    /// <inheritdoc/>
    public override async Task DeleteAsync(string key, CancellationToken cancel = default)
    {
        var request = new DeleteObjectRequest { BucketName = _settings.Bucket, Key = At(key) };
        await AskAsync(() => _client.DeleteObjectAsync(request, cancel)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<Stream> FetchAsync(GetObjectRequest request, CancellationToken cancel)
    {
        using var answer = await _client.GetObjectAsync(request, cancel).ConfigureAwait(false);
        var file = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(file, cancel).ConfigureAwait(false);
        if (file.Length != answer.ContentLength)
            throw new IOException($"{file.Length} bytes of {answer.ContentLength} came");
        file.Position = 0;
        return file;
    }

    private string At(string key) => _settings.Prefix + Checked(key);

    private async Task<T?> AskAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException)
        {
            throw new IOException($"The store '{_settings.Bucket}' does not answer ({e.Message.TrimEnd('.')}): see that it runs, and that gallery.json names its bucket and key rightly.", e);
        }
    }

    private static string TypeOf(string key) => Path.GetExtension(key) switch
    {
        ".avif" => "image/avif",
        ".webp" => "image/webp",
        ".jpg" => "image/jpeg",
        ".png" => "image/png",
        ".json" => "application/json",
        _ => "application/octet-stream",
    };
}
