using Imago.Torch.Tests.Numerics;

namespace Imago.Torch.Tests;

/// <summary>Thousands of steps, many threads, tensors that go while others use them.</summary>
public sealed class StressTests : LeakCheck
{
    [Fact]
    public void Thousands_of_mixed_steps_keep_the_count_of_tensors_and_the_memory_flat()
    {
        using var generator = new RandomGenerator(1);
        var weight = TensorScope.Free(Tensor.Randn([16, 16, 3, 3], generator)).SetRequiresGrad(true);
        var average = TensorScope.Free(Tensor.Zeros([16, 16, 3, 3]));
        var threads = TorchLibrary.Threads;
        TorchLibrary.Threads = 1; // small tensors: handing them to threads would be most of the time
        var before = TensorScope.LiveTensors;
        for (var i = 0; i < 500; i++)
            Step(i);
        var warm = ResidentBytes();
        for (var i = 0; i < 3000; i++)
        {
            Step(i);
            Assert.Equal(before, TensorScope.LiveTensors);
        }
        // A step makes about 40 tensors, 200 KB in all; forgetting a tenth of it each time would come to 60 MB.
        Assert.InRange(ResidentBytes() - warm, long.MinValue, 30L << 20);
        weight.Dispose();
        average.Dispose();
        TorchLibrary.Threads = threads;

        void Step(int i)
        {
            using var scope = TensorScope.Open();
            var type = i % 2 == 0 ? ScalarType.Float32 : ScalarType.BFloat16;
            var x = Tensor.Randn([2, 16, 8, 8], generator).To(type, i % 3 == 0 ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous);
            var y = Convolution.Apply(x, weight.To(type), padding: 1).LeakyRelu(0.2).Clamp(-256, 256);
            y = Tensor.Cat([y, x.Flip(3)], 1).Pad(1, 1, 0, 0).Mean([2, 3]).To(ScalarType.Float32);
            var first = Autograd.Grad(y.Square().Sum(), weight, createGraph: i % 10 == 0);
            if (i % 10 == 0)
                first = Autograd.Grad(first.Square().Sum(), weight);
            using (Autograd.NoGrad())
                average.LerpInPlace(first.Detach(), 0.01);
            if (i % 7 == 0)
                Assert.Throws<TorchException>(() => x.MatMul(weight));
        }
    }

    [Fact]
    public void Tensors_are_used_from_several_threads_at_once()
    {
        using var scope = TensorScope.Open();
        var draw = new Draw(1);
        var shared = draw.Normal(64, 64).To(ScalarType.Float32);
        var expected = shared.MatMul(shared).Relu().Sum().ToScalar();
        var before = TensorScope.LiveTensors;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, thread =>
        {
            for (var i = 0; i < 200; i++)
            {
                using var own = TensorScope.Open();
                var x = shared.Detach();
                x = i % 2 == 0 ? x.Clone().SetRequiresGrad(true) : x;
                Assert.Equal(expected, x.MatMul(x).Relu().Sum().ToScalar(), 1e-3 * Math.Abs(expected));
                if (i % 2 == 0)
                    Assert.True(Autograd.Grad(x.Square().Sum(), x).Sub(x.Mul(2)).Abs().LessOrEqual(1e-6).All());
            }
        });
        Assert.Equal(before, TensorScope.LiveTensors);
    }

    [Fact]
    public void Tasks_that_share_a_scope_give_it_all_their_tensors()
    {
        var before = TensorScope.LiveTensors;
        using (TensorScope.Open())
        {
            Parallel.For(0, 8, _ =>
            {
                for (var i = 0; i < 500; i++)
                    Tensor.Ones([4]).Add(1);
            });
            Assert.Equal(before + (8 * 500 * 2), TensorScope.LiveTensors);
        }
        Assert.Equal(before, TensorScope.LiveTensors);
    }

    [Fact]
    public async Task A_tensor_that_is_freed_while_another_thread_uses_it_is_refused_there_and_nothing_crashes()
    {
        var refused = 0;
        for (var round = 0; round < 200; round++)
        {
            using var ready = new ManualResetEventSlim();
            Tensor x;
            Task user;
            using (TensorScope.Open())
            {
                x = Tensor.Ones([64, 64]);
                // Not in the flow of the scope: the thread frees what it makes itself.
                using (ExecutionContext.SuppressFlow())
                    user = Task.Run(() => Use(x, ready));
                ready.Wait();
                Thread.SpinWait(round * 20);
            }
            await user;
        }
        Assert.Equal(200, refused);

        void Use(Tensor shared, ManualResetEventSlim begun)
        {
            using var own = TensorScope.Open();
            try
            {
                for (var i = 0; ; i++)
                {
                    using var inner = TensorScope.Open();
                    Assert.Equal(64 * 64 * 64.0, Tensor.Cat([shared.MatMul(shared)], 0).Sum().ToScalar());
                    begun.Set();
                    Assert.Equal([64, 64], shared.Shape);
                }
            }
            catch (ObjectDisposedException)
            {
                refused++;
            }
        }
    }

    [Fact]
    public async Task What_a_task_makes_after_its_scope_was_closed_belongs_to_nobody_and_is_not_lost_with_it()
    {
        using var closed = new ManualResetEventSlim();
        Task<Tensor> late;
        using (TensorScope.Open())
            late = Task.Run(() =>
            {
                closed.Wait();
                return Tensor.Ones([3]);
            });
        closed.Set();
        var made = await late;
        Assert.Equal([1f, 1f, 1f], made.ToFloats());
        made.Dispose();
    }

    private static long ResidentBytes() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
