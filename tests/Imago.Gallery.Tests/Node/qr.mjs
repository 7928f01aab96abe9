// node qr.mjs WIDTH HEIGHT < rgba: what the QR code in a picture says.
import { readFileSync } from "node:fs";
import jsQR from "jsqr";

const [width, height] = process.argv.slice(2).map(Number);
const found = jsQR.default ? jsQR.default(new Uint8ClampedArray(readFileSync(0)), width, height) : jsQR(new Uint8ClampedArray(readFileSync(0)), width, height);
process.stdout.write(found?.data ?? "");
