using System.Globalization;

namespace Imago.Cli.Doctor;

/// <summary>The processor: how many cores, and the wide instructions that decide how fast a training is.</summary>
/// <param name="Model">Its name.</param>
/// <param name="PhysicalCores">Cores; two threads of one core count once.</param>
/// <param name="LogicalCores">What the kernel schedules on.</param>
/// <param name="UsableCores">What this process may use: its affinity and its control group's quota, at least 1.</param>
/// <param name="Avx2">256-bit arithmetic.</param>
/// <param name="Avx512">512-bit arithmetic.</param>
/// <param name="Avx512Bf16">bfloat16 products in AVX-512.</param>
/// <param name="AmxBf16">bfloat16 matrix tiles.</param>
internal sealed record Processor(
    string Model, int PhysicalCores, int LogicalCores, double UsableCores, bool Avx2, bool Avx512, bool Avx512Bf16, bool AmxBf16)
{
    /// <summary>Whether bfloat16 runs on instructions of its own; else it is emulated and slower than fp32.</summary>
    public bool Bf16IsFast => AmxBf16 || Avx512Bf16;

    /// <summary>What follows from the instructions, in plain words.</summary>
    public string Advice => this switch
    {
        { AmxBf16: true } => "bf16 is very fast here (AMX): training uses it in the upper blocks",
        { Avx512Bf16: true } => "bf16 is fast here: training uses it in the upper blocks",
        { Avx2: true } => "no bf16 instructions here: training uses fp32",
        _ => "no AVX2 here: everything works, slowly",
    };

    /// <summary>Reads <c>/proc/cpuinfo</c> and what this process is allowed.</summary>
    internal static Processor Read() => Parse(File.ReadAllText("/proc/cpuinfo"), Environment.ProcessorCount, ControlGroup.CpuLimit());

    /// <param name="cpuinfo">The text of <c>/proc/cpuinfo</c>: one block of <c>name : value</c> lines a logical core.</param>
    /// <param name="allowed">Processors in this process's affinity.</param>
    /// <param name="quota">The control group's limit in processors, or null.</param>
    internal static Processor Parse(string cpuinfo, int allowed, double? quota)
    {
        var blocks = cpuinfo.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(block => block.Split('\n').Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)).Where(parts => parts.Length == 2)
                .ToDictionary(parts => parts[0], parts => parts[1]))
            .Where(block => block.ContainsKey("processor"))
            .ToList();
        var first = blocks.FirstOrDefault() ?? [];
        var flags = (first.GetValueOrDefault("flags") ?? "").Split(' ').ToHashSet();
        var cores = blocks.Select(block => (block.GetValueOrDefault("physical id"), block.GetValueOrDefault("core id") ?? block["processor"])).Distinct().Count();
        return new(
            first.GetValueOrDefault("model name") ?? "unknown",
            PhysicalCores: cores,
            LogicalCores: blocks.Count,
            UsableCores: Math.Min(allowed, Math.Max(1, quota ?? allowed)),
            Avx2: flags.Contains("avx2"),
            Avx512: flags.Contains("avx512f"),
            Avx512Bf16: flags.Contains("avx512_bf16"),
            AmxBf16: flags.Contains("amx_bf16"));
    }

    /// <summary>One line for a person.</summary>
    internal string Line() => string.Create(CultureInfo.InvariantCulture,
        $"{Model}: {PhysicalCores} cores, {LogicalCores} threads, {UsableCores:0.##} usable");
}
