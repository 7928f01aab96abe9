using Imago.Imaging;
using Imago.Latent.Ablation;
using Imago.Latent.Films;
using Imago.Latent.Units;

namespace Imago.Latent.Tests.Ablation;

public sealed class NetworkAblationTests : LeakCheck
{
    private static readonly AblationOptions s_short = new() { Seconds = 2, FramesPerSecond = 10, TruncationPsi = 0.8 };

    private static LatentCode Face(long seed) => LatentCode.OfSeed(seed, 24);

    [Fact]
    public void It_begins_with_the_picture_and_ends_where_no_face_is_left()
    {
        using var renderer = Some.Renderer();
        var death = NetworkAblation.Of(renderer, [Face(1), Face(2)], s_short with { Columns = 2 });
        Assert.Equal((20, 5 * 16), (death.Film.Frames, death.Plan.Units.Count));
        Assert.Equal(renderer.Render(Some.Request(2) with { TruncationPsi = 0.8 }).Values, renderer.Render(death.Film.Cells(0)[1]).Values);
        var end = renderer.Render(death.Film.Cells(19)).Select(one => one.Values).ToList();
        Assert.Equal(end[0], end[1]); // nothing of who they were
        Assert.NotEqual(renderer.Render(death.Film.Cells(10)[0]).Values, renderer.Render(death.Film.Cells(10)[1]).Values);
    }

    [Fact]
    public void Any_frame_is_rendered_again_from_the_timeline_beside_the_film()
    {
        using var renderer = Some.Renderer();
        foreach (var mode in Enum.GetValues<DeadUnit>())
        {
            var options = s_short with { Mode = mode, Order = DyingOrder.Strongest, Revive = true, Layers = "b8,16", Units = 37 };
            var death = NetworkAblation.Of(renderer, [Face(1), new(LatentSpace.W, Some.Numbers(120)) { Name = "grandfather" }], options);
            FilmExport.Write(renderer, death.Film, At($"{mode}/"));
            death.Timeline.Write(At($"{mode}.json"));

            var timeline = AblationTimeline.Read(At($"{mode}.json"));
            Assert.Equal((37, 74, 20, 20), (timeline.Units.Count, timeline.Events.Count, timeline.Frames, timeline.Distances!.Count));
            Assert.Equal(options, timeline.Options);
            var again = NetworkAblation.Of(renderer, timeline);
            foreach (var frame in new[] { 0, 8, 14 })
            {
                var pictures = renderer.Render(again.Film.Cells(frame)).Select(one => one.ToPicture()).ToList();
                Assert.Equal(PictureReader.Decode(At($"{mode}/frame{frame:000000}.png")).Pixels, PictureGrid.Compose(pictures, 1).Pixels);
            }
        }
        using var other = Some.Renderer(channels: 1);
        Assert.Contains("belongs to the network", Assert.Throws<LatentException>(() => NetworkAblation.Of(other, AblationTimeline.Read(At("Zero.json")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Distances_are_those_of_the_frames_from_the_first()
    {
        using var renderer = Some.Renderer();
        var death = NetworkAblation.Of(renderer, [Face(1)], s_short);
        FilmExport.Write(renderer, death.Film, At("film/"));
        var first = PictureReader.Decode(At("film/frame000000.png")).Pixels;
        Assert.Equal(0, death.Timeline.Distances![0]);
        foreach (var frame in new[] { 7, 19 })
            Assert.Equal(
                Math.Sqrt(PictureReader.Decode(At($"film/frame{frame:000000}.png")).Pixels.Zip(first, (a, b) => Math.Pow((a - b) / 255.0, 2)).Average()),
                death.Timeline.Distances[frame], 9);
    }

    [Fact]
    public void The_map_stands_beside_the_picture_and_goes_dark_unit_by_unit()
    {
        using var renderer = Some.Renderer();
        var death = NetworkAblation.Of(renderer, [Face(1)], s_short with { Map = true, Curve = DyingCurve.Linear });
        var made = FilmExport.Write(renderer, death.Film, At("film/"), new() { Side = 256 });
        Assert.Equal((512, 256), (made.Width, made.Height));
        int Light(int frame)
        {
            var picture = PictureReader.Decode(At($"film/frame{frame:000000}.png"));
            return Enumerable.Range(0, 190 * 256).Count(i => picture.Pixels[((((i / 256) * 512) + 256 + (i % 256)) * 3) + 2] > 75); // the map's rows; blue, which all living squares have
        }

        var light = Enumerable.Range(0, 20).Select(Light).ToList();
        Assert.True(light[0] > 80 * 9, $"{light[0]} light pixels");
        Assert.True(light[^1] < 0.4 * light[0], "what died last still glows");
        Assert.All(Enumerable.Range(8, 12), frame => Assert.True(light[frame] < light[frame - 3], $"frame {frame}: {string.Join(", ", light)}"));
    }

    [Fact]
    public void What_the_loudest_units_are_is_measured_aloud_for_bends_too_and_can_be_stopped()
    {
        using var renderer = Some.Renderer();
        var (told, bent) = (new List<int>(), s_short with { Bends = "b8.conv1/strongest-2: scale 0" });
        NetworkAblation.Of(renderer, [Face(1)], bent, told.Add);
        Assert.Equal(Enumerable.Range(1, UnitStatistics.Samples), told);
        Assert.Throws<OperationCanceledException>(() => NetworkAblation.Of(renderer, [Face(1)], bent, cancel: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void What_cannot_be_is_refused_in_a_sentence()
    {
        using var renderer = Some.Renderer();
        void Refused(string expected, AblationOptions options, params LatentCode[] faces) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => NetworkAblation.Of(renderer, faces, options)).Message, StringComparison.Ordinal);
        Refused("0 faces in 1 columns", s_short);
        Refused("81 units are to die, and the layers all have 80: choose 1 to 80", s_short with { Units = 81 }, Face(1));
        Refused("'b32'", s_short with { Layers = "b32" }, Face(1));
        File.WriteAllText(At("text.json"), "no timeline");
        Assert.Contains("is no timeline", Assert.Throws<LatentException>(() => AblationTimeline.Read(At("text.json"))).Message, StringComparison.Ordinal);
        File.WriteAllText(At("other.json"), """{"format":"x","network":"","latents":[],"options":{},"frames":2,"units":[],"events":[]}""");
        Assert.Contains("has the format 'x'", Assert.Throws<LatentException>(() => AblationTimeline.Read(At("other.json"))).Message, StringComparison.Ordinal);
    }
}
