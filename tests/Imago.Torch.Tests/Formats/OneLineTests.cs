using Imago.Torch.Formats;

namespace Imago.Torch.Tests.Formats;

public class OneLineTests
{
    [Fact]
    public void Names_in_a_sentence_cannot_act_on_the_screen()
    {
        Assert.Equal("a?b?[2Jc?d?e?f", OneLine.Of("a\nb\u001b[2Jc\u202ed\u2028e\u0000f"));
        Assert.Equal("öffne «Bild»: 漢字 🙂", OneLine.Of("öffne «Bild»: 漢字 🙂"));
    }
}
