#!/usr/bin/env python3
"""Makes the files of this folder. They are committed; this says where they come from.

Needs libvips-tools and ffmpeg. quadrants: 48 x 32 pixels, four flat colours (see Quadrants.cs); noise: 64 x 48, hard to compress,
for cutting files short.
"""
import os, random, struct, subprocess

def vips(*args):
    subprocess.run(["vips", *args], check=True)

def ppm(name, w, h, pixel):
    with open(name, "wb") as f:
        f.write(b"P6\n%d %d\n255\n" % (w, h) + bytes(c for y in range(h) for x in range(w) for c in pixel(x, y)))

colours = {(0, 0): (200, 40, 40), (1, 0): (40, 180, 60), (0, 1): (50, 70, 190), (1, 1): (220, 200, 60)}
ppm("q.ppm", 48, 32, lambda x, y: colours[x >= 24, y >= 16])
random.seed(3)
ppm("n.ppm", 64, 48, lambda x, y: [min(255, max(0, int(118 + (x * y) % 17 * 10 - 80 + random.gauss(0, 20)))) for _ in range(3)])
vips("copy", "q.ppm", "q.v")
vips("copy", "n.ppm", "n.v")

vips("icc_export", "q.v", "t.v", "--output-profile", "cmyk")
vips("jpegsave", "t.v", "cmyk.jpg", "--Q", "95", "--strip")
vips("jpegsave", "q.v", "progressive.jpg", "--Q", "95", "--interlace")
vips("icc_transform", "q.v", "t.v", "p3", "--input-profile", "srgb")
vips("jpegsave", "t.v", "display-p3.jpg", "--Q", "98", "--subsample-mode", "off")
vips("webpsave", "q.v", "lossy.webp", "--Q", "95")
vips("webpsave", "q.v", "lossless.webp", "--lossless")
vips("heifsave", "q.v", "8-bit.avif", "--compression", "av1", "--Q", "90")
vips("heifsave", "q.v", "8-bit.heic", "--compression", "hevc", "--Q", "90")
vips("heifsave", "q.v", "10-bit.heic", "--compression", "hevc", "--Q", "90", "--bitdepth", "10")
subprocess.run("ffmpeg -v error -y -i q.ppm -vf format=yuv444p10le -c:v libaom-av1 -still-picture 1 -crf 10 10-bit.avif", shell=True, check=True)
vips("gifsave", "q.v", "one.gif")
vips("pngsave", "q.v", "interlaced.png", "--interlace")
vips("tiffsave", "q.v", "tiled-jpeg.tif", "--tile", "--compression", "jpeg", "--Q", "95")
vips("tiffsave", "q.v", "lzw.tif", "--compression", "lzw")
# Two frames, the second inverted: the first must be taken.
vips("invert", "q.v", "i.v")
vips("join", "q.v", "i.v", "t.v", "vertical")
vips("gifsave", "t.v", "animated.gif", "--page-height", "32")
vips("webpsave", "t.v", "animated.webp", "--page-height", "32", "--lossless")
vips("tiffsave", "t.v", "two-pages.tif", "--page-height", "32", "--compression", "deflate")
for kind, options in [("jpg", []), ("png", []), ("webp", []), ("gif", []), ("avif", ["--compression", "av1"]), ("heic", ["--compression", "hevc"])]:
    saver = {"avif": "heif", "heic": "heif", "jpg": "jpeg"}.get(kind, kind) + "save"
    vips(saver, "n.v", "noise." + kind, *options)

def rotated(data, angle):
    """The same HEIC with an 'irot' property of angle * 90 degrees anticlockwise on its only picture, as telephones write it."""
    def box(at):
        return struct.unpack(">I", data[at:at + 4])[0]
    def find(kind, start):
        return data.index(kind, start) - 4
    data = bytearray(data)
    meta = find(b"meta", 0)
    iprp = find(b"iprp", meta); ipco = find(b"ipco", iprp); ipma = find(b"ipma", iprp)
    count, at = 0, ipco + 8
    while at < ipco + box(ipco):
        count, at = count + 1, at + box(at)
    # ipma: version and flags, entries; each: item (16 bits), number of associations (8 bits), one byte each. The last is the whole picture's.
    associations, end = 0, ipma + 16
    for _ in range(struct.unpack(">I", data[ipma + 12:ipma + 16])[0]):
        associations = end + 2
        end = associations + 1 + data[associations]
    irot = struct.pack(">I4sB", 9, b"irot", angle)
    new = data[:at] + irot + data[at:end] + bytes([0x80 | count + 1]) + data[end:]
    new[associations + len(irot)] += 1
    for where, more in ((meta, 10), (iprp, 10), (ipco, 9), (ipma + len(irot), 1)):
        new[where:where + 4] = struct.pack(">I", struct.unpack(">I", new[where:where + 4])[0] + more)
    # Every extent of iloc moves with the file's end. (iloc version 0 or 1, 4-byte offsets and lengths, no base offset.)
    iloc = bytes(new).index(b"iloc", meta) - 4
    version, sizes, base = new[iloc + 8], new[iloc + 12], new[iloc + 13] >> 4
    assert sizes == 0x44 and base in (0, 4), (sizes, base)
    entry = iloc + 16
    for _ in range(struct.unpack(">H", new[iloc + 14:iloc + 16])[0]):
        p = entry + 2 + (2 if version == 1 else 0) + 2
        method = struct.unpack(">H", new[entry + 2:entry + 4])[0] & 15 if version == 1 else 0
        p += base
        extents = struct.unpack(">H", new[p:p + 2])[0]
        p += 2
        for _ in range(extents):
            if method == 0:
                new[p:p + 4] = struct.pack(">I", struct.unpack(">I", new[p:p + 4])[0] + 10)
            p += 8
        entry = p
    return bytes(new)

# 3 * 90 degrees anticlockwise: the picture as seen stands on its right-hand side, like a telephone's portrait.
open("rotated.heic", "wb").write(rotated(open("8-bit.heic", "rb").read(), 3))
for scrap in ("q.ppm", "n.ppm", "q.v", "n.v", "t.v", "i.v"):
    os.remove(scrap)
