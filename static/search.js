// The search box: hits while somebody types, "/" to get there. Without this file the box is a plain form.
import { combobox, element, optionOf, spriteOf } from "./combobox.js";
import { closest, find, need } from "./page.js";
import { addressOf, shortened } from "./search-rules.js";
import { text } from "./texts.js";

/** @typedef {{ name: string, href: string, folder: string | null, group: string, passage: import("./search-rules.js").Piece[] }} Hit */

const LIMIT = 8;
/** @type {Record<string, string>} */
const ICONS = { folder: "folder", text: "file-text", pdf: "file-text", office: "file-spreadsheet", picture: "file-image", sound: "file-audio", film: "file-video" };

// "/" leads to the box, unless somebody is writing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (closest(event, "input, textarea, select, [contenteditable], dialog[open]", Element)) return;
  const field = find(document, "[data-search-key]", HTMLInputElement);
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

/** Shows hits below the box of this form. @param {HTMLFormElement} form */
function offerHits(form) {
  const input = need(form, "input[type=search]", HTMLInputElement);
  const here = find(form, "[name=here]", HTMLInputElement)?.value ?? "";
  const sprite = spriteOf(form);
  if (matchMedia("(hover: hover)").matches) input.placeholder = text("script-search-hint"); // where there is a keyboard, most likely

  combobox({
    input,
    around: form,
    id: "search-hits",
    label: text("script-search-hits"),
    address: (words) => `/api/v1/search?${new URLSearchParams({ q: words, here, limit: String(LIMIT) })}`,
    /** @param {string} words @param {{ items: Hit[], next: string | null }} answer */
    show: (words, { items, next }) => ({
      options: optionsFor(words, items),
      said: items.length ? text(next === null ? "script-search-count" : "script-search-count-more", { count: items.length }) : text("script-search-nothing"),
    }),
    take: ({ dataset: { href = "" } }, event) => {
      const isAside = event instanceof MouseEvent && (event.ctrlKey || event.metaKey);
      if (isAside) window.open(href, "_blank", "noopener");
      else location.assign(href);
    },
    failed: text("script-search-failed"),
    signedOut: text("script-search-signed-out"),
  });
  form.addEventListener("submit", (event) => { if (!input.value.trim()) event.preventDefault(); });

  /** @param {string} words @param {Hit[]} items */
  function optionsFor(words, items) {
    const options = items.map((item) => option(ICONS[item.group] ?? "file", item.href, linesOf(item)));
    if (here) options.push(option("folder-open", addressOf(words, { in: here, here }), [element("span", { class: "hit-name" }, text("script-search-here", { words }))]));
    options.push(option("search", addressOf(words, here ? { here } : {}), [element("span", { class: "hit-name" }, text("script-search-everywhere", { words }))]));
    return options;
  }

  /** @param {string} icon @param {string} href @param {HTMLElement[]} lines */
  function option(icon, href, lines) {
    return optionOf(`${sprite}#${icon}`, { href }, lines);
  }

  /** @param {Hit} hit */
  function linesOf({ name, folder, passage }) {
    const lines = [
      element("span", { class: "hit-name", dir: "auto" }, name),
      element("span", { class: "hit-folder", dir: "auto" }, text("in-folder", { folder: folder ? folder.replaceAll("/", " / ") : text("root-folder") })),
    ];
    const pieces = passage.length ? shortened(passage).map((piece) => (piece.hit ? element("mark", {}, piece.text) : piece.text)) : [];
    if (pieces.length) lines.push(element("span", { class: "hit-passage", dir: "auto" }, ...pieces));
    return lines;
  }
}

// The days of a filter are the reader's own.
for (const zone of document.querySelectorAll("[data-zone]")) {
  if (zone instanceof HTMLInputElement) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

const box = find(document, "[data-search]", HTMLFormElement);
if (box) offerHits(box);
