// A <dialog data-modal> that a page draws is open for as long as it is drawn. Links and buttons in it may name the key that stands for them: <a data-key="ArrowRight">.
const shown = () => document.querySelector<HTMLDialogElement>("dialog[data-modal]");
let from: string | null = null;

new MutationObserver(() => {
  const dialog = shown();
  if (dialog && !dialog.open) {
    from ??= document.activeElement?.id || null;
    dialog.showModal();
  } else if (!dialog && from) {
    document.getElementById(from)?.focus();
    from = null;
  }
}).observe(document.documentElement, { childList: true, subtree: true });

const press = (key: string) => shown()?.querySelector<HTMLElement>(`[data-key="${key}"]`)?.click();

document.addEventListener("keydown", (event) => {
  if (!shown() || event.altKey || event.ctrlKey || event.metaKey) return;
  const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLSelectElement;
  if (event.key === "Escape") {
    event.preventDefault();
    press("Escape");
  } else if (!typing && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    press(event.key);
  }
});

// A click beside it closes it too.
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement && event.target.matches("[data-modal]")) press("Escape");
});

export {};
