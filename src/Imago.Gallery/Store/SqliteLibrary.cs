using System.Runtime.InteropServices;
using SQLitePCL;

namespace Imago.Gallery.Store;

/// <summary>
/// Loads the SQLite that comes with the program so that it finds its own functions. libvips opens its modules for everyone to see, and one of them names the system's SQLite,
/// of another version: without this, one of the two would call into the other, and the process would crash.
/// </summary>
internal static partial class SqliteLibrary
{
    private const int Now = 2, DeepBind = 8; // of dlfcn.h, on Linux

    private static readonly Lock s_lock = new();
    private static bool s_set;

    /// <summary>To be called before the first connection; more often does no harm.</summary>
    public static void Ready()
    {
        lock (s_lock)
        {
            if (s_set)
                return;
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, static (name, _, _) => Load(name));
            s_set = true;
        }
    }

    // 0: where it is not in the program's own folders, .NET searches as always. A program that lies in the folder of another one, as in tests, has it in runtimes/.
    private static nint Load(string name) =>
        (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")).Select(folder => Path.Combine(folder, $"lib{name}.so")).Where(File.Exists).Select(static path => Open(path, Now | DeepBind)).FirstOrDefault();

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags);
}
