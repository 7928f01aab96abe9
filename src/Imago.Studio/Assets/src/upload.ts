// <imago-upload>: takes in what is dropped on it or chosen with its buttons. Its contents are the page's; what is on its way goes on while other pages are looked at.
import "./styles/datasets.css";
import { collectionsOf, fromDrop, fromInput, type Picked } from "./upload/picked";
import { Transfer } from "./upload/transfer";

let transfers: Transfer[] = [];
let working = false;
let drawn = 0;

const busy = () => transfers.some((one) => one.phase !== "done");
const boxes = () => document.querySelectorAll<UploadBox>("imago-upload");

async function work(): Promise<void> {
  if (working) return;
  working = true;
  for (let next; (next = transfers.find((one) => one.phase === "asking")); ) await next.run();
  working = false;
  const [only] = transfers;
  const clean = only && transfers.length === 1 && only.phase === "done" && only.refused.length === 0;
  if (clean && boxes().length > 0) {
    transfers = [];
    show();
    if (location.pathname !== only.address) (window as unknown as { Blazor: { navigateTo(address: string): void } }).Blazor.navigateTo(only.address);
  }
}

// At most once a frame.
function show(): void {
  drawn ||= requestAnimationFrame(() => {
    drawn = 0;
    for (const box of boxes()) box.draw();
  });
}

const number = (value: number) => Math.round(value).toLocaleString("en");
const bytes = (value: number) => (value >= 1e9 ? `${(value / 1e9).toFixed(1)} GB` : value >= 1e6 ? `${(value / 1e6).toFixed(1)} MB` : `${(value / 1e3).toFixed(0)} KB`);
const time = (seconds: number) => (seconds >= 3600 ? `${(seconds / 3600).toFixed(1)} h` : seconds >= 60 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds)} s`);
const fill = (text: string, ...values: string[]) => text.replace(/\{(\d)\}/g, (_, place: string) => values[Number(place)] ?? "");

class UploadBox extends HTMLElement {
  private get words(): Record<string, string> {
    return JSON.parse(this.dataset["words"] ?? "{}") as Record<string, string>;
  }

  connectedCallback(): void {
    this.addEventListener("click", (event) => this.press(event));
    this.addEventListener("change", (event) => this.choose(event));
    this.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.toggleAttribute("data-over", true);
    });
    this.addEventListener("dragleave", (event) => {
      if (!(event.relatedTarget instanceof Node && this.contains(event.relatedTarget))) this.toggleAttribute("data-over", false);
    });
    this.addEventListener("drop", (event) => void this.drop(event));
    show();
  }

  private press(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.dataset["pick"]) this.querySelector<HTMLInputElement>(`input[name="${button.dataset["pick"]}"]`)?.click();
    if (button?.dataset["do"] === "pause") for (const one of transfers) if (one.phase !== "done") one.pause();
    if (button?.dataset["do"] === "resume") {
      for (const one of transfers) if (one.phase === "paused" || one.phase === "stopped") one.phase = "asking";
      void work();
    }
  }

  private choose(event: Event): void {
    if (!(event.target instanceof HTMLInputElement) || event.target.type !== "file" || !event.target.files) return;
    this.begin(fromInput(event.target.files));
    event.target.value = "";
  }

  private async drop(event: DragEvent): Promise<void> {
    event.preventDefault();
    this.toggleAttribute("data-over", false);
    if (!event.dataTransfer) return;
    this.say(this.words["reading"]!);
    this.begin(await fromDrop(event.dataTransfer));
  }

  private begin(picked: Picked[]): void {
    if (picked.length === 0) return this.say(this.words["nothing"]!);
    const words = this.words;
    const chosen = this.dataset["name"] || this.querySelector<HTMLInputElement>('input[name="name"]')?.value.trim() || "";
    if (!busy()) transfers = [];
    for (const [name, files] of collectionsOf(picked, chosen, words["pictures"]!)) transfers.push(new Transfer(name, files, words, show));
    void work();
    show();
  }

  private say(sentence: string): void {
    const says = this.querySelector(".upload-says");
    this.querySelector<HTMLElement>(".upload-state")!.hidden = false;
    if (says && says.textContent !== sentence) says.textContent = sentence;
  }

  draw(): void {
    const state = this.querySelector<HTMLElement>(".upload-state");
    if (!state || transfers.length === 0) return;
    const words = this.words;
    const now = transfers.find((one) => one.phase !== "done") ?? transfers[transfers.length - 1]!;
    const sum = (of: (one: Transfer) => number) => transfers.reduce((all, one) => all + of(one), 0);
    const [sent, total] = [sum((one) => one.sent), sum((one) => one.bytes.total)];
    state.hidden = false;
    const part = <T extends HTMLElement>(name: string) => state.querySelector<T>(name)!;
    const bar = part<HTMLProgressElement>("progress");
    bar.value = total > 0 ? sent / total : 1;
    part(".upload-counts").textContent = fill(words["counts"]!, number(sum((one) => one.files.done)), number(sum((one) => one.files.total)), bytes(sent), bytes(total));
    part(".upload-rate").textContent = now.phase === "sending" && now.rate > 0 ? fill(words["rate"]!, bytes(now.rate), time((total - sent) / now.rate)) : "";
    part('[data-do="pause"]').hidden = !["asking", "sending", "waiting"].includes(now.phase);
    part('[data-do="resume"]').hidden = !["paused", "stopped"].includes(now.phase);
    state.classList.toggle("bad", now.phase === "stopped");
    const skipped = sum((one) => one.files.skipped);
    this.say(now.phase === "stopped" ? now.problem
      : now.phase === "done" && skipped > 0 ? fill(words["done-skipped"]!, number(skipped))
      : words[now.phase] ? fill(words[now.phase]!, now.name) : "");
    this.drawEnds(state, words);
  }

  // Where it leads, and what could not come.
  private drawEnds(state: HTMLElement, words: Record<string, string>): void {
    const ends = transfers.filter((one) => one.phase === "done" && one.address);
    const links = state.querySelector(".upload-ends")!;
    if (links.childElementCount !== ends.length) {
      links.replaceChildren(...ends.map((one) => Object.assign(document.createElement("a"), { href: one.address, className: "button", textContent: fill(words["look"]!, one.name) })));
    }
    const refused = transfers.flatMap((one) => one.refused);
    const details = state.querySelector<HTMLDetailsElement>(".upload-refused")!;
    details.hidden = refused.length === 0;
    if (refused.length === 0) return;
    details.querySelector("summary")!.textContent = fill(words["refused"]!, number(refused.length));
    details.querySelector("ul")!.replaceChildren(...refused.slice(0, 50).map((one) => Object.assign(document.createElement("li"), { textContent: `${one.path}: ${one.why}` })));
  }
}

customElements.define("imago-upload", UploadBox);

// Closing the window would cut the way of what is on it; nothing is lost, but one should know.
addEventListener("beforeunload", (event) => {
  if (transfers.some((one) => one.phase === "sending" || one.phase === "waiting")) event.preventDefault();
});
