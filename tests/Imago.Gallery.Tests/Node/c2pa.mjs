// node c2pa.mjs FORMAT < picture: what the reader of the C2PA project says of a picture's content credentials, as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as c2pa from "@contentauth/c2pa-wasm";

await c2pa.default({ module_or_path: readFileSync(createRequire(import.meta.url).resolve("@contentauth/c2pa-wasm/c2pa.wasm")) });
const reader = await c2pa.WasmReader.fromBytes(process.argv[2], readFileSync(0), process.argv[3]);
process.stdout.write(JSON.stringify({ label: reader.activeLabel(), store: JSON.parse(reader.json()) }));
