namespace Imago.Torch.Interop;

/// <summary>How many threads an operator should have. libtorch's own answer is half the processors, also where each is a core.</summary>
internal static class Cores
{
    /// <summary>Cores that this process may use; two hardware threads of one core count once.</summary>
    internal static int Physical()
    {
        const string Cpus = "/sys/devices/system/cpu";
        if (!Directory.Exists(Cpus))
            return Environment.ProcessorCount;
        var cores = Directory.EnumerateDirectories(Cpus, "cpu*")
            .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
            .Where(File.Exists)
            .Select(File.ReadAllText)
            .Distinct()
            .Count();
        return Math.Clamp(cores, 1, Environment.ProcessorCount);
    }
}
