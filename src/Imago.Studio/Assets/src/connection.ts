// A studio that was started again knows nothing of this page, and the page's address says all of it: load it again.
const modal = document.getElementById("components-reconnect-modal");
if (modal) {
  new MutationObserver(() => {
    if (modal.classList.contains("components-reconnect-rejected")) location.reload();
  }).observe(modal, { attributes: true, attributeFilter: ["class"] });
}
