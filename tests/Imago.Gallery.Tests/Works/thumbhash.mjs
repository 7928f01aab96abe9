// npm install thumbhash@0.1.1 && node make.mjs > thumbhash.json
import { rgbaToThumbHash, thumbHashToRGBA } from 'thumbhash'
const cases = []
for (const [w, h, kind] of [[32, 32, 0], [32, 24, 1], [18, 32, 2], [32, 9, 3], [5, 32, 4], [32, 32, 5]]) {
  const rgb = [], rgba = new Uint8Array(w * h * 4)
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) {
    const c = [
      [x * 8, y * 8, 255 - x * 8], [(x * 37 + y * 11) % 256, (x * x + y) % 256, (y * 29) % 256], [200, 30 + y * 4, (x * y) % 256],
      [x > 15 ? 250 : 5, 128, y > 4 ? 240 : 10], [y * 8, 255 - y * 8, 77], [64, 64, 64]][kind].map((v, i) => Math.min(255, Math.max(0, v + ((x * 73 + i * 5) ^ (y * 151 + kind)) % 29 - 14)))
    rgb.push(...c); rgba.set([...c, 255], (y * w + x) * 4)
  }
  const hash = rgbaToThumbHash(w, h, rgba), back = thumbHashToRGBA(hash)
  cases.push({ width: w, height: h, rgb: Buffer.from(rgb).toString('base64'), hash: Buffer.from(hash).toString('base64'),
    back: { width: back.w, height: back.h, rgb: Buffer.from([...back.rgba].filter((_, i) => i % 4 < 3)).toString('base64') } })
}
console.log(JSON.stringify(cases, null, 1))
