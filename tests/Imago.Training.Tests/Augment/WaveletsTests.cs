using Imago.Training.Augment;

namespace Imago.Training.Tests.Augment;

public sealed class WaveletsTests
{
    [Fact]
    public void The_low_pass_is_orthonormal_and_its_high_pass_is_blind_to_polynomials_of_degree_five()
    {
        double[] h = [.. Wavelets.LowPass.Select(tap => tap * Math.Sqrt(2))];
        Assert.Equal(12, h.Length);
        for (var k = 0; k < 6; k++)
            Assert.Equal(k == 0 ? 1 : 0, Enumerable.Range(0, 12 - (2 * k)).Sum(n => h[n] * h[n + (2 * k)]), 11);
        for (var degree = 0; degree < 6; degree++)
            Assert.Equal(0, Enumerable.Range(0, 12).Sum(n => (n % 2 == 0 ? 1 : -1) * h[n] * Math.Pow(n - 5.5, degree)), 7);
    }

    [Fact]
    public void The_bands_add_up_to_the_unit_impulse_and_have_no_phase()
    {
        for (var tap = 0; tap < Wavelets.BandTaps; tap++)
        {
            Assert.Equal(tap == 21 ? 1 : 0, Wavelets.BandFilters.Sum(band => band[tap]), 1e-12);
            foreach (var band in Wavelets.BandFilters)
                Assert.Equal(band[tap], band[42 - tap], 1e-12);
        }
    }

    [Fact]
    public void Each_band_passes_its_own_octave_best()
    {
        // The middle of octave k of the spectrum, coarse to fine: 0 … π/8, π/8 … π/4, π/4 … π/2, π/2 … π.
        double[] middles = [Math.PI / 16, Math.PI * 3 / 16, Math.PI * 3 / 8, Math.PI * 3 / 4];
        foreach (var (middle, octave) in middles.Select((middle, octave) => (middle, octave)))
        {
            double[] response = [.. Wavelets.BandFilters.Select(band => band.Select((tap, n) => tap * Math.Cos(middle * (n - 21))).Sum())];
            Assert.Equal(octave, Array.IndexOf(response, response.Max()));
        }
    }
}
