namespace Imago.Imaging.Painting;

/// <summary>Throws the dice for a <see cref="Sitter"/>: what goes with what, and how often.</summary>
internal static class SitterDraw
{
    public static Sitter From(long seed)
    {
        var draw = new SeededDraw(seed, 0);
        var age = draw.Next();
        var rugged = draw.Next();
        var skinDepth = Math.Pow(draw.Next(), 1.3);
        var hat = Hat(draw, rugged);
        var hairStyle = Hair(draw, age, rugged, hat);
        var beard = Beard(draw, age, rugged);
        var ground = Palette.Ground(draw);
        var cloth = Palette.Cloth(draw, ground);
        var hair = Palette.Hair(draw, skinDepth);
        if (age > 0.55 && draw.Chance(0.75)) // grey comes slowly, then white
            hair = hair.Mix(Pigment.Lch(draw.Between(0.62, 0.88), 0.012, 80), Math.Min(0.95, (age - 0.45) * 2));
        if (hairStyle == HairStyle.Wig) hair = Pigment.Lch(draw.Between(0.66, 0.86), 0.02, 80);
        var turn = draw.Side() * Math.Sqrt(draw.Next());

        return new Sitter
        {
            Seed = seed,
            Age = age,
            Ruggedness = rugged,
            Turn = turn,
            Tilt = draw.Around(-7, 7),
            Scale = draw.Around(1.03, 1.18),
            HeadX = 128 - 3 * turn + draw.Around(-4, 4),
            HeadY = 116 + draw.Around(-4, 4),

            Temple = draw.Around(41, 49),
            Jaw = draw.Around(28, 37) + 4 * rugged,
            Chin = draw.Around(60, 72) + 3 * rugged,
            ChinWidth = draw.Around(10, 17) + 5 * rugged,
            Crown = -draw.Around(64, 74),

            EyeGap = draw.Around(18, 22),
            EyeWidth = draw.Around(9.6, 12.4),
            EyeOpen = draw.Around(4.6, 7.4) - 1.2 * age,
            EyeSlant = draw.Around(-7, 10),
            Gaze = draw.Around(-2.6, 2.6),
            BrowWidth = draw.Between(1.8, 3.4) + 2.0 * rugged,
            BrowLift = draw.Around(11.5, 18),
            BrowArch = draw.Around(0, 8),
            NoseLength = draw.Around(20, 30),
            NoseWidth = draw.Around(6, 10) + 2 * rugged,
            MouthWidth = draw.Around(11, 18),
            LipFullness = draw.Around(2.6, 6.4) - 1.2 * age,
            Smile = draw.Around(-3, 5),

            SkinDepth = skinDepth,
            Skin = Palette.Skin(skinDepth, draw.Around(-12, 10)),
            Hair = hair,
            Iris = Palette.Iris(draw, skinDepth),
            Ground = ground,
            Cloth = cloth,
            Accent = Palette.Cloth(draw, cloth),
            Linen = Palette.Linen(draw),

            HairStyle = hairStyle,
            HairVolume = draw.Around(5, 16),
            Parting = draw.Around(-1, 1),
            Beard = beard,
            Hat = hat,
            Collar = Collar(draw, rugged),
            Glasses = draw.Chance(0.11),
            Earrings = rugged < 0.6 && draw.Chance(0.28),
            Necklace = rugged < 0.6 && draw.Chance(0.30),
            ShoulderWidth = draw.Around(104, 126) + 10 * rugged,
            ShoulderY = draw.Around(204, 216),

            LightSide = draw.Chance(0.62) ? -1 : 1,
            LightStrength = draw.Between(0.25, 1),
            Warmth = draw.Next(),
            Scenery = draw.Pick((Scenery.Plain, 3.2), (Scenery.Glow, 2.4), (Scenery.Hills, 1.5), (Scenery.Drapery, 1.2), (Scenery.Niche, 0.9), (Scenery.Sky, 1.0)),
        };
    }

    private static HatStyle Hat(SeededDraw draw, double rugged) => draw.Pick(
        (HatStyle.None, 11.0), (HatStyle.Beret, 1.2), (HatStyle.WideBrim, 1.3), (HatStyle.Turban, 1.1), (HatStyle.Coif, rugged < 0.5 ? 1.6 : 0),
        (HatStyle.Scarf, 0.9), (HatStyle.Flowers, 0.8), (HatStyle.Laurel, 0.5), (HatStyle.Feather, 0.7), (HatStyle.Hood, 0.8), (HatStyle.Circlet, 0.6));

    private static HairStyle Hair(SeededDraw draw, double age, double rugged, HatStyle hat)
    {
        var soft = 1 - rugged;
        var crowned = hat is HatStyle.Beret or HatStyle.WideBrim or HatStyle.Turban or HatStyle.Coif or HatStyle.Scarf or HatStyle.Feather or HatStyle.Hood;
        var free = crowned ? 0 : 1; // styles that stand up do not fit under a hat
        return draw.Pick(
            (HairStyle.Bald, 0.9 * rugged * age), (HairStyle.Fringe, 1.6 * rugged * age * free),
            (HairStyle.Cropped, 0.3 + 1.3 * rugged), (HairStyle.Parted, 0.3 + 1.2 * rugged),
            (HairStyle.Curls, 1.0), (HairStyle.Cloud, 0.6 * free),
            (HairStyle.Bob, 0.4 + 0.9 * soft), (HairStyle.Long, 0.2 + 1.4 * soft), (HairStyle.Waves, 0.3 + 1.2 * soft),
            (HairStyle.Knot, 1.1 * soft * free), (HairStyle.Braid, 0.9 * soft * free), (HairStyle.Wig, 0.4 * free));
    }

    private static BeardStyle Beard(SeededDraw draw, double age, double rugged) => rugged < 0.5
        ? BeardStyle.None
        : draw.Pick(
            (BeardStyle.None, 3.0), (BeardStyle.Stubble, 1.0), (BeardStyle.Moustache, 1.1), (BeardStyle.Goatee, 1.0),
            (BeardStyle.Full, 1.8), (BeardStyle.Long, 0.3 + 1.4 * age));

    private static CollarStyle Collar(SeededDraw draw, double rugged)
    {
        var soft = 1 - rugged;
        return draw.Pick(
            (CollarStyle.Plain, 1.3), (CollarStyle.Ruff, 1.1), (CollarStyle.Lace, 1.0), (CollarStyle.Crossed, 1.0),
            (CollarStyle.Cravat, 0.2 + rugged), (CollarStyle.Lapels, 0.3 + 1.1 * rugged), (CollarStyle.Shawl, 0.3 + 0.7 * soft),
            (CollarStyle.OpenNeck, 1.8 * soft), (CollarStyle.Monk, 0.3), (CollarStyle.Buttons, 0.8));
    }
}
