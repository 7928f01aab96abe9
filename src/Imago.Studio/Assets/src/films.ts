// How long a film is, is known to the browser that plays it.
const tell = (video: HTMLVideoElement) => {
  const place = video.closest(".film")?.querySelector<HTMLElement>("[data-duration]");
  if (place && Number.isFinite(video.duration)) place.textContent = place.dataset.duration!.replace("{0}", video.duration.toFixed(1)) + " · ";
};

document.addEventListener("loadedmetadata", (event) => {
  if (event.target instanceof HTMLVideoElement) tell(event.target);
}, true);

// Those that were drawn before this script ran.
for (const video of document.querySelectorAll("video")) tell(video);

export {};
