using System.Diagnostics;
using Imago.Torch.Tests.Support;

namespace Imago.Torch.Tests;

/// <summary>What a user reads when the native library is missing, broken or of another version. Each in a program of its own.</summary>
public sealed class TorchLibraryTests
{
    [Fact]
    public void The_library_that_was_built_loads_and_says_its_version()
    {
        var (exitCode, answer) = Start(folder => File.Copy(Built, folder["libimago_torch.so"]));
        Assert.Equal((0, TorchLibrary.Version), (exitCode, answer));
    }

    /// <summary>.NET learns of them by a signal, which other libraries may want too.</summary>
    [Fact]
    public void A_null_reference_is_an_exception_also_with_libtorch_loaded()
    {
        Assert.NotEmpty(TorchLibrary.Path);
        string? nothing = null;
        Assert.Throws<NullReferenceException>(() => nothing!.Length);
    }

    [Fact]
    public void A_missing_library_names_the_packages_to_install() =>
        AssertRefused(_ => { }, "could not be loaded", "apt-get install libtorch-dev libopenblas0-pthread", "IMAGO_LIBTORCH", "./imago");

    [Fact]
    public void A_file_that_is_no_library_names_the_packages_to_install() =>
        AssertRefused(folder => File.WriteAllText(folder["libimago_torch.so"], "not a library"), "could not be loaded", "apt-get install libtorch-dev");

    [Fact]
    public void A_library_that_is_cut_short_says_so_and_how_to_rebuild() =>
        AssertRefused(folder => File.WriteAllBytes(folder["libimago_torch.so"], File.ReadAllBytes(Built)[..5000]), "cut short (5000 of ", "run ./imago once");

    [CompilerFact]
    public void A_library_whose_libtorch_was_removed_names_what_is_missing() =>
        AssertRefused(
            folder =>
            {
                Compile(folder, "int gone(void) { return 1; }", "libgone.so");
                Compile(folder, "int gone(void); int imago_abi_version(void) { return gone(); }", "libimago_torch.so", "-L" + folder.Path, "-lgone");
                File.Delete(folder["libgone.so"]);
            },
            "libgone.so", "apt-get install libtorch-dev");

    [CompilerFact]
    public void A_library_of_something_else_says_so_and_how_to_rebuild() =>
        AssertRefused(
            folder => Compile(folder, "int other(void) { return 1; }", "libimago_torch.so"),
            "not the one of this program", "imago_abi_version", "run ./imago once");

    [CompilerFact]
    public void A_library_of_another_version_says_both_versions_and_how_to_rebuild() =>
        AssertRefused(
            folder => Compile(folder, "int imago_abi_version(void) { return 4711; }", "libimago_torch.so"),
            "has version 4711", "expects ", "run ./imago once");

    private static readonly string Built = Path.Combine(AppContext.BaseDirectory, "libimago_torch.so");

    private static void AssertRefused(Action<TemporaryFolder> prepare, params string[] words)
    {
        var (exitCode, answer) = Start(prepare);
        Assert.True(exitCode == 1, $"exit code {exitCode}: {answer}");
        Assert.DoesNotContain('\n', answer); // one sentence
        foreach (var word in words)
            Assert.Contains(word, answer, StringComparison.Ordinal);
    }

    /// <summary>This program, copied without its native library into a folder that is then prepared.</summary>
    private static (int ExitCode, string Answer) Start(Action<TemporaryFolder> prepare)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "Imago.Torch.dll", "Imago.Torch.Tests.dll", "Imago.Torch.Tests.runtimeconfig.json" })
            File.Copy(Path.Combine(AppContext.BaseDirectory, name), folder[name]);
        prepare(folder);
        var start = ChildProgram.Start("torch-version");
        start.ArgumentList[0] = folder["Imago.Torch.Tests.dll"];
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var answer = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return (process.ExitCode, answer + errors.GetAwaiter().GetResult());
    }

    private static void Compile(TemporaryFolder folder, string source, string library, params string[] options)
    {
        File.WriteAllText(folder["source.c"], source);
        var (exitCode, output) = Tool.Run("cc", ["-shared", "-fPIC", folder["source.c"], "-o", folder[library], .. options]);
        Assert.True(exitCode == 0, output);
    }

    /// <summary>A test that builds a small library, skipped where there is no C compiler.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class CompilerFactAttribute : FactAttribute
    {
        private static readonly string? s_missing = Tool.Missing("cc", "--version");

        public CompilerFactAttribute() => Skip = s_missing;
    }
}
