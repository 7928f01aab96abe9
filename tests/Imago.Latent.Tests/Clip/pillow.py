#!/usr/bin/env python3
"""What Pillow makes of a picture before CLIP sees it. With two arguments: FILE SIDE, raw bytes go to standard output.
Without: writes pillow.json, for machines that have no Pillow. The pictures there come from the formula of ClipPreprocessingTests.Drawn.
"""
import base64, json, os, sys
from PIL import Image, __version__

def seen(image, side):
    width, height = image.size
    shorter = min(width, height)
    size = [side if n == shorter else int(side * n / shorter) for n in (width, height)]
    image = image.resize(size, Image.BICUBIC)
    left, top = (int(round((n - side) / 2.0)) for n in size)
    return image.crop((left, top, left + side, top + side)).convert("RGB").tobytes()

def drawn(width, height):
    def pixel(x, y):
        disc = (x - width // 2) ** 2 + (y - height // 3) ** 2 < (height // 4) ** 2
        return ((x * 7 + y * 3) % 256, 240 if disc else (y * 5) % 200, ((x * x + 3 * x * y + y * y) * 31 % 251))
    return Image.frombytes("RGB", (width, height), bytes(c for y in range(height) for x in range(width) for c in pixel(x, y)))

if len(sys.argv) == 3:
    sys.stdout.buffer.write(seen(Image.open(sys.argv[1]).convert("RGB"), int(sys.argv[2])))
else:
    sizes = [(97, 61, 32), (61, 96, 32), (20, 31, 32), (32, 43, 32), (200, 40, 24)]
    cases = [{"width": w, "height": h, "side": s, "pixels": base64.b64encode(seen(drawn(w, h), s)).decode()} for w, h, s in sizes]
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "pillow.json"), "w") as f:
        json.dump({"pillow": __version__, "cases": cases}, f, indent=1)
