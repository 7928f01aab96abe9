// Back from a picture, the wall is where it was, and the focus on the picture that was left.
const left = "left";

// Goes back where the wall is the page before, so that it is found as it was scrolled; else by the link.
export function leaveFor(wall: HTMLAnchorElement | null): void {
  if (!wall)
    return;
  if (document.referrer && new URL(document.referrer).pathname === wall.pathname && history.length > 1)
    history.back();
  else
    wall.click();
}

export function keepPlace(): void {
  const wall = document.querySelector<HTMLAnchorElement>("#to-wall");
  if (wall) // a picture: what the wall will want to know
    sessionStorage.setItem(left, wall.pathname + wall.hash);

  addEventListener("pageshow", () => {
    const [path, name] = (sessionStorage.getItem(left) ?? "").split("#");
    if (path !== location.pathname || !name)
      return;
    const asked = location.hash === `#${name}`;
    const back = (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined)?.type === "back_forward";
    if (asked || back || document.activeElement === document.body)
      document.querySelector<HTMLAnchorElement>(`#${CSS.escape(name)} a`)?.focus({ preventScroll: true });
    sessionStorage.removeItem(left);
  });
}
