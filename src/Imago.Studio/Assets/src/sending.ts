// <form data-send="/address/"> sends its one file to /address/NAME and shows how far it is. The answer says where to go, or what was wrong.
declare const Blazor: { navigateTo(address: string): void };

const send = (form: HTMLFormElement) => {
  const file = form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0];
  const bar = form.querySelector("progress")!;
  const said = form.querySelector<HTMLElement>(".said")!;
  const button = form.querySelector<HTMLButtonElement>("button")!;
  if (!file) return;
  const say = (words: string, bad = false) => {
    said.textContent = words;
    said.className = bad ? "said notice bad" : "said";
  };
  const request = new XMLHttpRequest();
  const end = () => {
    bar.hidden = true;
    button.disabled = false;
  };
  request.upload.onprogress = (event) => {
    if (!event.lengthComputable) return;
    bar.value = event.loaded / event.total;
    say(form.dataset.wordsSending!.replace("{0}", String(Math.floor(bar.value * 100))));
  };
  request.onload = () => {
    end();
    let answer: { leads?: string | null; problem?: string } = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      answer = { problem: form.dataset.wordsBroken! };
    }
    if (answer.problem || request.status >= 400) {
      say(answer.problem ?? form.dataset.wordsBroken!, true);
      return;
    }
    say(form.dataset.wordsSent!);
    form.reset();
    if (answer.leads) Blazor.navigateTo(answer.leads);
  };
  request.onerror = request.onabort = () => {
    end();
    say(form.dataset.wordsBroken!, true);
  };
  request.open("PUT", form.dataset.send! + encodeURIComponent(file.name));
  request.setRequestHeader("X-Imago", "1");
  bar.hidden = false;
  bar.value = 0;
  button.disabled = true;
  request.send(file);
};

document.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement) || event.target.dataset.send === undefined) return;
  event.preventDefault();
  send(event.target);
});

export {};
