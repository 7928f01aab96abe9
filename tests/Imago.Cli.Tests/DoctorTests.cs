using System.Diagnostics;
using System.Text.Json;
using Imago.Cli.Doctor;

namespace Imago.Cli.Tests;

/// <summary>The doctor against what other programs say of the same machine.</summary>
public class DoctorTests
{
    private static async Task<JsonElement> DoctorAsync() => (await InProcess.RunAsync("doctor", "--json")).Json;

    private static string Ask(string file, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(file, words) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }

    [Fact]
    public async Task It_names_the_processor_as_lscpu_does()
    {
        var processor = (await DoctorAsync()).GetProperty("processor");
        var cores = Ask("lscpu", "--parse=CPU,CORE,SOCKET").Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(',')).ToList();
        var flags = Ask("lscpu").Split('\n').FirstOrDefault(line => line.StartsWith("Flags:", StringComparison.Ordinal))?.Split(' ') ?? [];

        Assert.Equal(cores.Count, processor.GetProperty("logicalCores").GetInt32());
        Assert.Equal(cores.Select(c => (c[1], c[2])).Distinct().Count(), processor.GetProperty("physicalCores").GetInt32());
        Assert.Equal(int.Parse(Ask("nproc"), null), processor.GetProperty("usableCores").GetInt32());
        Assert.Equal(flags.Contains("avx2"), processor.GetProperty("avx2").GetBoolean());
        Assert.Equal(flags.Contains("avx512f"), processor.GetProperty("avx512").GetBoolean());
        Assert.Equal(flags.Contains("avx512_bf16"), processor.GetProperty("avx512Bf16").GetBoolean());
        Assert.Equal(flags.Contains("amx_bf16"), processor.GetProperty("amxBf16").GetBoolean());
    }

    [Fact]
    public async Task It_names_the_libtorch_and_the_blas_that_the_linker_finds()
    {
        var report = await DoctorAsync();
        var linked = Ask("ldd", Path.Combine(AppContext.BaseDirectory, "libimago_torch.so"));

        Assert.Contains(Path.GetFileName(report.GetProperty("libtorch").GetProperty("path").GetString()!), linked, StringComparison.Ordinal);
        if (report.GetProperty("blas").GetProperty("path").GetString() is { } blas)
        {
            // libblas.so.3 => /lib/…/libblas.so.3 is a chain of links that ends beside the library which does the work.
            var found = linked.Split('\n').Single(line => line.Contains("libblas.so.3 =>", StringComparison.Ordinal)).Split(' ')[2];
            Assert.Equal(Path.GetDirectoryName(Ask("readlink", "-f", found)), Path.GetDirectoryName(blas));
        }
    }

    [Fact]
    public async Task It_knows_libvips_and_ffmpeg_by_their_own_versions()
    {
        var report = await DoctorAsync();

        Assert.Equal(Ask("pkg-config", "--modversion", "vips").Trim(), report.GetProperty("libvips").GetProperty("version").GetString());
        Assert.Contains("JPEG", report.GetProperty("libvips").GetProperty("reads").EnumerateArray().Select(format => format.GetString()));
        Assert.Contains($"ffmpeg version {report.GetProperty("ffmpeg").GetProperty("version").GetString()} ", Ask("ffmpeg", "-version"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_measures_disk_and_memory_as_df_and_free_do()
    {
        var space = (await DoctorAsync()).GetProperty("space");
        var disk = Ask("df", "-B1", "--output=size,avail", ".").Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).ToList();
        var memory = Ask("free", "-b").Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(disk[0], space.GetProperty("diskBytes").GetInt64());
        // Others write and allocate meanwhile.
        Assert.InRange(space.GetProperty("diskFreeBytes").GetInt64(), disk[1] - (2L << 30), disk[1] + (2L << 30));
        Assert.True(space.GetProperty("memoryBytes").GetInt64() <= long.Parse(memory[1], null));
        Assert.InRange(space.GetProperty("memoryAvailableBytes").GetInt64(), 1, long.Parse(memory[1], null));
    }

    [Fact]
    public async Task It_shows_a_line_for_every_finding_and_its_exit_code_says_whether_all_is_usable()
    {
        var report = await DoctorAsync();
        var shown = await InProcess.RunAsync("doctor");

        Assert.Equal(report.GetProperty("usable").GetBoolean() ? 0 : 1, shown.ExitCode);
        foreach (var finding in report.GetProperty("findings").EnumerateArray())
        {
            Assert.Contains($" {finding.GetProperty("part").GetString()} ", shown.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_machine_without_the_native_libraries_is_told_so_and_the_rest_is_still_examined()
    {
        using var folder = new TempFolder();
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
        {
            var name = Path.GetFileName(file);
            if (name.EndsWith(".dll", StringComparison.Ordinal) || name.StartsWith("imago.", StringComparison.Ordinal)) File.Copy(file, Path.Combine(folder.Path, name));
        }

        using var program = RealProgram.Of("dotnet", null, Path.Combine(folder.Path, "imago.dll"), "doctor", "--json");
        var outcome = await program.EndAsync();

        Assert.Equal(1, outcome.ExitCode);
        Assert.False(outcome.Json.GetProperty("usable").GetBoolean());
        Assert.Contains("libtorch-dev", outcome.Json.GetProperty("libtorch").GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("libvips-dev", outcome.Json.GetProperty("libvips").GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.True(outcome.Json.GetProperty("processor").GetProperty("logicalCores").GetInt32() > 0);
    }

    [Theory]
    [InlineData("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0", "Reference", "Warning")]
    [InlineData("/usr/lib/x86_64-linux-gnu/openblas-serial/libopenblas-r0.3.21.so", "OpenBlasSerial", "Warning")]
    [InlineData("/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblasp-r0.3.21.so", "OpenBlas", "Good")]
    [InlineData("/opt/intel/libmkl_core.so.2", "Mkl", "Good")]
    [InlineData("/opt/torch/lib/libtorch_cpu.so", "InsideLibtorch", "Good")]
    public void A_slow_blas_is_a_warning_with_the_line_that_mends_it(string file, string kind, string health)
    {
        var blas = Blas.Of(["/lib/ld.so", file]);

        Assert.Equal(Enum.Parse<BlasKind>(kind), blas.Kind);
        Assert.Equal(Enum.Parse<Health>(health), blas.Finding().Health);
        Assert.Equal(health == "Warning", blas.Finding().Mend is not null);
    }

    [Fact]
    public void Two_threads_of_a_core_count_as_one_core()
    {
        string[] threads = ["processor : 0\nphysical id : 0\ncore id : 0", "processor : 1\nphysical id : 0\ncore id : 0", "processor : 2\nphysical id : 1\ncore id : 0"];
        var processor = Processor.Parse(string.Join("\n\n", threads.Select(t => $"{t}\nmodel name : Test 9000\nflags : fpu avx2 amx_bf16")), usable: 2);

        Assert.Equal(("Test 9000", 2, 3, 2), (processor.Model, processor.PhysicalCores, processor.LogicalCores, processor.UsableCores));
        Assert.Equal((true, false, false, true, true), (processor.Avx2, processor.Avx512, processor.Avx512Bf16, processor.AmxBf16, processor.Bf16IsFast));
    }
}
