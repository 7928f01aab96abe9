using Imago.Gallery.Checking;

namespace Imago.Gallery.Tests.Support;

/// <summary>The test's own program: a web process of a check, over the gallery in its one argument.</summary>
public static class TestProgram
{
    /// <summary>The command that starts it.</summary>
    public static IReadOnlyList<string> Command => ["dotnet", typeof(TestProgram).Assembly.Location];

    internal static async Task<int> Main(string[] args)
    {
        await CheckServer.RunAsync(args[0]);
        return 0;
    }
}
