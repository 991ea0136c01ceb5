// With this file, the arrow keys go to the previous and the next document of the folder.
import { closest, find, targetOf } from "./page.js";

// Fields, players and what scrolls sideways keep their keys while they have the focus.
const KEEPS_ITS_KEYS = "input, textarea, select, audio, video, iframe, dialog, [contenteditable], [role=menu], [role=listbox]";
/** @type {Record<string, string>} */
const STEPS = { ArrowLeft: "prev", ArrowRight: "next", Escape: "up" };

addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (closest(event, KEEPS_ITS_KEYS, Element) || document.querySelector("dialog[open], :popover-open")) return;
  if (event.key !== "Escape" && scrollsSideways(targetOf(event))) return;
  const link = find(document, `a[rel="${step}"]`, HTMLAnchorElement);
  if (!link) return;
  event.preventDefault();
  link.click();
});

// A film whose format the browser does not know says so; one that plays needs no hint. Some play their sound alone.
const film = find(document, ".preview > video", HTMLVideoElement);
const fails = find(document, "[data-film-fails]", HTMLElement);
const silent = find(document, "[data-film-silent]", HTMLElement);
if (film && fails && silent) {
  const judge = () => {
    const hasNoPicture = film.readyState >= HTMLMediaElement.HAVE_METADATA && film.videoWidth === 0;
    silent.hidden = !hasNoPicture;
    fails.hidden = !film.error && film.readyState >= HTMLMediaElement.HAVE_METADATA;
    fails.classList.toggle("is-certain", film.error !== null);
  };
  for (const event of ["loadedmetadata", "resize", "error"]) film.addEventListener(event, judge);
  judge();
}

/** @param {Element | null} element */
function scrollsSideways(element) {
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    if (at instanceof HTMLElement && at.tabIndex >= 0 && at.scrollWidth > at.clientWidth && /auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
  }
  return false;
}
