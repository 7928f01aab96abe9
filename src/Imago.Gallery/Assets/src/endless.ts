// The row of shirts goes on by itself for some pages; then the link stands there again, and the foot of the page can be reached.
const pages = 8;

export function endless(): void {
  const row = document.querySelector<HTMLElement>("[data-endless]");
  const said = document.querySelector<HTMLElement>("[data-said]");
  if (!row || !said || !("IntersectionObserver" in window))
    return;

  let more = pages;
  let busy = false;
  const link = () => document.querySelector<HTMLAnchorElement>(".turn a[rel=next]");
  const watch = new IntersectionObserver(async seen => {
    const next = link();
    if (busy || !next || !seen.some(one => one.isIntersecting))
      return;
    busy = true;
    try {
      const answer = await fetch(next.href);
      if (!answer.ok)
        throw new Error(`${answer.status}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      row.append(...page.querySelectorAll("[data-endless] > li"));
      const after = page.querySelector<HTMLAnchorElement>(".turn a[rel=next]");
      if (after)
        next.replaceWith(after);
      else
        next.remove();
      said.textContent = said.dataset["said"] ?? "";
    }
    catch {
      more = 0; // the link stays: who follows it sees what is the matter
    }
    watch.disconnect();
    busy = false;
    const again = link();
    if (--more > 0 && again)
      watch.observe(again);
  }, { rootMargin: "600px" });
  const first = link();
  if (first && location.protocol !== "file:")
    watch.observe(first);
}
