// The page of a document works without this file; with it, the arrow keys leaf through the folder.

// Keys belong to whoever has the focus: fields, players and what scrolls sideways keep theirs.
const KEEPS_ITS_KEYS = "input, textarea, select, audio, video, iframe, dialog, [contenteditable], [role=menu], [role=listbox]";
/** @type {Record<string, string>} */
const STEPS = { ArrowLeft: "prev", ArrowRight: "next", Escape: "up" };

addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (/** @type {Element} */ (event.target).closest?.(KEEPS_ITS_KEYS) || document.querySelector("dialog[open], :popover-open")) return;
  if (event.key !== "Escape" && scrollsSideways(event.target)) return;
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector(`a[rel="${step}"]`));
  if (!link) return;
  event.preventDefault();
  link.click();
});

/** @param {EventTarget | null} element */
function scrollsSideways(element) {
  for (let at = element; at instanceof Element && at !== document.body; at = at.parentElement) {
    if (/** @type {HTMLElement} */ (at).tabIndex >= 0 && at.scrollWidth > at.clientWidth && /auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
  }
  return false;
}
