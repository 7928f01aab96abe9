// Back from a picture, the wall is where it was, and the focus on the picture that was left.
const left = "left"; // wall and picture that were left: "/en/rooms/people/beauty#p7"
const opened = "opened"; // the picture that was opened on a wall: the page before it in the history is that wall

// Goes back where the wall is the page before, so that it is found as it was scrolled; else by the link.
export function leaveFor(wall: HTMLAnchorElement | null): void {
  if (sessionStorage.getItem(opened) === location.pathname)
    history.back();
  else
    wall?.click();
}

export function keepPlace(): void {
  const wall = document.querySelector<HTMLAnchorElement>("#to-wall");
  if (wall) {
    sessionStorage.setItem(left, wall.pathname + wall.hash);
    if (sessionStorage.getItem(opened) !== location.pathname)
      sessionStorage.removeItem(opened);
  }
  document.querySelector(".wall")?.addEventListener("click", event => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link)
      sessionStorage.setItem(opened, link.pathname);
  });

  addEventListener("pageshow", () => {
    const [path, name] = (sessionStorage.getItem(left) ?? "").split("#");
    if (path !== location.pathname || !name)
      return;
    document.querySelector<HTMLAnchorElement>(`#${CSS.escape(name)} a`)?.focus({ preventScroll: true });
    sessionStorage.removeItem(left);
  });
}
