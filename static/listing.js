// Lists of documents: stars, the pages of a long folder, sizes of folders, and the way Back. Everything works without
// this file. One listener for each kind of event, however many rows there are.
import { announce, localTimes } from "./reader.js";
import { exactSize, sizeInWords, text } from "./texts.js";

export const list = document.getElementById("entries");

/** The rows, in order. */
export const rows = () => [...list.querySelectorAll("tbody tr")];
export const nameOf = (row) => row.querySelector(".name a span").textContent;
export const linkOf = (row) => row.querySelector(".name a");

// A star is set where it stands; without a script its form does it.
document.addEventListener("click", async (event) => {
  const star = event.target.closest?.(".star");
  if (!star?.form) return;
  event.preventDefault();
  const was = star.getAttribute("aria-pressed") === "true";
  star.setAttribute("aria-pressed", String(!was)); // at once; taken back if it fails
  const name = nameOf(star.closest("tr"));
  try {
    const answer = await fetch(star.formAction, { method: "POST" });
    if (!answer.ok) throw new Error(String(answer.status));
    star.setAttribute("formaction", star.formAction.replace(/\/(un)?favourite$/, was ? "/favourite" : "/unfavourite"));
    announce(was ? text("script-favourite-removed", { name }) : text("script-favourite-added", { name }));
  } catch {
    star.setAttribute("aria-pressed", String(was));
    announce(text("script-failed"));
  }
});

// A folder of thousands comes in pages: the first is there at once, the next follow while nothing else is to do. So
// the browser's own search finds every name.
async function nextPage() {
  const more = list?.dataset.more;
  if (!more) return false;
  delete list.dataset.more;
  const answer = await fetch(more, { headers: { accept: "text/html" } });
  if (!answer.ok) return false;
  // Without its head: the style sheet in there carries another answer's nonce.
  const html = (await answer.text()).replace(/^[\s\S]*?<\/head>/, "");
  const page = new DOMParser().parseFromString(html, "text/html");
  const next = page.getElementById("entries");
  if (!next) return false;
  const known = new Set(rows().map((row) => row.dataset.id));
  for (const piece of next.tBodies) {
    for (const row of [...piece.rows]) if (known.has(row.dataset.id)) row.remove();
  }
  localTimes(next);
  // Each new submit button has the browser look for the form's first one again, through all of them.
  for (const star of next.querySelectorAll(".star")) star.type = "button";
  list.dispatchEvent(new CustomEvent("rows", { detail: next }));
  list.append(...[...next.tBodies].filter((piece) => piece.rows.length > 0));
  if (next.dataset.more) list.dataset.more = next.dataset.more;
  const pages = document.getElementById("pages");
  if (pages) {
    pages.querySelector("[data-shown]").textContent = text("script-shown", { shown: rows().length, total: list.dataset.total });
    if (!next.dataset.more) pages.querySelector("[rel=next]")?.remove();
  }
  return true;
}

/** Waits until the browser has nothing else to do. */
const leisure = () => new Promise((go) => (globalThis.requestIdleCallback ? requestIdleCallback(go, { timeout: 500 }) : setTimeout(go, 50)));

/** Settled once every page of the list is there. */
export let allRows = Promise.resolve();
if (list?.dataset.more) {
  allRows = (async () => {
    do await leisure();
    while (await nextPage().catch(() => false));
    showSizes();
  })();
}

// A picture that cannot be made smaller keeps its drawing.
list?.addEventListener("error", (event) => event.target.matches?.("img") && event.target.remove(), true);

// How much lies in each folder: worked out after the page is there, because it may take a moment.
let sizes;
async function showSizes() {
  if (!list?.dataset.sizes) return;
  sizes ??= fetch(list.dataset.sizes).then((answer) => (answer.ok ? answer.json() : { sizes: {} }));
  const known = (await sizes).sizes;
  for (const row of list.querySelectorAll("tr[data-folder]")) {
    const cell = row.querySelector(".size");
    const size = known[row.dataset.id];
    if (size === undefined || cell.firstChild) continue;
    const words = document.createElement("span");
    words.title = exactSize(size);
    words.textContent = sizeInWords(size);
    cell.append(words);
  }
}
if (list?.dataset.sizes) leisure().then(showSizes).catch(() => {});

// Back to a list shows the place that was left, also where that lies beyond the first page. The browser itself keeps
// only a number of pixels.
const PLACE = `latchkey-place:${location.pathname}${location.search}`;
addEventListener("pagehide", () => {
  if (!list) return;
  const top = rows().find((row) => row.getBoundingClientRect().bottom > 0);
  const focused = document.activeElement?.closest?.("#entries tbody tr");
  const place = { id: top?.dataset.id, offset: top?.getBoundingClientRect().top ?? 0, y: scrollY, focused: focused?.dataset.id };
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(place));
  } catch { /* no storage: the top */ }
});

async function backToPlace() {
  const how = performance.getEntriesByType("navigation")[0]?.type;
  if (!list || (how !== "back_forward" && how !== "reload")) return;
  let place;
  try {
    place = JSON.parse(sessionStorage.getItem(PLACE));
  } catch { /* no storage */ }
  if (!place?.y || !place.id) return;
  history.scrollRestoration = "manual";
  const find = () => list.querySelector(`tr[data-id="${CSS.escape(place.id)}"]`);
  while (!find() && (await nextPage())) { /* until it is there */ }
  const row = find();
  if (!row) return scrollTo(0, place.y);
  // Twice: what comes into sight gets its true height only then.
  for (let tries = 0; tries < 2; tries += 1) {
    scrollBy(0, row.getBoundingClientRect().top - place.offset);
    await new Promise(requestAnimationFrame);
  }
  const focused = place.focused && list.querySelector(`tr[data-id="${CSS.escape(place.focused)}"] .name a`);
  focused?.focus({ preventScroll: true });
}
backToPlace();
