// The proof of work for a letter: computed in slices of ten milliseconds while the address is typed. Without it the form works too, and its letter comes later.
import { firstBits } from "./sha256";

/** A number n so that SHA-256 of `challenge:n` begins with as many zero bits as the challenge says (26 at most), as `challenge:n`. */
export async function solve(challenge: string): Promise<string> {
  const below = 2 ** (32 - Number(challenge.split(".")[0]));
  for (let n = 0; ; ) {
    for (const end = performance.now() + 10; performance.now() < end; ) {
      for (let slice = 0; slice < 100; slice++, n++) {
        if (firstBits(`${challenge}:${n}`) < below) return `${challenge}:${n}`;
      }
    }
    await new Promise((resume) => setTimeout(resume));
  }
}

export function work(form: HTMLFormElement): void {
  const proof = form.elements.namedItem("proof") as HTMLInputElement;
  const busy = form.querySelector<HTMLElement>(".busy")!;
  const solved = solve(form.dataset.work!).then((solution) => (proof.value = solution));
  form.addEventListener("submit", (sent) => {
    if (proof.value !== "") return;
    sent.preventDefault();
    busy.hidden = false;
    void solved.then(() => form.submit());
  });
}
