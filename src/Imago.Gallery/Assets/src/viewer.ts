// A picture's page: arrow keys and swipes go to the neighbours, + and - enlarge the public copy, Esc goes back to the wall.
import { leaveFor } from "./place";

const most = 4;
const step = 1.5;
const swipe = 60; // CSS pixels that a finger must go

export function viewer(): void {
  const figure = document.querySelector<HTMLElement>("[data-viewer]");
  const stage = figure?.querySelector<HTMLElement>(".stage");
  const painting = stage?.querySelector<HTMLElement>(".painting");
  if (!figure || !stage || !painting)
    return;

  let scale = 1, x = 0, y = 0; // the shift is in CSS pixels of the enlarged picture
  let held: { pointer: number; x: number; y: number; fromX: number; fromY: number } | null = null;

  function show(): void {
    const roomX = (painting!.offsetWidth * (scale - 1)) / 2;
    const roomY = (painting!.offsetHeight * (scale - 1)) / 2;
    x = Math.max(-roomX, Math.min(roomX, x));
    y = Math.max(-roomY, Math.min(roomY, y));
    painting!.style.transform = scale === 1 ? "" : `translate(${x}px, ${y}px) scale(${scale})`;
    stage!.classList.toggle("near", scale > 1);
    for (const button of figure!.querySelectorAll<HTMLButtonElement>("[data-zoom]"))
      button.disabled = button.dataset["zoom"] === "in" ? scale >= most : scale <= 1;
  }

  // What lies at a point of the picture stays under it.
  function zoom(factor: number, at?: { clientX: number; clientY: number }): void {
    const next = Math.max(1, Math.min(most, scale * factor));
    const box = stage!.getBoundingClientRect();
    const fromX = at ? at.clientX - box.left - box.width / 2 : 0;
    const fromY = at ? at.clientY - box.top - box.height / 2 : 0;
    x = fromX - (fromX - x) * (next / scale);
    y = fromY - (fromY - y) * (next / scale);
    scale = next;
    show();
  }

  const go = (to: "prev" | "next") => document.querySelector<HTMLAnchorElement>(`.turn a[rel=${to}]`)?.click();

  document.addEventListener("keydown", event => {
    const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select, video");
    if (typing || event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (scale > 1 && event.key.startsWith("Arrow")) {
      x += event.key === "ArrowLeft" ? 80 : event.key === "ArrowRight" ? -80 : 0;
      y += event.key === "ArrowUp" ? 80 : event.key === "ArrowDown" ? -80 : 0;
      show();
    }
    else if (event.key === "ArrowLeft") go("prev");
    else if (event.key === "ArrowRight") go("next");
    else if (event.key === "+" || event.key === "=") zoom(step);
    else if (event.key === "-") zoom(1 / step);
    else if (event.key === "Escape" && scale > 1) zoom(0);
    else if (event.key === "Escape") leaveFor(document.querySelector<HTMLAnchorElement>("#to-wall"));
    else return;
    event.preventDefault();
  });

  for (const button of figure.querySelectorAll<HTMLButtonElement>("[data-zoom]"))
    button.addEventListener("click", () => zoom(button.dataset["zoom"] === "in" ? step : 1 / step));
  stage.addEventListener("dblclick", event => zoom(scale > 1 ? 0 : 2, event));
  stage.addEventListener("wheel", event => {
    if (!event.ctrlKey) // a wheel alone scrolls the page; a pinch of a touchpad comes with Ctrl
      return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 100), event);
  }, { passive: false });

  stage.addEventListener("dragstart", event => event.preventDefault());
  stage.addEventListener("pointerdown", event => {
    held = event.isPrimary ? { pointer: event.pointerId, x: event.clientX, y: event.clientY, fromX: x, fromY: y } : null;
    if (held && scale > 1)
      stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", event => {
    if (held?.pointer !== event.pointerId || scale === 1)
      return;
    x = held.fromX + event.clientX - held.x;
    y = held.fromY + event.clientY - held.y;
    show();
  });
  stage.addEventListener("pointerup", event => {
    const [wasX, wasY] = [held?.x ?? event.clientX, held?.y ?? event.clientY];
    held = null;
    const dx = event.clientX - wasX;
    if (scale === 1 && event.pointerType !== "mouse" && Math.abs(dx) > swipe && Math.abs(dx) > 2 * Math.abs(event.clientY - wasY))
      go(dx > 0 ? "prev" : "next");
  });
  stage.addEventListener("pointercancel", () => held = null);

  for (const hidden of figure.querySelectorAll<HTMLElement>("[hidden]"))
    hidden.hidden = false;
  show();
}
