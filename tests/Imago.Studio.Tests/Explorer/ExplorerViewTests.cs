using Imago.Networks;
using Imago.Studio.Explorer;

namespace Imago.Studio.Tests.Explorer;

public sealed class ExplorerViewTests
{
    [Fact]
    public void A_view_of_everything_is_written_as_a_query_and_read_again()
    {
        var view = new ExplorerView
        {
            Network = "networks/my net & more=1.safetensors",
            At = LatentAddress.Parse("(85~4@0.3,keep:red hat,0.35)~1@0.2"),
            Psi = -0.55,
            Cutoff = 3,
            Distance = 0.125,
            Wall = 25,
            Noise = NoiseMode.Random,
            NoiseSeed = 7,
            Class = 2,
            Mix = new(LatentAddress.Parse("1234"), "4-6,9"),
            Directions = "networks/a b.directions.safetensors",
            Moves = new SortedDictionary<int, double> { [0] = 1.5, [12] = -3 },
            Units = [new("b8.conv0", null, 0), new("b16.conv1", 3, -0.5)],
            Death = new("by-layer", 4, 0.25),
            Held = [LatentAddress.Parse("1"), LatentAddress.Parse("(2,3,0.5)")],
        };
        var read = ExplorerView.Parse(view.ToQuery());
        Assert.Equal(view.ToQuery(), read.ToQuery());
        Assert.Equal((view.Network, view.At, view.Psi, view.Cutoff, view.Distance, view.Wall), (read.Network, read.At, read.Psi, read.Cutoff, read.Distance, read.Wall));
        Assert.Equal((view.Noise, view.NoiseSeed, view.Class, view.Mix, view.Directions, view.Death), (read.Noise, read.NoiseSeed, read.Class, read.Mix, read.Directions, read.Death));
        Assert.Equal(view.Moves.ToArray(), read.Moves.ToArray());
        Assert.Equal(view.Units, read.Units);
        Assert.Equal(view.Held, read.Held);
    }

    [Fact]
    public void What_is_usual_is_left_out_and_what_is_easy_to_read_stays_so() =>
        Assert.Equal("at=85~4@0.3", new ExplorerView { At = LatentAddress.Parse("85~4@0.3") }.ToQuery());

    [Fact]
    public void A_picture_has_the_same_address_on_any_wall() =>
        Assert.Equal(new ExplorerView { Wall = 9 }.PictureOf(LatentAddress.Parse("3")), new ExplorerView { Wall = 49, Distance = 0.9, Held = [LatentAddress.Parse("1")] }.PictureOf(LatentAddress.Parse("3")));

    [Fact]
    public void A_player_finds_the_place_for_the_time()
    {
        var view = new ExplorerView { At = LatentAddress.Parse("keep:0.5") };
        Assert.Equal("/pictures?at=(keep:0.5,2,{t})", view.PicturesBetween(view.At, LatentAddress.Parse("2")));
        Assert.Equal("/pictures?at=keep:0.5&death=random:0:{t}", view.PicturesDying(new("random", 0, 0.5)));
    }

    [Theory]
    [InlineData("psi=x")]
    [InlineData("psi=NaN")]
    [InlineData("psi=3")]
    [InlineData("cutoff=-1")]
    [InlineData("distance=2")]
    [InlineData("wall=8")]
    [InlineData("wall=100000")]
    [InlineData("noise=loud")]
    [InlineData("noise-seed=-3")]
    [InlineData("class=one")]
    [InlineData("mix=a")]
    [InlineData("moves=1")]
    [InlineData("moves=1:1e9")]
    [InlineData("units=b8.conv0")]
    [InlineData("units=b8.conv0/x:0")]
    [InlineData("death=slow:0:0.5")]
    [InlineData("held=1;x")]
    public void What_cannot_be_is_refused(string query) => Assert.Throws<StudioException>(() => ExplorerView.Parse(query));

    [Fact]
    public void The_same_direction_twice_is_refused() => Assert.Throws<StudioException>(() => ExplorerView.Parse("moves=1:2,1:3"));

    [Fact]
    public void Nearer_neighbours_keep_their_numbers_on_a_larger_wall()
    {
        Assert.Equal([1, 2, 3, 4, 0, 5, 6, 7, 8], WallOrder.Of(3));
        Assert.Equal([1, 2, 3], WallOrder.Of(5).Skip(6).Take(3));
        Assert.Equal(Enumerable.Range(0, 49), WallOrder.Of(7).Order());
    }
}
