using System.Diagnostics;
using System.Globalization;
using Imago.Imaging;
using Imago.Imaging.Painting;
using Imago.Latent.Clip;
using Imago.Networks;
using Imago.Torch;
using Imago.Torch.Formats;

namespace Imago.Bench;

/// <summary>
/// How many pictures of 224² a second does a CLIP ViT-B/32 look at, in fp32 and bf16, how many texts does it read, and what does it take to bring a picture of 1024² to its size? Random weights, which
/// cost what trained ones cost. Arguments: ROUNDS.
/// </summary>
internal static class HowFastDoesClipSee
{
    public static void Run(string[] arguments)
    {
        if (arguments.Length != 1)
            throw new ArgumentException("expected ROUNDS.");
        var rounds = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("imago-clip-").FullName;
        try
        {
            var path = Path.Combine(folder, "b32.safetensors");
            Write(path);
            Console.WriteLine($"{rounds} rounds, {TorchLibrary.Threads} threads: a second, most and median");
            Console.WriteLine("| what | precision | most | median |");
            Console.WriteLine("|---|---|---|---|");
            var tokenizer = new ClipTokenizer();
            foreach (var type in (ScalarType[])[ScalarType.Float32, ScalarType.BFloat16])
            {
                using var clip = ClipFile.Read(path, type, ClipActivation.Gelu);
                foreach (var batch in (int[])[1, 8, 32])
                    Report($"pictures, {batch} at a time", type, rounds, batch, () => clip.Visual.Forward(Tensor.Zeros([batch, 3, 224, 224])));
                int[][] texts = [.. Enumerable.Range(0, 32).Select(i => tokenizer.Encode($"a painting of the sea, number {i}", 77))];
                Report("texts of 10 tokens, 32 at a time", type, rounds, texts.Length, () => clip.Text.Forward(texts));
            }
            var jpeg = PictureWriter.Encode(PictureResizer.Fit(PortraitPainter.Paint(1, 512), 1024, 1024), PictureFormat.Jpeg);
            Report("JPEGs of 1024² decoded and resized, one thread", null, rounds, 1, () => ClipPreprocessing.Fit(PictureReader.Decode(jpeg), 224));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Report(string what, ScalarType? type, int rounds, int count, Action once)
    {
        var rates = new List<double>();
        for (var round = -1; round < rounds; round++) // the first is not counted
        {
            using var scope = TensorScope.Open();
            using var none = Autograd.NoGrad();
            var began = Stopwatch.GetTimestamp();
            once();
            if (round >= 0) rates.Add(count / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {type?.ToString() ?? "–"} | {rates.Max():0.0} | {rates.Order().ElementAt(rounds / 2):0.0} |"));
    }

    private static void Write(string path)
    {
        using var scope = TensorScope.Open();
        using var random = new RandomGenerator(1);
        var weights = new List<SafeTensorsItem>();
        void Add(string name, params long[] shape) => weights.Add(SafeTensors.Item(name, Tensor.Randn(shape, random, ScalarType.BFloat16).Mul(0.02)));
        void Norm(string name, long width)
        {
            weights.Add(SafeTensors.Item(name + ".weight", Tensor.Ones([width])));
            weights.Add(SafeTensors.Item(name + ".bias", Tensor.Zeros([width])));
        }
        void Blocks(string tower, long width)
        {
            for (var i = 0; i < 12; i++)
            {
                var block = $"{tower}transformer.resblocks.{i}";
                foreach (var (name, outputs, inputs) in new[] { ("attn.out_proj.", width, width), ("mlp.c_fc.", 4 * width, width), ("mlp.c_proj.", width, 4 * width), ("attn.in_proj_", 3 * width, width) })
                {
                    Add($"{block}.{name}weight", outputs, inputs);
                    Add($"{block}.{name}bias", outputs);
                }
                Norm($"{block}.ln_1", width);
                Norm($"{block}.ln_2", width);
            }
        }
        Add("visual.conv1.weight", 768, 3, 32, 32);
        Add("visual.class_embedding", 768);
        Add("visual.positional_embedding", 50, 768);
        Norm("visual.ln_pre", 768);
        Blocks("visual.", 768);
        Norm("visual.ln_post", 768);
        Add("visual.proj", 768, 512);
        Add("token_embedding.weight", 49_408, 512);
        Add("positional_embedding", 77, 512);
        Blocks("", 512);
        Norm("ln_final", 512);
        Add("text_projection", 512, 512);
        Add("logit_scale");
        SafeTensorsWriter.Write(path, weights);
    }
}
