// Which pictures of a wall were in view for a second, and which were opened: told when the page is left, under a random number that lives as long as the page. Nothing is stored in the browser.
export function tellSeen(): void {
  const wall = document.querySelector<HTMLElement>("[data-hung]");
  const wishes = navigator as { doNotTrack?: string | null; globalPrivacyControl?: boolean };
  if (!wall || wishes.doNotTrack === "1" || wishes.globalPrivacyControl || !("IntersectionObserver" in window))
    return;

  const page = crypto.getRandomValues(new Uint32Array(2)).join("-");
  const seen = new Set<string>();
  const opened = new Set<string>();
  const timers = new Map<Element, number>();
  const stop = (cell: Element) => {
    clearTimeout(timers.get(cell));
    timers.delete(cell);
  };
  const watch = new IntersectionObserver(cells => {
    for (const { target, isIntersecting } of cells) {
      stop(target);
      if (isIntersecting)
        timers.set(target, setTimeout(() => {
          seen.add(target.id.slice(1)); // "p7" is picture 7
          watch.unobserve(target);
        }, 1000));
    }
  }, { threshold: 0.5 });
  const cells = wall.querySelectorAll("li");
  const look = () => cells.forEach(cell => !seen.has(cell.id.slice(1)) && watch.observe(cell));
  look();

  const open = (event: Event) => {
    const cell = event.target instanceof Element && event.target.closest("a")?.closest("li");
    if (cell)
      opened.add(cell.id.slice(1));
  };
  wall.addEventListener("click", open);
  wall.addEventListener("auxclick", open);

  let told = 0;
  const tell = () => {
    if (seen.size + opened.size === told)
      return;
    told = seen.size + opened.size;
    navigator.sendBeacon("/seen", [wall.dataset["hung"], page, [...seen].join(" "), [...opened].join(" ")].join("\n"));
  };
  addEventListener("pagehide", tell);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible")
      return look();
    watch.disconnect();
    cells.forEach(stop);
    tell();
  });
}
