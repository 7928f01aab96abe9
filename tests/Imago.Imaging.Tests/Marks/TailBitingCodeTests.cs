using Imago.Imaging.Marks;

namespace Imago.Imaging.Tests.Marks;

public class TailBitingCodeTests
{
    [Fact]
    public void A_number_comes_back_from_its_word_and_from_one_with_eleven_of_160_signs_turned()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 300; trial++)
        {
            var number = trial < 4 ? trial : random.NextInt64(1L << TailBitingCode.Bits);
            var received = TailBitingCode.Encode(number).Select(static one => (double)one).ToArray();
            Assert.Equal(number, TailBitingCode.Decode(received));
            foreach (var at in Enumerable.Range(0, TailBitingCode.Length).OrderBy(_ => random.Next()).Take(11))
                received[at] = -received[at];
            Assert.Equal(number, TailBitingCode.Decode(received));
        }
    }

    [Fact]
    public void Two_words_differ_in_24_signs_or_more_and_those_of_neighbouring_numbers_in_many()
    {
        var words = Enumerable.Range(0, 200).Select(static number => TailBitingCode.Encode(number)).ToArray();
        var distances = (from one in Enumerable.Range(0, words.Length) from other in Enumerable.Range(0, one) select words[one].Zip(words[other]).Count(static pair => pair.First != pair.Second)).ToList();
        Assert.True(distances.Min() >= 24, $"{distances.Min()}");
        Assert.InRange(distances.Average(), 79, 81); // as for words that are drawn by lot
        // The code is linear, so the least distance of any two words is the least weight of one, and light words have their bits close together: all of 14 neighbouring bits, of which the first is set.
        var none = TailBitingCode.WordOf(0);
        Assert.Equal(24, Enumerable.Range(0, 1 << 13).Min(bits => TailBitingCode.WordOf(2 * bits + 1).Zip(none).Count(static pair => pair.First != pair.Second)));
    }
}
