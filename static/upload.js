// How files get into the queue (drop, choose, paste), and what the page does besides: it shows new documents, and asks
// before it is left. The queue itself: upload-queue.js; what people see of it: upload-panel.js.
import { closest, fetchPage, find, need } from "./page.js";
import { text } from "./texts.js";
import "./upload-panel.js"; // watches from the first file on
import * as uploads from "./upload-queue.js";
import { isLostWithPage } from "./upload-state.js";
import { queue } from "./upload-store.js";
import { dropped } from "./upload-tree.js";

/** The folder of this page. Only a page of a folder has one. */
const place = find(document, "[data-upload-to]", HTMLElement);
const folder = place?.dataset.uploadTo ?? "";
const folderName = place?.dataset.name ?? "";
/** @param {import("./upload-item.js").Found[]} found */
const add = (found) => { if (place && found.length) uploads.add(found, folder, folderName); };

uploads.adopt();

// Choosing. A folder's files say where in it they are; the last step is the name.
place?.addEventListener("click", (event) => {
  const button = closest(event, "[data-pick]", HTMLElement);
  if (button) need(place, button.dataset.pick === "files" ? "[data-files]" : "[data-folder]", HTMLInputElement).click();
});
place?.addEventListener("change", ({ target }) => {
  if (!(target instanceof HTMLInputElement)) return;
  add([...(target.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath.split("/").slice(0, -1).join("/") })));
  target.value = "";
});

// Dropping, anywhere on the page. Rows that are dragged within the list are not files.
const cover = need(document, "#upload-drop", HTMLElement);
/** @param {DragEvent} event */
const filesOf = ({ dataTransfer }) => (place && dataTransfer?.types.includes("Files") ? dataTransfer : null);
let depth = 0; // each element on the way is entered and left
/** @param {boolean} isShown */
function showCover(isShown) {
  cover.hidden = !isShown;
  if (isShown) need(cover, "[data-words]", HTMLElement).textContent = text("script-upload-drop-here", { folder: folderName });
  else depth = 0;
}
addEventListener("dragenter", (event) => {
  if (!filesOf(event)) return;
  event.preventDefault();
  depth++;
  showCover(true);
});
addEventListener("dragover", (event) => {
  const files = filesOf(event);
  if (!files) return;
  event.preventDefault();
  files.dropEffect = "copy";
});
addEventListener("dragleave", (event) => {
  if (filesOf(event) && --depth <= 0) showCover(false);
});
addEventListener("drop", async (event) => {
  const files = filesOf(event);
  if (!files) return;
  event.preventDefault();
  showCover(false);
  add(await dropped(files));
});

// Pasting files; text that is pasted into a field stays there.
addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!place || !files.length) return;
  event.preventDefault();
  add(files.map((file, number) => ({ file: named(file, number), path: "" })));
});

/** By the clock of whoever pastes, in a form that a file may be called. @param {Date} now */
function ownMoment(now) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  return `${day} ${[two(now.getHours()), two(now.getMinutes()), two(now.getSeconds())].join(".")}`;
}

/** A picture from the clipboard is always called image.png: it gets a name of its own. @param {File} file @param {number} number */
function named(file, number) {
  if (file.name !== "image.png") return file;
  const moment = ownMoment(new Date());
  const name = text("script-upload-pasted", { moment }) + (number ? ` ${number + 1}` : "");
  return new File([file], `${name}.png`, { type: file.type, lastModified: file.lastModified });
}

// New documents show in the list; where it was empty, the page is loaded anew once all is done.
let hasArrived = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
uploads.watch((what, item) => {
  if (what !== "done" || !place || item?.folder !== folder) return;
  hasArrived = true;
  timer ??= setTimeout(refresh, 1000);
});

/** @param {number} pause ms */
function refreshLater(pause) {
  hasArrived = true;
  timer = setTimeout(refresh, pause);
}

async function refresh() {
  timer = undefined;
  if (!hasArrived) return;
  hasArrived = false;
  const list = find(document, "#entries", HTMLTableElement);
  if (!list) return queue.items.length ? refreshLater(500) : uploads.reload();
  try {
    const page = await fetchPage(location.href);
    const fresh = page && find(page, "#entries", HTMLTableElement);
    if (!fresh) return;
    // Whoever is working on the list keeps it as it is; the next time will do.
    if (list.querySelector("input:checked, [data-cut]") || list.contains(document.activeElement)) return refreshLater(3000);
    list.dispatchEvent(new CustomEvent("renewed", { detail: fresh })); // listing.js takes it over
  } catch { /* the next file will bring it */ }
}

// Leaving asks first, but not for a click within the site where the next page can go on with every file.
let clickedAt = 0;
document.addEventListener("click", (event) => {
  const link = closest(event, "a[href]", HTMLAnchorElement);
  if (link && link.origin === location.origin && !link.target && !event.defaultPrevented) clickedAt = Date.now();
});
document.addEventListener("submit", () => { clickedAt = Date.now(); });
addEventListener("beforeunload", (event) => {
  const lost = queue.items.filter(isLostWithPage);
  // What this browser holds goes on by itself with the next page of the site; another site has none.
  if (!lost.length || (Date.now() - clickedAt < 2000 && lost.every((item) => item.isKept))) return;
  event.preventDefault();
});
