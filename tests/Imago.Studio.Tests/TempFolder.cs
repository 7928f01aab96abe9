namespace Imago.Studio.Tests;

/// <summary>A folder that is gone when the test has ended.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("imago-studio-").FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        // A command that was just stopped may write its last file.
        for (var tries = 0; ; tries++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (tries < 20)
            {
                Thread.Sleep(100);
            }
        }
    }
}
