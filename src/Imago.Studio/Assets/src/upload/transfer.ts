import type { Picked } from "./picked";
import { ask, canBeRead, put, wait, type Answer } from "./sender";

export type Phase = "asking" | "sending" | "waiting" | "paused" | "stopped" | "done";

// So many files are on their way at once; a browser has six connections, and the page needs one.
const atOnce = 4;
const longestWait = 15_000;

class Stop extends Error {}

// The way of one collection's files to the studio. It can be paused, cut off and begun again at any byte.
export class Transfer {
  phase: Phase = "asking";
  problem = ""; // why it stopped, the studio's own sentence
  address = ""; // where the pictures can be seen, once they are there
  files = { done: 0, skipped: 0, total: 0 };
  bytes = { done: 0, skipped: 0, total: 0 };
  refused: { path: string; why: string }[] = [];
  private abort = new AbortController();
  private moving = new Map<Picked, number>();
  private samples: { at: number; bytes: number }[] = [];
  private piece = 16 << 20;

  constructor(readonly name: string, private readonly picked: Picked[], private readonly words: Record<string, string>, private readonly changed: () => void) {
    this.files.total = picked.length;
    this.bytes.total = picked.reduce((sum, one) => sum + one.file.size, 0);
  }

  get sent(): number {
    return [...this.moving.values()].reduce((sum, bytes) => sum + bytes, this.bytes.done);
  }

  // Bytes a second over the last seconds.
  get rate(): number {
    const first = this.samples[0];
    const last = this.samples[this.samples.length - 1];
    return first && last && last.at > first.at ? ((last.bytes - first.bytes) / (last.at - first.at)) * 1000 : 0;
  }

  pause(): void {
    this.phase = "paused";
    this.abort.abort();
    this.changed();
  }

  async run(): Promise<void> {
    this.abort = new AbortController();
    [this.problem, this.refused, this.samples] = ["", [], []];
    this.moving.clear();
    this.to("asking");
    try {
      const missing = await this.missing();
      this.to("sending");
      const next = missing[Symbol.iterator]();
      await Promise.all(Array.from({ length: atOnce }, async () => {
        for (const one of next) await this.send(one);
      }));
      if (this.files.done > 0) this.address = (JSON.parse(await this.must("POST", this.at(`/done?came=${this.files.done - this.files.skipped}`))) as { address: string }).address;
      this.to("done");
    } catch (error) {
      this.abort.abort();
      if (this.phase === "paused") return;
      this.problem = error instanceof Stop ? error.message : String(error);
      this.to("stopped");
    }
  }

  // What is not there yet; and whether it will find room.
  private async missing(): Promise<Picked[]> {
    const there = JSON.parse(await this.must("GET", this.at(""))) as { piece: number; files: Record<string, number> };
    this.piece = there.piece;
    const missing = this.picked.filter((one) => there.files[one.path] !== one.file.size);
    const bytes = missing.reduce((sum, one) => sum + one.file.size, 0);
    this.files.done = this.files.skipped = this.picked.length - missing.length;
    this.bytes.done = this.bytes.skipped = this.bytes.total - bytes;
    if (missing.length > 0) await this.must("POST", this.at(`?files=${missing.length}&bytes=${bytes}`));
    return missing;
  }

  private async send(one: Picked): Promise<void> {
    const { path, file } = one;
    const where = `path=${encodeURIComponent(path)}&size=${file.size}&stamp=${file.lastModified}`;
    let have = file.size > this.piece ? await this.have(where) : 0;
    this.moving.set(one, have);
    for (let conflicts = 0; ; ) {
      const from = have;
      const answer = await put(this.at(`/file?${where}&offset=${from}`), file.slice(from, from + this.piece), (bytes) => this.move(one, from + bytes), this.abort.signal);
      if (this.abort.signal.aborted) throw new Stop();
      if (answer.status === 200) {
        have = (JSON.parse(answer.text) as { have: number }).have;
        this.move(one, have);
        if (have >= file.size) break;
      } else if (answer.status === 0 || answer.status === 500) {
        if (!(await canBeRead(file))) return this.refuse(one, this.words["unreadable"]!);
        await this.answerAgain();
        have = await this.have(where);
      } else if (answer.status === 409 && conflicts++ < 5) {
        // Where the connection was cut, the studio may be writing the last bytes still.
        await wait(300 * conflicts, this.abort.signal);
        have = await this.have(where);
      } else if ([400, 409, 422].includes(answer.status)) {
        return this.refuse(one, answer.text);
      } else {
        throw this.stop(answer);
      }
    }
    this.moving.delete(one);
    this.bytes.done += file.size;
    this.files.done++;
    this.changed();
  }

  private async have(where: string): Promise<number> {
    return (JSON.parse(await this.must("GET", this.at(`/file?${where}`))) as { have: number }).have;
  }

  // Where the password is asked for again, the answer is another page's.
  private stop(answer: Answer): Stop {
    return new Stop([401, 405].includes(answer.status) ? this.words["login"] : answer.text || `HTTP ${answer.status}`);
  }

  private refuse(one: Picked, why: string): void {
    this.moving.delete(one);
    this.refused.push({ path: one.path, why });
    this.changed();
  }

  // An answer, however long the studio is away.
  private async must(method: "GET" | "POST", address: string): Promise<string> {
    for (;;) {
      const answer: Answer = await ask(method, address, this.abort.signal);
      if (this.abort.signal.aborted) throw new Stop();
      if (answer.status === 200 || answer.status === 204) return answer.text;
      if (answer.status !== 0) throw this.stop(answer);
      await this.answerAgain();
    }
  }

  private async answerAgain(): Promise<void> {
    this.to("waiting");
    for (let pause = 500; ; pause = Math.min(pause * 2, longestWait)) {
      await wait(pause, this.abort.signal);
      if (this.abort.signal.aborted) throw new Stop();
      if ((await ask("GET", this.at("/file?path=-&size=0&stamp=0"), this.abort.signal)).status !== 0) break;
    }
    this.to("sending");
  }

  private move(one: Picked, bytes: number): void {
    this.moving.set(one, Math.min(bytes, one.file.size));
    const now = performance.now();
    this.samples.push({ at: now, bytes: this.sent });
    while (this.samples.length > 2 && now - this.samples[0]!.at > 5000) this.samples.shift();
    this.changed();
  }

  private to(phase: Phase): void {
    if (this.phase === "paused" && this.abort.signal.aborted) return;
    this.phase = phase;
    this.changed();
  }

  private at(rest: string): string {
    return `/datasets/uploads/${encodeURIComponent(this.name)}${rest}`;
  }
}
