namespace Imago.Imaging.Painting;

internal enum HairStyle { Bald, Fringe, Cropped, Parted, Curls, Cloud, Bob, Long, Waves, Knot, Braid, Wig }

internal enum BeardStyle { None, Stubble, Moustache, Goatee, Full, Long }

internal enum HatStyle { None, Beret, WideBrim, Turban, Coif, Scarf, Flowers, Laurel, Feather, Hood, Circlet }

internal enum CollarStyle { Plain, Ruff, Lace, Crossed, Cravat, Lapels, Shawl, OpenNeck, Monk, Buttons }

internal enum Scenery { Plain, Glow, Hills, Drapery, Niche, Sky }
