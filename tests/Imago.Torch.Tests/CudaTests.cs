namespace Imago.Torch.Tests;

/// <summary>What only a CUDA device can do, and what is said where there is none.</summary>
public class CudaTests : LeakCheck
{
    [CudaFact]
    public void A_recorded_graph_works_on_what_is_in_its_inputs_when_it_is_replayed()
    {
        using var scope = TensorScope.Open();
        var device = Device.Cuda(0);
        var (x, y) = (Tensor.Ones([3], device: device), default(Tensor));
        x.Mul(2).Add(1);
        using var graph = CudaGraph.Record(device, () => y = x.Mul(2).Add(1));
        foreach (var number in new[] { 1.0, 5.0 })
        {
            x.CopyFrom(Tensor.Full([3], number));
            graph.Replay();
            Assert.Equal([(2 * number) + 1, (2 * number) + 1, (2 * number) + 1], y!.To(ScalarType.Float64).ToArray<double>());
        }
    }

    [CudaFact]
    public void Pictures_travel_through_pinned_memory_as_they_are()
    {
        using var scope = TensorScope.Open();
        var bytes = Enumerable.Range(0, 1 << 16).Select(static i => (byte)i).ToArray();
        Assert.Equal(bytes, Tensor.From(bytes, bytes.Length).PinMemory().To(Device.Cuda(0)).ToArray<byte>());
    }

    [Fact]
    public void Without_CUDA_there_is_nothing_to_wait_for_and_nothing_to_record()
    {
        TorchLibrary.Synchronize();
        if (TorchLibrary.CudaDevices == 0)
            Assert.Contains("CUDA", Assert.Throws<TorchException>(static () => CudaGraph.Record(Device.Cuda(0), static () => { })).Message, StringComparison.Ordinal);
    }
}

/// <summary>A test that needs a CUDA device.</summary>
public sealed class CudaFactAttribute : FactAttribute
{
    public CudaFactAttribute() => Skip = TorchLibrary.CudaDevices == 0 ? "there is no CUDA device, or this libtorch cannot use it" : null!;
}
