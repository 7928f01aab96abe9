// <form data-send="/address/"> sends its one file to /address/NAME and shows how far it is. The answer says where to go, or what was wrong.
import { put } from "./upload/sender";

declare const Blazor: { navigateTo(address: string): void };

const send = async (form: HTMLFormElement) => {
  const file = form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0];
  const bar = form.querySelector("progress")!;
  const said = form.querySelector<HTMLElement>(".said")!;
  const button = form.querySelector<HTMLButtonElement>("button")!;
  if (!file) return;
  const say = (words: string, bad = false) => {
    said.textContent = words;
    said.className = bad ? "said notice bad" : "said";
  };
  [bar.hidden, bar.value, button.disabled] = [false, 0, true];
  const { status, text } = await put(form.dataset.send! + encodeURIComponent(file.name), file, (bytes) => {
    bar.value = bytes / Math.max(file.size, 1);
    say(form.dataset.wordsSending!.replace("{0}", String(Math.floor(bar.value * 100))));
  });
  [bar.hidden, button.disabled] = [true, false];
  let answer: { leads?: string | null; problem?: string } = {};
  try {
    answer = JSON.parse(text);
  } catch {
    answer = { problem: form.dataset.wordsBroken! };
  }
  if (answer.problem || status >= 400) {
    say(answer.problem ?? form.dataset.wordsBroken!, true);
    return;
  }
  say(form.dataset.wordsSent!);
  form.reset();
  if (answer.leads) Blazor.navigateTo(answer.leads);
};

document.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement) || event.target.dataset.send === undefined) return;
  event.preventDefault();
  void send(event.target);
});
