// Lists of documents: stars, the pages of a long folder, sizes of folders, and the place that Back leads to. Everything
// works without this file. There is one listener for each kind of event, however many rows there are.
import { closest, fetchPage, find, findAll, idle, need } from "./page.js";
import { announce } from "./reader.js";
import { hush, tell } from "./tell.js";
import { exactSize, sizeInWords, text } from "./texts.js";

/** @typedef {HTMLTableRowElement} Row */

export const list = find(document, "#entries", HTMLTableElement);

/** The rows, in order. */
export const rows = () => (list ? findAll(list, "tbody tr", HTMLTableRowElement) : []);
/** @param {Row} row */
export const linkOf = (row) => need(row, ".name a", HTMLAnchorElement);
/** @param {Row} row */
export const nameOf = (row) => need(row, ".name a span", HTMLElement).textContent;
/** @param {Event} event */
export const rowAt = (event) => closest(event, "#entries tbody tr", HTMLTableRowElement);

// A star is set without leaving the page; without a script its form does it.
document.addEventListener("click", (event) => {
  const star = closest(event, ".star", HTMLButtonElement);
  const row = rowAt(event);
  if (!star?.form || !row) return;
  event.preventDefault();
  setStar(star, row);
});

/** @param {HTMLButtonElement} star @param {Row} row */
async function setStar(star, row) {
  const was = star.getAttribute("aria-pressed") === "true";
  star.setAttribute("aria-pressed", String(!was)); // at once; taken back if it fails
  const name = nameOf(row);
  try {
    const answer = await fetch(star.formAction, { method: "POST", body: new URLSearchParams() }); // a form without fields
    if (answer.status === 401) dispatchEvent(new Event("latchkey-signed-out"));
    if (!answer.ok) throw new Error(String(answer.status));
    hush();
    star.setAttribute("formaction", star.formAction.replace(/\/(un)?favourite$/, was ? "/favourite" : "/unfavourite"));
    announce(was ? text("script-favourite-removed", { name }) : text("script-favourite-added", { name }));
  } catch (error) {
    star.setAttribute("aria-pressed", String(was));
    const isOut = error instanceof Error && error.message === "401";
    const words = text(isOut ? "script-star-signed-out" : "script-star-failed", { name });
    tell(words, { words: text("script-try-again"), go: () => setStar(star, row) });
  }
}

// A folder of thousands comes in pages: the first with the page itself, the next while the browser has nothing else to do.
// So the browser's own search finds every name.
/** Counts how often the list was read anew: a page of a former one does not belong to it. */
let edition = 0;

/** @param {HTMLTableElement} whole @param {string} address */
async function appendPage(whole, address) {
  const asked = edition;
  delete whole.dataset.more;
  const page = await fetchPage(address).catch(() => null);
  const next = page && find(page, "#entries", HTMLTableElement);
  if (asked !== edition) return Boolean(next);
  if (!next) {
    whole.dataset.more = address; // for another try
    return false;
  }
  const known = new Set(rows().map((row) => row.dataset.id));
  for (const row of findAll(next, "tbody tr", HTMLTableRowElement)) if (known.has(row.dataset.id)) row.remove();
  // Each new submit button has the browser look for the form's first one again, through all of them.
  for (const star of findAll(next, ".star", HTMLButtonElement)) star.type = "button";
  whole.dispatchEvent(new CustomEvent("rows", { detail: next }));
  whole.append(...[...next.tBodies].filter((body) => body.rows.length > 0));
  if (next.dataset.more) whole.dataset.more = next.dataset.more;
  const pages = document.getElementById("pages");
  pages?.querySelector("[data-shown]")?.replaceChildren(text("script-shown", { shown: rows().length, total: whole.dataset.total ?? "" }));
  if (!next.dataset.more) pages?.querySelector("[rel=next]")?.remove();
  return true;
}

/** @type {Promise<boolean> | null} */
let appending = null;

/** Appends the next page, once for all who wait for it. Says whether there was one. */
function nextPage() {
  if (!appending && list?.dataset.more) {
    appending = appendPage(list, list.dataset.more).catch(() => false).finally(() => { appending = null; });
  }
  return appending ?? Promise.resolve(false);
}

async function restOfPages() {
  const asked = edition;
  do await idle();
  while (await nextPage());
  if (list?.dataset.more && asked === edition) sayRest(list);
  await showSizes();
}

/** @param {HTMLTableElement} whole */
function sayRest(whole) {
  const words = text("script-rest-failed", { shown: rows().length, total: whole.dataset.total ?? "" });
  tell(words, { words: text("script-try-again"), go: goOn });
}

/** Loads what is missing. */
function goOn() {
  if (!list?.dataset.more || appending) return;
  allRows = restOfPages();
}
addEventListener("latchkey-signed-in", () => { hush(); goOn(); });
addEventListener("online", goOn);

/** Settled once every page of the list is there. */
export let allRows = list?.dataset.more ? restOfPages() : Promise.resolve();

// The queue of uploads reads the list anew when documents have come: its first page, which the others follow as before.
list?.addEventListener("renewed", (event) => {
  const fresh = event instanceof CustomEvent ? event.detail : null;
  if (!(fresh instanceof HTMLTableElement)) return;
  edition += 1;
  sizes = null;
  list.caption?.replaceWith(fresh.caption ?? "");
  for (const body of [...list.tBodies]) body.remove();
  list.append(...fresh.tBodies);
  for (const name of ["total", "more"]) {
    const value = fresh.dataset[name];
    if (value === undefined) delete list.dataset[name];
    else list.dataset[name] = value;
  }
  list.dispatchEvent(new CustomEvent("rows", { detail: list }));
  allRows = restOfPages();
});

// A picture that cannot be made smaller keeps its icon.
list?.addEventListener("error", ({ target }) => { if (target instanceof HTMLImageElement) target.remove(); }, true);

// How much is in each folder: asked for after the page is there, because it may take a moment.
/** @type {Promise<Record<string, number>> | null} */
let sizes = null;

/** @param {string} address @returns {Promise<Record<string, number>>} */
async function fetchSizes(address) {
  const answer = await fetch(address);
  if (!answer.ok) return {};
  /** @type {{ sizes: Record<string, number> }} */
  const told = await answer.json();
  return told.sizes;
}

async function showSizes() {
  if (!list?.dataset.sizes) return;
  sizes ??= fetchSizes(list.dataset.sizes);
  const known = await sizes.catch(() => /** @type {Record<string, number>} */ ({}));
  for (const row of findAll(list, "tr[data-folder]", HTMLTableRowElement)) {
    const cell = row.querySelector(".size");
    const size = known[row.dataset.id ?? ""];
    if (size === undefined || !cell || cell.firstChild) continue;
    const words = document.createElement("span");
    words.title = exactSize(size);
    words.textContent = sizeInWords(size);
    cell.append(words);
  }
}
idle().then(showSizes);

// A form of the list leads back to it: to the place that was left, and to the row that was meant, or what stands where it
// stood. The server's answer is a new page, of which the browser knows nothing.
const RETURN = "latchkey-return";

/**
 * Notes where the page after a form is to begin.
 * @param {Row[]} meant
 * @param {boolean} isLeaving whether they will be gone
 */
export function comeBackTo(meant, isLeaving) {
  const last = meant.at(-1);
  if (!last) return;
  const all = rows();
  const behind = all.slice(all.indexOf(last) + 1).find((row) => !meant.includes(row));
  const before = all.slice(0, all.indexOf(last)).reverse().find((row) => !meant.includes(row));
  const row = isLeaving ? (behind ?? before) : last;
  const at = last.getBoundingClientRect().top;
  const offset = at > 0 && at < innerHeight ? at : innerHeight / 3;
  const note = { path: location.pathname, at: Date.now(), id: row?.dataset.id, offset };
  try {
    sessionStorage.setItem(RETURN, JSON.stringify(note));
  } catch { /* no storage: the top */ }
}

/** @returns {Place | null} */
function placeNoted() {
  try {
    const note = JSON.parse(sessionStorage.getItem(RETURN) ?? "null");
    sessionStorage.removeItem(RETURN);
    const isOurs = note?.id && note.path === location.pathname && Date.now() - note.at < 60_000;
    return isOurs ? { id: note.id, offset: note.offset, y: 1, focused: note.id } : null;
  } catch {
    return null; // no storage
  }
}

// Back to a list shows the place that was left, even beyond the first page. The browser itself keeps only a number of
// pixels.
const PLACE = `latchkey-place:${location.pathname}${location.search}`;

/** @typedef {{ id?: string, offset: number, y: number, focused?: string }} Place the row at the top, and how far it is from there */

addEventListener("pagehide", () => {
  if (!list) return;
  const top = rows().find((row) => row.getBoundingClientRect().bottom > 0);
  const focused = document.activeElement?.closest("#entries tbody tr");
  /** @type {Place} */
  const place = {
    id: top?.dataset.id, offset: top?.getBoundingClientRect().top ?? 0, y: scrollY, focused: focused instanceof HTMLElement ? focused.dataset.id : undefined,
  };
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(place));
  } catch { /* no storage: the top */ }
});

/** @returns {Place | null} */
function placeLeft() {
  try {
    return JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  } catch {
    return null; // no storage
  }
}

async function backToPlace() {
  const [navigation] = performance.getEntriesByType("navigation");
  const way = navigation instanceof PerformanceNavigationTiming ? navigation.type : undefined;
  const noted = placeNoted();
  if (!list || (!noted && way !== "back_forward" && way !== "reload")) return;
  const place = noted ?? placeLeft();
  if (!place?.y || !place.id) return;
  history.scrollRestoration = "manual";
  const at = `tr[data-id="${CSS.escape(place.id)}"]`;
  while (!list.querySelector(at) && (await nextPage())) { /* until it is there */ }
  const row = list.querySelector(at);
  if (!row) return scrollTo(0, place.y);
  // Twice: what comes into sight gets its true height only then.
  for (let tries = 0; tries < 2; tries += 1) {
    scrollBy(0, row.getBoundingClientRect().top - place.offset);
    await new Promise(requestAnimationFrame);
  }
  if (place.focused) find(list, `tr[data-id="${CSS.escape(place.focused)}"] .name a`, HTMLElement)?.focus({ preventScroll: true });
}
backToPlace();
