// The page that checks a picture: files are read here and never sent. The ledger is fetched with the page, so that it works without a network afterwards.
import { readKeys, readLedger, readSigned, sha256, type Signed } from "./check";

export async function verify(place: HTMLElement): Promise<void> {
  const words = JSON.parse(place.dataset.verify!) as Record<string, string>;
  const keys = await readKeys(place.dataset.keys!.split(" "));
  const ledger = fetchLedger();
  const input = place.querySelector("input")!;
  const answer = place.querySelector("[role=status]")!;
  place.hidden = false;
  input.addEventListener("change", () => void check([...(input.files ?? [])]));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    void check([...(event.dataTransfer?.files ?? [])]);
  });

  async function check(files: File[]): Promise<void> {
    let certificate: Uint8Array<ArrayBuffer> | undefined;
    let hash: string | undefined;
    for (const file of files) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      if (bytes[0] === 0x7b) certificate = bytes;
      else hash = await sha256(bytes);
    }
    answer.replaceChildren();
    const lines = await ledger;
    const chain = lines && (await readLedger(lines, keys));
    let signed: Signed | null | undefined;
    if (certificate) {
      signed = await readSigned(certificate, keys);
      say(signed ? "signed" : "not-signed", !!signed);
    } else if (hash && chain) {
      signed = chain.find((one) => one.entry.sha256 === hash);
      if (!signed) say("unknown", false);
    }
    if (signed && hash) say(signed.entry.sha256 === hash ? "same-file" : "other-file", signed.entry.sha256 === hash);
    const position = signed?.entry.position ?? -1;
    const there = chain?.[position];
    const same = there && signed && (await sha256(there.entryBytes)) === (await sha256(signed.entryBytes));
    if (signed) say(!lines ? "no-chain" : same ? "in-chain" : "not-in-chain", !lines || !!same);
    else if (!certificate && !chain) say(lines ? "not-in-chain" : "no-chain", false);
    if (same) {
      const link = document.createElement("a");
      link.href = `certificates/${position}`;
      link.textContent = words.title!.replace("{0}", `${position}`);
      answer.append(link);
    }
  }

  function say(key: string, good: boolean): void {
    const line = document.createElement("p");
    line.className = good ? "good" : "bad";
    line.textContent = `${good ? "✓" : "✗"} ${words[key]}`;
    answer.append(line);
  }
}

/** The code on a printed sheet carries a signature behind the #: is it this entry's? */
export function compareCode(place: HTMLElement): void {
  const code = location.hash.slice(1);
  if (code.length !== 86) return;
  const good = code === place.dataset.signature;
  place.textContent = `${good ? "✓" : "✗"} ${(good ? place.dataset.good : place.dataset.bad)!}`;
  place.classList.add(good ? "good" : "bad");
  place.hidden = false;
}

async function fetchLedger(): Promise<string[] | null> {
  try {
    const lines: string[] = [];
    for (;;) {
      const answer = await fetch(`/ledger.jsonl?from=${lines.length}`);
      if (!answer.ok) return null;
      const page = (await answer.text()).split("\n").filter((line) => line);
      if (page.length === 0) return lines;
      lines.push(...page);
    }
  } catch {
    return null;
  }
}
