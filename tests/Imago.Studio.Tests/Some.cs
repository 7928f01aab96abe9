using System.Runtime.CompilerServices;

namespace Imago.Studio.Tests;

/// <summary>What tests begin with.</summary>
internal static class Some
{
    /// <summary>The repository.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../.."));

    /// <summary>The program as it was built.</summary>
    public static IReadOnlyList<string> Imago { get; } = ["dotnet", Path.Combine(AppContext.BaseDirectory, "../../Imago.Cli/release/imago.dll")];

    /// <summary>The network that comes with Imago.</summary>
    public static string BundledNetwork { get; } = Path.Combine(Repository, "models/portraits.safetensors");

    /// <summary>A studio over a folder, at any free port.</summary>
    public static StudioOptions Options(string workspace) => new() { Workspace = workspace, Imago = Imago, BundledNetwork = BundledNetwork, Port = 0 };

    private static string Here([CallerFilePath] string path = "") => path;
}
