// Where the rooms are one line that is pushed sideways: the current one is in sight, and the ends say whether there is more.
const line = () => document.querySelector<HTMLElement>("header.top nav");

function ends(nav: HTMLElement) {
  const rest = nav.scrollWidth - nav.clientWidth - nav.scrollLeft;
  nav.dataset.more = `${nav.scrollLeft > 1 ? "before" : ""} ${rest > 1 ? "behind" : ""}`.trim();
}

function show() {
  const nav = line();
  if (!nav) return;
  const current = nav.querySelector<HTMLElement>("a.active");
  if (current) nav.scrollLeft = current.offsetLeft - nav.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2;
  ends(nav);
}

// Pages change all the time; the line is moved only when another room is entered, or it was drawn anew.
let [seen, room]: [HTMLElement | null, string | null | undefined] = [null, null];
new MutationObserver(() => {
  const nav = line();
  const active = nav?.querySelector("a.active")?.getAttribute("href");
  if (nav === seen && active === room) return;
  [seen, room] = [nav, active];
  show();
}).observe(document.body, { subtree: true, childList: true, attributeFilter: ["class"] });
document.addEventListener("scroll", (event) => { if (event.target === line()) ends(event.target as HTMLElement); }, { capture: true, passive: true });
addEventListener("resize", show);
show();
