namespace Imago.Cli.Doctor;

/// <summary>The processor: how many cores, and the wide instructions that decide how fast a training is.</summary>
/// <param name="Model">Its name.</param>
/// <param name="PhysicalCores">Cores; two threads of one core count once.</param>
/// <param name="LogicalCores">What the kernel schedules on.</param>
/// <param name="UsableCores">What this process may use: its affinity and its control group's quota, rounded up.</param>
/// <param name="Avx2">256-bit arithmetic.</param>
/// <param name="Avx512">512-bit arithmetic.</param>
/// <param name="Avx512Bf16">bfloat16 products in AVX-512.</param>
/// <param name="AmxBf16">bfloat16 matrix tiles.</param>
internal sealed record Processor(
    string Model, int PhysicalCores, int LogicalCores, int UsableCores, bool Avx2, bool Avx512, bool Avx512Bf16, bool AmxBf16)
{
    /// <summary>Whether bfloat16 runs on instructions of its own; else it is emulated and slower than fp32.</summary>
    public bool Bf16IsFast => AmxBf16 || Avx512Bf16;

    /// <summary>Reads <c>/proc/cpuinfo</c> and what this process is allowed.</summary>
    internal static Processor Read() => Parse(File.ReadAllText("/proc/cpuinfo"), Environment.ProcessorCount);

    /// <param name="cpuinfo">The text of <c>/proc/cpuinfo</c>: one block of <c>name : value</c> lines a logical core.</param>
    /// <param name="usable">Processors that this process may use.</param>
    internal static Processor Parse(string cpuinfo, int usable)
    {
        var blocks = cpuinfo.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(block => block.Split('\n').Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)).Where(parts => parts.Length == 2)
                .ToDictionary(parts => parts[0], parts => parts[1]))
            .Where(block => block.ContainsKey("processor"))
            .ToList();
        var first = blocks.FirstOrDefault() ?? [];
        var flags = (first.GetValueOrDefault("flags") ?? "").Split(' ').ToHashSet();
        var cores = blocks.Select(block => (block.GetValueOrDefault("physical id"), block.GetValueOrDefault("core id") ?? block["processor"])).Distinct().Count();
        return new(first.GetValueOrDefault("model name") ?? "unknown", cores, blocks.Count, usable,
            flags.Contains("avx2"), flags.Contains("avx512f"), flags.Contains("avx512_bf16"), flags.Contains("amx_bf16"));
    }

    /// <summary>What there is to say about it, and what follows.</summary>
    internal IEnumerable<Finding> Findings()
    {
        yield return new("processor", Health.Good, $"{Model}, {PhysicalCores} cores, {LogicalCores} threads"
            + (UsableCores < LogicalCores ? $", {UsableCores} of them for this process" : ""));
        (string Name, bool Has)[] instructions = [("AVX2", Avx2), ("AVX-512", Avx512), ("AVX512-BF16", Avx512Bf16), ("AMX", AmxBf16)];
        yield return new("precision", Health.Good, $"{Advice} ({string.Join(", ", instructions.Select(i => i.Has ? i.Name : $"no {i.Name}"))})");
    }

    private string Advice => this switch
    {
        { AmxBf16: true } => "bf16 is very fast here: training uses it in the upper blocks",
        { Avx512Bf16: true } => "bf16 is fast here: training uses it in the upper blocks",
        _ => "no bf16 here: training uses fp32",
    };
}
