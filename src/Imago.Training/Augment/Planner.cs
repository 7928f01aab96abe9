namespace Imago.Training.Augment;

/// <summary>Chooses the augmentations of a batch. The order of the choices is part of the interface: given numbers rely on it.</summary>
/// <param name="Options">What is offered.</param>
/// <param name="P">The probability that the strengths multiply.</param>
/// <param name="Draws">The source of the numbers.</param>
/// <param name="Count">Pictures.</param>
internal sealed record Planner(AugmentOptions Options, double P, IAugmentDraws Draws, int Count)
{
    public AugmentPlan Plan(int channels, int height, int width)
    {
        var inverse = Options.HasGeometry ? Geometry(height, width) : null;
        var color = Options.HasColor ? Color(channels) : null;
        var gains = Options.ImgFilter > 0 ? BandGains() : null;
        var sigma = Options.Noise > 0 ? NoiseSigma() : null;
        return new()
        {
            Inverse = inverse,
            Color = color,
            BandGains = gains,
            NoiseSigma = sigma,
            Noise = sigma is null ? null : Draws.NormalPicture(Count, channels, height, width),
            Hole = Options.Cutout > 0 ? Holes() : null,
        };
    }

    /// <summary>
    /// The new picture is the old one under T1, then T2, …; so the inverse is T1⁻¹·T2⁻¹·…, and each step multiplies from the right.
    /// y points down, so a turn by θ in the usual sense is one by -θ here, and its inverse one by θ.
    /// </summary>
    private Affine2[] Geometry(int height, int width)
    {
        var inverse = new Affine2[Count];
        Array.Fill(inverse, Affine2.Identity);

        if (Options.XFlip > 0)
        {
            var coin = Draws.Uniform(Count);
            Where(Options.XFlip, i => inverse[i] *= Affine2.Scale(coin[i] < 0.5 ? 1 : -1, 1));
        }
        if (Options.Rotate90 > 0)
        {
            var turn = Draws.Uniform(Count);
            Where(Options.Rotate90, i => inverse[i] *= Affine2.RotateQuarters((int)(turn[i] * 4)));
        }
        if (Options.XInt > 0)
        {
            var shift = Draws.Uniform(Count, 2);
            Where(Options.XInt, i => inverse[i] *= Affine2.Translate(
                -Math.Round(Symmetric(shift[2 * i]) * Options.XIntMax * width),
                -Math.Round(Symmetric(shift[(2 * i) + 1]) * Options.XIntMax * height)));
        }
        if (Options.Scale > 0)
        {
            var scale = Draws.Normal(Count);
            Where(Options.Scale, i =>
            {
                var s = double.Exp2(scale[i] * Options.ScaleStd);
                inverse[i] *= Affine2.Scale(1 / s, 1 / s);
            });
        }
        if (Options.Rotate > 0)
            Rotate(inverse, again: false);
        if (Options.Aniso > 0)
        {
            var scale = Draws.Normal(Count);
            Where(Options.Aniso, i =>
            {
                var s = double.Exp2(scale[i] * Options.AnisoStd);
                inverse[i] *= Affine2.Scale(1 / s, s);
            });
        }
        if (Options.Rotate > 0)
            Rotate(inverse, again: true);
        if (Options.XFrac > 0)
        {
            var shift = Draws.Normal(Count, 2);
            Where(Options.XFrac, i => inverse[i] *= Affine2.Translate(
                -shift[2 * i] * Options.XFracStd * width, -shift[(2 * i) + 1] * Options.XFracStd * height));
        }
        return inverse;
    }

    /// <summary>Offered twice; the probability of each is such that that of at least one is P: 1 - (1 - p)² = P.</summary>
    private void Rotate(Affine2[] inverse, bool again)
    {
        var angle = Draws.Uniform(Count);
        var gates = Draws.Gates(Count, 1 - Math.Sqrt(1 - Math.Clamp(Options.Rotate * P, 0, 1)), again);
        for (var i = 0; i < Count; i++)
            if (gates[i])
                inverse[i] *= Affine2.Rotate(Symmetric(angle[i]) * Math.PI * Options.RotateMax);
    }

    private ColorTransform[] Color(int channels)
    {
        var color = new ColorTransform[Count];
        Array.Fill(color, ColorTransform.Identity);

        if (Options.Brightness > 0)
        {
            var amount = Draws.Normal(Count);
            Where(Options.Brightness, i => color[i] = color[i].Brighten(amount[i] * Options.BrightnessStd));
        }
        if (Options.Contrast > 0)
        {
            var octaves = Draws.Normal(Count);
            Where(Options.Contrast, i => color[i] = color[i].Contrast(double.Exp2(octaves[i] * Options.ContrastStd)));
        }
        if (Options.LumaFlip > 0)
        {
            var coin = Draws.Uniform(Count);
            Where(Options.LumaFlip, i => color[i] = coin[i] < 0.5 ? color[i] : color[i].FlipLuma());
        }
        // A grey picture has neither hue nor saturation, and nothing is drawn for them.
        if (Options.Hue > 0 && channels > 1)
        {
            var angle = Draws.Uniform(Count);
            Where(Options.Hue, i => color[i] = color[i].RotateHue(Symmetric(angle[i]) * Math.PI * Options.HueMax));
        }
        if (Options.Saturation > 0 && channels > 1)
        {
            var octaves = Draws.Normal(Count);
            Where(Options.Saturation, i => color[i] = color[i].Saturate(double.Exp2(octaves[i] * Options.SaturationStd)));
        }
        return color;
    }

    /// <summary>
    /// One band after the other is amplified, and all four then divided by √Σ wⱼ·tⱼ², so that a picture with the usual 1/f spectrum,
    /// whose power lies in the bands as w = [10, 1, 1, 1]/13, keeps its power.
    /// </summary>
    private double[][] BandGains()
    {
        ReadOnlySpan<double> expectedPower = [10 / 13.0, 1 / 13.0, 1 / 13.0, 1 / 13.0];
        var gains = new double[Count][];
        for (var i = 0; i < Count; i++)
            gains[i] = [1, 1, 1, 1];
        for (var band = 0; band < Wavelets.Bands; band++)
        {
            var octaves = Draws.Normal(Count);
            var gates = Draws.Gates(Count, Options.ImgFilter * Options.ImgFilterBands[band] * P);
            for (var i = 0; i < Count; i++)
            {
                if (!gates[i])
                    continue;
                var t = double.Exp2(octaves[i] * Options.ImgFilterStd);
                var power = 1 + (expectedPower[band] * ((t * t) - 1));
                for (var other = 0; other < Wavelets.Bands; other++)
                    gains[i][other] *= (other == band ? t : 1) / Math.Sqrt(power);
            }
        }
        return gains;
    }

    private double[] NoiseSigma()
    {
        var strength = Draws.HalfNormal(Count);
        var sigma = new double[Count];
        Where(Options.Noise, i => sigma[i] = strength[i] * Options.NoiseStd);
        return sigma;
    }

    private (double X, double Y)?[] Holes()
    {
        // Here the gate comes first.
        var gates = Draws.Gates(Count, Options.Cutout * P);
        var centre = Draws.Uniform(Count, 2);
        return [.. gates.Select((open, i) => open ? (centre[2 * i], centre[(2 * i) + 1]) : ((double, double)?)null)];
    }

    private void Where(double strength, Action<int> apply)
    {
        var gates = Draws.Gates(Count, strength * P);
        for (var i = 0; i < Count; i++)
            if (gates[i])
                apply(i);
    }

    /// <summary>Uniform in [0, 1) → uniform in [-1, 1).</summary>
    private static double Symmetric(float uniform) => (2.0 * uniform) - 1;
}
