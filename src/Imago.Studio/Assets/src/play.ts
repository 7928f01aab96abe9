import { complain, LivePicture, load } from "./explore";

const MOST_FRAMES_A_SECOND = 30;

// A button with data-play plays addresses with {t}, 0 to 1, one after another, into the picture that data-target names.
// A frame is fetched while the one before is shown; where the machine is slow, the film has fewer frames, and is as long.
async function play(button: HTMLButtonElement): Promise<void> {
  const image = document.querySelector<HTMLImageElement>(button.dataset.target ?? "");
  const legs = JSON.parse(button.dataset.play ?? "[]") as string[];
  if (!image || legs.length === 0) return;
  const picture = LivePicture.of(image);
  const seconds = Number(button.dataset.seconds ?? 4) * legs.length;
  const [label, stop] = [button.textContent ?? "", button.dataset.stop ?? ""];
  const playing = () => button.getAttribute("aria-pressed") === "true" && button.isConnected && image.isConnected;
  const frame = (share: number) => {
    const leg = Math.min(Math.floor(share * legs.length), legs.length - 1);
    const t = Math.min(share * legs.length - leg, 1);
    return load(legs[leg]!.replace("{t}", t.toFixed(4)), picture.slot, 0);
  };
  button.setAttribute("aria-pressed", "true");
  button.textContent = stop;
  picture.lend(true);
  const begun = performance.now();
  let pace = 1000 / MOST_FRAMES_A_SECOND;
  try {
    let next = frame(0);
    for (let last = false; playing(); ) {
      const asked = performance.now();
      const loaded = await next;
      if (last) {
        if (loaded) await picture.show(loaded.address);
        break;
      }
      const share = Math.min((performance.now() - begun + pace) / 1000 / seconds, 1);
      last = share >= 1;
      next = frame(share);
      if (loaded) await picture.show(loaded.address);
      button.dataset.shownFrames = String(Number(button.dataset.shownFrames ?? 0) + 1);
      const took = performance.now() - asked;
      pace = Math.max(0.8 * pace + 0.2 * took, 1000 / MOST_FRAMES_A_SECOND);
      await new Promise((wait) => setTimeout(wait, Math.max(0, 1000 / MOST_FRAMES_A_SECOND - took)));
    }
    complain("");
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
  } finally {
    button.setAttribute("aria-pressed", "false");
    button.textContent = label;
    picture.lend(false);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-play]") : null;
  if (!button) return;
  if (button.getAttribute("aria-pressed") === "true") button.setAttribute("aria-pressed", "false");
  else void play(button);
});
