using BenchmarkDotNet.Attributes;
using Imago.Torch;

namespace Imago.Bench.Operators;

/// <summary>What does a call of an operator cost, beyond its work? On a tensor of one number, where there is none. The tensor that comes back is freed.</summary>
[MemoryDiagnoser]
public class BoxedCall
{
    private Tensor _one = null!;

    /// <summary>Draws the number.</summary>
    [GlobalSetup]
    public void Setup()
    {
        using var random = new RandomGenerator(1);
        _one = Tensor.Randn([1], random);
    }

    /// <summary>The border alone: a native function that answers a number.</summary>
    [Benchmark(Baseline = true)]
    public int NativeCall() => TorchLibrary.Threads;

    /// <summary>The border with a handle, and a structure that comes back.</summary>
    [Benchmark]
    public int Describe() => _one.Dims;

    /// <summary>A boxed operator that makes a view, with a list among its arguments.</summary>
    [Benchmark]
    public void Reshape() => _one.Reshape(1, 1).Dispose();

    /// <summary>A boxed operator that computes.</summary>
    [Benchmark]
    public void Add() => _one.Add(_one).Dispose();

    /// <summary>The same, recorded for derivatives.</summary>
    [Benchmark]
    public void AddRecorded()
    {
        using var x = _one.Detach();
        x.SetRequiresGrad(true).Add(_one).Dispose();
    }

    /// <summary>The same in a scope, which frees it.</summary>
    [Benchmark]
    public void AddInScope()
    {
        using var scope = TensorScope.Open();
        _one.Add(_one);
    }
}
