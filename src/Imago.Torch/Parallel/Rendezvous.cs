using System.Globalization;

namespace Imago.Torch;

/// <summary>Where the processes of a group meet and which of them this one is, as torchrun, Slurm scripts and Kubernetes tell it by environment variables.</summary>
/// <param name="Rank">RANK: the number of this process, 0 to <paramref name="Size"/> - 1.</param>
/// <param name="Size">WORLD_SIZE: how many processes there are.</param>
/// <param name="LocalRank">LOCAL_RANK: its number on this machine, which is that of its CUDA device; 0 where it is not set.</param>
/// <param name="LocalSize">LOCAL_WORLD_SIZE: how many processes share this machine; 1 where it is not set.</param>
/// <param name="Host">MASTER_ADDR: the machine of process 0.</param>
/// <param name="Port">MASTER_PORT: where process 0 listens.</param>
public sealed record Rendezvous(int Rank, int Size, int LocalRank, int LocalSize, string Host, int Port)
{
    /// <summary>Whether torchrun itself listens at the port (TORCHELASTIC_USE_AGENT_STORE), so that process 0 must not.</summary>
    public bool IsServedByLauncher { get; init; }

    /// <summary>Counts how often torchrun has started the processes anew (TORCHELASTIC_RESTART_COUNT): what an earlier attempt left in its store is not ours.</summary>
    public int Attempt { get; init; }

    /// <summary>The network interface by which the others reach this machine (GLOO_SOCKET_IFNAME); null for the one that leads to <see cref="Host"/>.</summary>
    public string? Interface { get; init; }

    /// <summary>Reads the environment; null where there is one process alone.</summary>
    /// <param name="variable">Gives a variable's text, or null.</param>
    /// <exception cref="ArgumentException">A variable is missing or makes no sense; the message says which.</exception>
    public static Rendezvous? FromEnvironment(Func<string, string?> variable)
    {
        if (variable("WORLD_SIZE") is null)
        {
            return variable("RANK") is { Length: > 0 } lonely
                ? throw new ArgumentException($"RANK is {lonely} and WORLD_SIZE is not set: set it to the number of processes, or unset RANK to train alone.")
                : null;
        }
        var size = Number("WORLD_SIZE", 1, 100_000);
        var rank = Number("RANK", 0, size - 1);
        if (size == 1)
            return null;
        var localSize = Number("LOCAL_WORLD_SIZE", 1, size, missing: 1);
        return new Rendezvous(rank, size, Number("LOCAL_RANK", 0, size - 1, missing: 0), localSize, Text("MASTER_ADDR", "the address of process 0's machine"), Number("MASTER_PORT", 1, 65535))
        {
            IsServedByLauncher = variable("TORCHELASTIC_USE_AGENT_STORE") is "True",
            Attempt = Number("TORCHELASTIC_RESTART_COUNT", 0, int.MaxValue, missing: 0),
            Interface = variable("GLOO_SOCKET_IFNAME") is { Length: > 0 } name ? name : null,
        };

        string Text(string name, string what) => variable(name) is { Length: > 0 } text
            ? text
            : throw new ArgumentException($"WORLD_SIZE is {variable("WORLD_SIZE")} and {name} is not set: set it to {what} (torchrun does), or unset WORLD_SIZE to train alone.");

        int Number(string name, int least, int most, int? missing = null)
        {
            if (missing is { } number && variable(name) is null or "")
                return number;
            var text = Text(name, $"a whole number from {least} to {most}");
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var met) && met >= least && met <= most
                ? met
                : throw new ArgumentException($"{name} is '{text}', expected a whole number from {least} to {most}: correct what starts the processes.");
        }
    }
}
