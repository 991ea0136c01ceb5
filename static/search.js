// The search box: hits while somebody types, "/" to get there. Without this file the box is a plain form.
import { closest, find, need } from "./page.js";
import { addressOf, nextChoice, shortened } from "./search-rules.js";
import { text } from "./texts.js";

/** @typedef {{ name: string, href: string, folder: string | null, group: string, passage: import("./search-rules.js").Piece[] }} Hit */

const LIMIT = 8;
const PAUSE = 120; // ms without a key until the server is asked
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

/** @param {string} name @param {Record<string, string>} attributes @param {(Node | string)[]} children */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Shows hits below the box of this form. @param {HTMLFormElement} form */
function offerHits(form) {
  const input = need(form, "input[type=search]", HTMLInputElement);
  const here = find(form, "[name=here]", HTMLInputElement)?.value ?? "";
  const [sprite] = need(form, "use", SVGUseElement).href.baseVal.split("#");
  if (matchMedia("(hover: hover)").matches) input.placeholder = text("script-search-hint"); // where there is a keyboard, most likely

  const list = element("ul", { id: "search-hits", role: "listbox", hidden: "", "aria-label": text("script-search-hits") });
  const status = element("div", { role: "status", class: "visually-hidden" });
  form.append(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    input.setAttribute(name, value);
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {AbortController | null} */
  let asking = null;
  /** @type {HTMLElement[]} */
  let options = [];
  let chosen = -1;

  input.addEventListener("input", () => {
    clearTimeout(timer);
    asking?.abort();
    const words = input.value.trim();
    if (!words) return close();
    timer = setTimeout(() => ask(words), PAUSE);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      if (!list.hidden) { close(); event.preventDefault(); }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) { if (options.length) open(); else return; }
      event.preventDefault();
      choose(nextChoice(chosen, event.key === "ArrowDown" ? 1 : -1, options.length));
    } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
      event.preventDefault();
      location.assign(hrefOf(options[chosen]));
    }
  });

  // Before the box loses the focus.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = closest(event, "[role=option]", HTMLElement);
    if (!option) return;
    if (event.ctrlKey || event.metaKey) window.open(hrefOf(option), "_blank", "noopener");
    else location.assign(hrefOf(option));
  });
  input.addEventListener("blur", close);
  input.addEventListener("focus", () => { if (options.length && input.value.trim()) open(); });
  form.addEventListener("submit", (event) => { if (!input.value.trim()) event.preventDefault(); });

  /** @param {HTMLElement} option */
  function hrefOf(option) {
    return option.dataset.href ?? "";
  }

  /** @param {string} words */
  async function ask(words) {
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`/api/v1/search?${new URLSearchParams({ q: words, limit: String(LIMIT) })}`, { signal, headers: { accept: "application/json" } });
      if (answer.status === 401) {
        dispatchEvent(new Event("latchkey-signed-out"));
        return say(text("script-search-signed-out"));
      }
      if (!answer.ok) return say(text("script-search-failed"));
      /** @type {{ items: Hit[], next: string | null }} */
      const { items, next } = await answer.json();
      if (signal.aborted || document.activeElement !== input) return;
      show(words, items);
      say(items.length ? text(next === null ? "script-search-count" : "script-search-count-more", { count: items.length }) : text("script-search-nothing"));
    } catch {
      if (!signal.aborted) say(text("script-search-failed"));
    }
  }

  /** @param {string} words @param {Hit[]} items */
  function show(words, items) {
    options = items.map((item) => optionOf(ICONS[item.group] ?? "file", item.href, linesOf(item)));
    if (here) options.push(optionOf("folder-open", addressOf(words, { in: here, here }), [element("span", { class: "hit-name" }, text("script-search-here", { words }))]));
    options.push(optionOf("search", addressOf(words, here ? { here } : {}), [element("span", { class: "hit-name" }, text("script-search-everywhere", { words }))]));
    options.forEach((option, index) => { option.id = `search-hit-${index}`; });
    list.replaceChildren(...options);
    open();
    choose(-1);
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

  /** @param {string} icon @param {string} href @param {HTMLElement[]} lines */
  function optionOf(icon, href, lines) {
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    picture.setAttribute("class", "icon");
    picture.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${sprite}#${icon}`);
    picture.append(use);
    return element("li", { role: "option", "aria-selected": "false", "data-href": href }, picture, element("span", { class: "hit-lines" }, ...lines));
  }

  /** @param {number} index -1: the box itself */
  function choose(index) {
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = index;
    const option = options[chosen];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function open() {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
    status.textContent = "";
  }

  /** @param {string} words */
  function say(words) {
    status.textContent = words;
  }
}

const box = find(document, "[data-search]", HTMLFormElement);
if (box) offerHits(box);
