namespace Imago.Imaging.Painting;

/// <summary>
/// Who sits for the portrait, and in what light: every parameter of one picture, drawn from a seed. Lengths are in units of
/// the sheet (256 wide); the head has its own axes, with the point between the eyes as origin, x to the right and y down.
/// </summary>
internal sealed record Sitter
{
    public required long Seed { get; init; }

    // the whole
    public required double Age { get; init; } // 0 young to 1 old
    public required double Ruggedness { get; init; } // 0 soft features to 1 heavy ones
    public required double Turn { get; init; } // -1 looks to the left edge, 1 to the right
    public required double Tilt { get; init; } // degrees
    public required double Scale { get; init; }
    public required double HeadX { get; init; } // of the point between the eyes, on the sheet
    public required double HeadY { get; init; }

    // skull
    public required double Temple { get; init; } // half width at the eyes
    public required double Jaw { get; init; } // half width at the mouth
    public required double Chin { get; init; } // height of its lowest point
    public required double ChinWidth { get; init; }
    public required double Crown { get; init; } // height of the highest point: negative

    // features
    public required double EyeGap { get; init; } // from the middle to an eye's centre
    public required double EyeWidth { get; init; } // half
    public required double EyeOpen { get; init; } // half the height
    public required double EyeSlant { get; init; } // degrees, positive lifts the outer corner
    public required double Gaze { get; init; } // irises' shift
    public required double BrowWidth { get; init; }
    public required double BrowLift { get; init; }
    public required double BrowArch { get; init; }
    public required double NoseLength { get; init; }
    public required double NoseWidth { get; init; }
    public required double MouthWidth { get; init; }
    public required double LipFullness { get; init; }
    public required double Smile { get; init; }

    // colours
    public required double SkinDepth { get; init; }
    public required Pigment Skin { get; init; }
    public required Pigment Hair { get; init; }
    public required Pigment Iris { get; init; }
    public required Pigment Ground { get; init; }
    public required Pigment Cloth { get; init; }
    public required Pigment Accent { get; init; } // hat, shawl, flowers
    public required Pigment Linen { get; init; }

    // what is worn
    public required HairStyle HairStyle { get; init; }
    public required double HairVolume { get; init; }
    public required double Parting { get; init; } // -1 to 1
    public required BeardStyle Beard { get; init; }
    public required HatStyle Hat { get; init; }
    public required CollarStyle Collar { get; init; }
    public required bool Glasses { get; init; }
    public required bool Earrings { get; init; }
    public required bool Necklace { get; init; }
    public required double ShoulderWidth { get; init; }
    public required double ShoulderY { get; init; }

    // light and place
    public required int LightSide { get; init; } // -1 from the left, 1 from the right
    public required double LightStrength { get; init; } // 0 flat to 1 candle
    public required double Warmth { get; init; } // 0 cool studio to 1 old varnish
    public required Scenery Scenery { get; init; }

    /// <summary>Dice for a part's own small accidents (strokes, curls), independent of every other part's.</summary>
    public SeededDraw Dice(int part) => new(Seed, part);

    /// <summary>Where a feature of the face at x stands once the head is turned: moved, and narrowed on the far side.</summary>
    public double Feature(double x) => 8.5 * Turn + x * (1 - (x * Turn > 0 ? 0.20 : -0.02) * Math.Abs(Turn));

    /// <summary>Where a point of the head's outline at x stands once the head is turned.</summary>
    public double Edge(double x) => 1.5 * Turn + x * (1 - (x * Turn > 0 ? 0.09 : -0.02) * Math.Abs(Turn));

    /// <summary>The skin where light falls less (negative) or more (positive); -1 to 1.</summary>
    public Pigment SkinAt(double light) => light < 0
        ? Skin.Shift(0.34 * light * (0.72 + 0.4 * Skin.L), -0.006 * light, 10 * light)
        : Skin.Shift(0.11 * light, -0.010 * light, 8 * light);

    /// <summary>The portrait that this seed names.</summary>
    public static Sitter FromSeed(long seed) => SitterDraw.From(seed);
}
