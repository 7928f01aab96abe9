namespace Imago.Torch.Tests;

/// <summary>What several processes need that one process can test; Imago.Cli.Tests starts real ones.</summary>
public class ParallelTests : LeakCheck
{
    [Theory]
    [InlineData("RANK is '2', expected a whole number from 0 to 1", "RANK=2", "WORLD_SIZE=2", "MASTER_ADDR=a", "MASTER_PORT=1")]
    [InlineData("RANK is '-1', expected a whole number from 0 to 1", "RANK=-1", "WORLD_SIZE=2", "MASTER_ADDR=a", "MASTER_PORT=1")]
    [InlineData("RANK is 'one', expected a whole number from 0 to 1", "RANK=one", "WORLD_SIZE=2", "MASTER_ADDR=a", "MASTER_PORT=1")]
    [InlineData("WORLD_SIZE is 'two', expected a whole number from 1 to 100000", "RANK=0", "WORLD_SIZE=two")]
    [InlineData("WORLD_SIZE is '0', expected a whole number from 1 to 100000", "RANK=0", "WORLD_SIZE=0")]
    [InlineData("WORLD_SIZE is 2 and RANK is not set", "WORLD_SIZE=2")]
    [InlineData("RANK is 1 and WORLD_SIZE is not set", "RANK=1")]
    [InlineData("WORLD_SIZE is 2 and MASTER_ADDR is not set", "RANK=0", "WORLD_SIZE=2", "MASTER_PORT=1")]
    [InlineData("WORLD_SIZE is 2 and MASTER_PORT is not set", "RANK=0", "WORLD_SIZE=2", "MASTER_ADDR=a")]
    [InlineData("MASTER_PORT is 'http', expected a whole number from 1 to 65535", "RANK=0", "WORLD_SIZE=2", "MASTER_ADDR=a", "MASTER_PORT=http")]
    [InlineData("MASTER_PORT is '70000', expected a whole number from 1 to 65535", "RANK=0", "WORLD_SIZE=2", "MASTER_ADDR=a", "MASTER_PORT=70000")]
    [InlineData("LOCAL_RANK is '2', expected a whole number from 0 to 1", "RANK=0", "WORLD_SIZE=2", "LOCAL_RANK=2", "MASTER_ADDR=a", "MASTER_PORT=1")]
    public void An_environment_that_makes_no_sense_is_one_sentence(string sentence, params string[] variables) =>
        Assert.StartsWith(sentence, Assert.Throws<ArgumentException>(() => Read(variables)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_environment_of_one_process_is_none()
    {
        Assert.Null(Read());
        Assert.Null(Read("RANK=0", "WORLD_SIZE=1"));
        Assert.Equal(new Rendezvous(1, 4, 1, 2, "node0", 29500) { IsServedByLauncher = true, Attempt = 3, Interface = "eth1" }, Read(
            "RANK=1", "WORLD_SIZE=4", "LOCAL_RANK=1", "LOCAL_WORLD_SIZE=2", "MASTER_ADDR=node0", "MASTER_PORT=29500",
            "TORCHELASTIC_USE_AGENT_STORE=True", "TORCHELASTIC_RESTART_COUNT=3", "GLOO_SOCKET_IFNAME=eth1"));
    }

    [Fact]
    public void Shares_of_a_generator_draw_together_what_one_draws_alone()
    {
        using var scope = TensorScope.Open();
        using var alone = new RandomGenerator(7);
        var (normal, uniform, whole) = (Tensor.Randn([6, 5], alone).ToFloats(), Tensor.Rand([6], alone).ToFloats(), Tensor.RandInt(0, 1000, [6], alone).ToArray<long>());
        var after = alone.SaveState();
        for (var rank = 0; rank < 3; rank++)
        {
            using var random = new RandomGenerator(7);
            var own = random.Sharing(new Share(rank, 3));
            Assert.Equal([.. normal[(rank * 5)..(rank * 5 + 5)], .. normal[((rank + 3) * 5)..((rank + 3) * 5 + 5)]], Tensor.Randn([2, 5], own).ToFloats());
            Assert.Equal([uniform[rank], uniform[rank + 3]], Tensor.Rand([2], own).ToFloats());
            Assert.Equal([whole[rank], whole[rank + 3]], Tensor.RandInt(0, 1000, [2], own).ToArray<long>());
            Assert.Equal(after, random.SaveState());
        }
    }

    [Fact]
    public void A_process_alone_gets_back_what_it_gives()
    {
        using var scope = TensorScope.Open();
        var rows = Tensor.Arange(4);
        Assert.Same(rows, ProcessGroup.Alone.Gather(rows));
        Assert.Equal([1, 2], ProcessGroup.Alone.Sum(1, 2));
        Assert.True(ProcessGroup.Alone.Any(true));
        Assert.True(ProcessGroup.Alone.AllHave(() => throw new InvalidOperationException("not asked for")));
    }

    private static Rendezvous? Read(params string[] variables) =>
        Rendezvous.FromEnvironment(name => variables.FirstOrDefault(variable => variable.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..]);
}
