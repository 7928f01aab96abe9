using System.Diagnostics;
using System.Net.Sockets;
using Imago.Torch.Interop;

namespace Imago.Torch;

/// <summary>
/// Processes that train one network together, over c10d: Gloo for what lies on the CPU, NCCL for what lies on CUDA devices. All of them make the same calls
/// in the same order. A process alone is a group too, in which every call gives back what it was given and nothing native is behind it.
/// </summary>
public sealed class ProcessGroup : IDisposable
{
    /// <summary>What an error of the native side begins with where it is another process's doing.</summary>
    private const string Lost = "peer lost: ";

    /// <summary>What connecting may take when all have come.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    private readonly StoreHandle? _store;
    private bool _lost;

    private ProcessGroup(int rank, int size, StoreHandle? store = null, GroupHandle? handle = null) => (Rank, Size, _store, Handle) = (rank, size, store, handle!);

    /// <summary>One process and no other.</summary>
    public static ProcessGroup Alone { get; } = new(0, 1);

    /// <summary>The number of this process, from 0.</summary>
    public int Rank { get; }

    /// <summary>How many processes there are.</summary>
    public int Size { get; }

    /// <summary>Whether this is process 0, which alone writes and speaks.</summary>
    public bool IsFirst => Rank == 0;

    /// <summary>This process's share of a batch.</summary>
    public Share Share => new(Rank, Size);

    /// <summary>Seconds that this process has waited for others so far.</summary>
    public double WaitSeconds { get; internal set; }

    internal GroupHandle Handle { get; }

    /// <summary>Meets the other processes.</summary>
    /// <param name="place">Where.</param>
    /// <param name="patience">How long to wait for processes to come, and later for one that does not answer; whole seconds.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="TimeoutException">Not all came.</exception>
    /// <exception cref="IOException">Process 0 cannot listen at its port.</exception>
    /// <exception cref="TorchException">They cannot meet; the message is libtorch's.</exception>
    public static ProcessGroup Join(Rendezvous place, TimeSpan patience, CancellationToken stop = default)
    {
        TorchLibrary.EnsureLoaded();
        // libtorch waits without end for the answer of a stranger that listens at the port: so it waits on a thread that can be left behind.
        var meeting = Task.Run(() => Meet(place, patience, stop), stop);
        if (Task.WaitAny([meeting], (int)Math.Min(int.MaxValue, (patience + Slack).TotalMilliseconds), stop) < 0)
            throw new TimeoutException($"what listens at {place.Host}:{place.Port} does not answer as process 0 does: choose another MASTER_PORT for all processes.");
        return meeting.GetAwaiter().GetResult();
    }

    private static ProcessGroup Meet(Rendezvous place, TimeSpan patience, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var store = Open(place, patience, clock, stop);
        try
        {
            Border.Check(Native.imago_store_add(store, "came", 1, out var came));
            for (; came < place.Size; Border.Check(Native.imago_store_add(store, "came", 0, out came)))
            {
                stop.ThrowIfCancellationRequested();
                if (clock.Elapsed >= patience)
                    throw new TimeoutException($"{came} of {place.Size} processes came to {place.Host}:{place.Port} within {patience.TotalSeconds:0} seconds: start the others with the same MASTER_ADDR and MASTER_PORT, or give them longer by --peer-timeout.");
                Thread.Sleep(20);
            }
            Border.Check(Native.imago_group_join(
                store, place.Rank, place.Size, OwnAddress(place), place.Interface, (long)patience.TotalMilliseconds, out var group));
            return new ProcessGroup(place.Rank, place.Size, store, group);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The sums over all processes of numbers of which each gives as many.</summary>
    /// <exception cref="PeerLostException">Another process is gone.</exception>
    public double[] Sum(params double[] mine)
    {
        if (Size == 1 || mine.Length == 0)
            return mine;
        using var scope = TensorScope.Open();
        var numbers = Tensor.From(mine, mine.Length);
        Exchange(() => Native.imago_group_sum(Handle, numbers.Handle));
        return numbers.ToArray<double>();
    }

    /// <summary>Whether it is so for any process.</summary>
    /// <exception cref="PeerLostException">Another process is gone.</exception>
    public bool Any(bool mine) => Sum(mine ? 1 : 0)[0] > 0;

    /// <summary>The bytes of process 0.</summary>
    /// <exception cref="PeerLostException">Another process is gone.</exception>
    public byte[] FromFirst(byte[] mine)
    {
        if (Size == 1)
            return mine;
        using var scope = TensorScope.Open();
        var length = (int)Sum(IsFirst ? mine.Length : 0)[0];
        var bytes = Tensor.From(IsFirst ? mine : new byte[length], length);
        Exchange(() => Native.imago_group_broadcast(Handle, bytes.Handle));
        return bytes.ToArray<byte>();
    }

    /// <summary>Whether all processes have the same bytes; asked for only where there are several.</summary>
    /// <exception cref="PeerLostException">Another process is gone.</exception>
    public bool AllHave(Func<byte[]> mine) => Size == 1 || (mine() is var bytes && !Any(!FromFirst(bytes).AsSpan().SequenceEqual(bytes)));

    /// <summary>Makes a tensor the mean of those of all processes, in place.</summary>
    /// <exception cref="PeerLostException">Another process is gone.</exception>
    public void Average(Tensor tensor)
    {
        if (Size == 1)
            return;
        using var none = Autograd.NoGrad();
        Exchange(() => Native.imago_group_sum(Handle, tensor.Handle));
        tensor.MulInPlace(1.0 / Size);
    }

    /// <summary>
    /// The rows [n, …] of all processes, [Size·n, …] in the order of their ranks. Derivatives flow to our own: a loss of all rows, times <see cref="Size"/>, has as its mean
    /// over the processes the gradient that one process with all rows would find.
    /// </summary>
    /// <exception cref="PeerLostException">Another process is gone.</exception>
    public Tensor Gather(Tensor mine)
    {
        if (Size == 1)
            return mine;
        using var scope = TensorScope.Open();
        TensorHandle? found = null;
        Exchange(() => Native.imago_group_gather(Handle, mine.Handle, out found));
        var all = Tensor.Adopt(found!);
        var (rows, end) = (mine.Size(0), mine.Size(0) * Size);
        return scope.Keep(Tensor.Cat([all.Slice(0, 0, Rank * rows), mine, all.Slice(0, (Rank + 1) * rows, end)], 0));
    }

    /// <summary>Leaves the group. After a loss nothing is freed: what is still under way would be waited for.</summary>
    public void Dispose()
    {
        if (Size == 1)
            return;
        if (_lost)
        {
            Handle.SetHandleAsInvalid();
            _store!.SetHandleAsInvalid();
        }
        Handle.Dispose();
        _store!.Dispose();
    }

    /// <summary>Runs a call that all processes make.</summary>
    internal void Exchange(Func<nint> call)
    {
        if (_lost)
            throw new PeerLostException($"process {Rank} of {Size} has lost the others before.");
        var began = Stopwatch.GetTimestamp();
        try
        {
            Border.Check(call());
        }
        catch (TorchException e) when (e.Message.StartsWith(Lost, StringComparison.Ordinal))
        {
            _lost = true;
            throw new PeerLostException($"process {Rank} of {Size} has lost another ({Reason(e.Message[Lost.Length..])}): its own words, where it had any, say why.");
        }
        WaitSeconds += Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Gloo's message without the line of its source: <c>[…/pair.cc:598] Connection closed by peer [10.0.0.2]:4711</c>.</summary>
    private static string Reason(string message) => message[(message.IndexOf("] ", StringComparison.Ordinal) is var end && end >= 0 && message.StartsWith('[') ? end + 2 : 0)..].Split('\n')[0].Trim().TrimEnd('.');

    /// <summary>Connects to the store, again and again until process 0 serves it, in steps so short that a stop is heard.</summary>
    private static StoreHandle Open(Rendezvous place, TimeSpan patience, Stopwatch clock, CancellationToken stop)
    {
        var serves = place.Rank == 0 && !place.IsServedByLauncher;
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                Border.Check(Native.imago_store_open(place.Host, place.Port, serves ? 1 : 0, $"imago/{place.Attempt}", 2000, out var store));
                return store;
            }
            catch (TorchException e) when (serves)
            {
                throw new IOException($"process 0 cannot listen at MASTER_PORT {place.Port} ({Reason(e.Message)}): choose another port for all processes.", e);
            }
            catch (TorchException e) when (e.Message.Contains("timed out", StringComparison.Ordinal))
            {
                if (clock.Elapsed >= patience)
                    throw new TimeoutException($"process 0 was not met at {place.Host}:{place.Port} within {patience.TotalSeconds:0} seconds: start it with the same MASTER_ADDR and MASTER_PORT, or give it longer by --peer-timeout.");
            }
        }
    }

    /// <summary>The address of this machine that its way to process 0 begins with: no packet is sent.</summary>
    private static string OwnAddress(Rendezvous place)
    {
        using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(place.Host, place.Port);
        var address = ((System.Net.IPEndPoint)socket.LocalEndPoint!).Address;
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
