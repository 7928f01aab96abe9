// SHA-256 (FIPS 180-4) of short ASCII texts: the browser's own is asynchronous, and for a hundred thousand short texts most of its time would go into waiting.

const primes = Array.from({ length: 312 }, (_, n) => n).filter((n) => n > 1 && ![2, 3, 5, 7, 11, 13, 17].some((p) => n > p && n % p === 0)).slice(0, 64);
const fraction = (x: number) => ((x - Math.floor(x)) * 2 ** 32) | 0;
const start = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
const k = primes.map((p) => fraction(Math.cbrt(p)));
const w = new Int32Array(64);

/** The first 32 bits of the hash of a text, without sign: as many zero bits as are asked for stand here. */
export function firstBits(text: string): number {
  const blocks = Math.ceil((text.length + 9) / 64);
  const h = [...start];
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < 16; i++) {
      let word = 0;
      for (let byte = 0; byte < 4; byte++) {
        const at = block * 64 + i * 4 + byte;
        word = (word << 8) | (at < text.length ? text.charCodeAt(at) : at === text.length ? 0x80 : 0);
      }
      w[i] = word;
    }
    if (block === blocks - 1) w[15] = text.length * 8;
    for (let i = 16; i < 64; i++) {
      const [a, b] = [w[i - 15]!, w[i - 2]!];
      w[i] = (w[i - 16]! + w[i - 7]! + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))) | 0;
    }
    let [a, b, c, d, e, f, g, last] = h as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const one = (last + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + k[i]! + w[i]!) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [last, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, last].forEach((value, i) => (h[i] = (h[i]! + value) | 0));
  }
  return h[0]! >>> 0;
}

function turn(x: number, by: number): number {
  return (x >>> by) | (x << (32 - by));
}
