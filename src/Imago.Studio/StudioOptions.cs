using System.Net;

namespace Imago.Studio;

/// <summary>How the studio is opened.</summary>
public sealed record StudioOptions
{
    /// <summary>The folder that holds everything the artist makes; made where it does not exist.</summary>
    public required string Workspace { get; init; }

    /// <summary>How the program <c>imago</c> is called: the program and its first arguments. Every long work is one of its commands, in a process of its own.</summary>
    public required IReadOnlyList<string> Imago { get; init; }

    /// <summary>The network that comes with Imago.</summary>
    public required string BundledNetwork { get; init; }

    /// <summary>The port, 0 for any free one.</summary>
    public int Port { get; init; } = 5080;

    /// <summary>The address it listens at. Anything but a loopback address needs a password.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>The password that pages ask for; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>The shortest password.</summary>
    public const int ShortestPassword = 8;

    /// <summary>Checks that they belong together.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    internal void Check()
    {
        if (Port is < 0 or > 65535)
            throw new ArgumentException($"The port is {Port}, expected 0 (any free one) to 65535; 5080 is usual.");
        if (!IPAddress.IsLoopback(Listen) && Password is null)
            throw new ArgumentException($"The studio is to listen at {Listen}, where others can reach it, without a password: give one, or leave the address out.");
        if (Password is { Length: < ShortestPassword })
            throw new ArgumentException($"The password has {Password.Length} characters, expected {ShortestPassword} or more.");
    }
}
