// What a certificate promises, checked in the browser: the same rules as CertificateCheck.cs.

export type Entry = { position: number; picture: number; sha256: string; previous: string; key: string };
export type Signed = { entry: Entry; entryBytes: Uint8Array<ArrayBuffer>; signature: Uint8Array<ArrayBuffer> };

const utf8 = new TextEncoder();
const zeros = "0".repeat(64);

/** SHA-256 as hexadecimal digits. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Public keys by their numbers: the first 16 digits of their SHA-256. */
export async function readKeys(ders: string[]): Promise<Map<string, CryptoKey>> {
  const keys = new Map<string, CryptoKey>();
  for (const der of ders) {
    const bytes = fromBase64(der);
    keys.set((await sha256(bytes)).slice(0, 16), await crypto.subtle.importKey("spki", bytes, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]));
  }
  return keys;
}

/** A certificate in its one form; null: it has another, or its signature is not that of one of the keys. */
export async function readSigned(bytes: Uint8Array<ArrayBuffer>, keys: Map<string, CryptoKey>): Promise<Signed | null> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const value = JSON.parse(text) as { entry: Entry; signature: string };
    const signature = fromBase64(value.signature.replaceAll("-", "+").replaceAll("_", "/") + "==");
    const key = keys.get(value.entry.key);
    if (canonical(value) !== text || Object.keys(value).join() !== "entry,signature" || toBase64Url(signature) !== value.signature || !key) return null;
    const entryBytes = utf8.encode(canonical(value.entry)) as Uint8Array<ArrayBuffer>;
    return (await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, entryBytes)) ? { entry: value.entry, entryBytes, signature } : null;
  } catch {
    return null;
  }
}

/** The whole ledger; null: it is broken somewhere. */
export async function readLedger(lines: string[], keys: Map<string, CryptoKey>): Promise<Signed[] | null> {
  const entries: Signed[] = [];
  const pictures = new Set<number>();
  let previous = zeros;
  for (const line of lines) {
    const signed = await readSigned(utf8.encode(line) as Uint8Array<ArrayBuffer>, keys);
    if (!signed || signed.entry.position !== entries.length || signed.entry.previous !== previous || pictures.has(signed.entry.picture)) return null;
    pictures.add(signed.entry.picture);
    previous = await sha256(signed.entryBytes);
    entries.push(signed);
  }
  return entries;
}

// RFC 8785 for objects of strings, integers and null.
function canonical(value: unknown): string {
  if (value === null || typeof value === "string" || Number.isSafeInteger(value)) return JSON.stringify(value);
  if (typeof value !== "object" || Array.isArray(value)) throw new Error();
  const members = value as Record<string, unknown>;
  return `{${Object.keys(members).sort().map((key) => `${JSON.stringify(key)}:${canonical(members[key])}`).join()}}`;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
