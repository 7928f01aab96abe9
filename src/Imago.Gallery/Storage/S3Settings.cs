namespace Imago.Gallery.Storage;

/// <summary>A place at a service that speaks S3: Amazon's, or one of one's own.</summary>
public sealed record S3Settings
{
    /// <summary>The bucket, which is there already.</summary>
    public required string Bucket { get; init; }

    /// <summary>What the keys begin with, such as <c>full/</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Where the service is, such as <c>https://files.example:9000</c>; null: Amazon's, in <see cref="Region"/>.</summary>
    public string? Address { get; init; }

    /// <summary>Its region.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The name of the key; null: from the environment, as the AWS tools find it (<c>AWS_ACCESS_KEY_ID</c>, a role of the machine).</summary>
    public string? AccessKey { get; init; }

    /// <summary>The key.</summary>
    public string? SecretKey { get; init; }
}
