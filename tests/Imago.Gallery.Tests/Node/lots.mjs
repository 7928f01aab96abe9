// Recomputes the order of a ballot from what the gallery publishes: the file is read from the standard input.
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

const ballot = JSON.parse(readFileSync(0, "utf8"));
const seed = Buffer.from(ballot.seed, "hex");
if (createHash("sha256").update(seed).digest("hex") !== ballot.commitment) throw new Error("the seed is another one");
const lists = ballot.order.map((list) => ({ ...list, h: createHmac("sha256", seed).update(list.number, "ascii").digest("hex") }));
for (const list of lists) {
  list.inNetwork = lists.filter((other) => other.network === list.network && other.h <= list.h).length;
  list.step = Math.floor(Math.log(lists.filter((other) => other.neighbourhood === list.neighbourhood).length) / Math.log(4) + 1e-9);
}
lists.sort((a, b) => a.inNetwork - b.inNetwork || a.step - b.step || (a.h < b.h ? -1 : 1));
process.stdout.write(lists.map((list) => list.number).join(" "));
