// The search box: hits while one types, "/" to get there. Without this file the box is a plain form.
import { text } from "./texts.js";

const LIMIT = 8;
const PAUSE = 120; // ms without a key until the server is asked
const ICONS = { folder: "folder", text: "file-text", pdf: "file-text", office: "file-spreadsheet", picture: "file-image", sound: "file-audio", film: "file-video" };

// "/" leads to the box, unless somebody is writing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
  const key = document.querySelector("[data-search-key]");
  if (!key) return;
  event.preventDefault();
  key.focus();
  key.select();
});

/** Shows hits below the box of this form. */
function offerHits(form) {
  const input = form.querySelector("input[type=search]");
  const here = form.elements.here?.value ?? "";
  const sprite = form.querySelector("use").getAttribute("href").split("#")[0];
  if (matchMedia("(hover: hover)").matches) input.placeholder = text("script-search-hint"); // where there is a keyboard, most likely

  const list = element("ul", { id: "search-hits", role: "listbox", hidden: "", "aria-label": text("script-search-hits") });
  const status = element("div", { role: "status", class: "visually-hidden" });
  form.append(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    input.setAttribute(name, value);
  }

  let timer = 0;
  let asking = null;
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
    const options = list.children;
    if (event.key === "Escape") {
      if (!list.hidden) { close(); event.preventDefault(); }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) { if (options.length) open(); else return; }
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // From the box itself (-1) round to the last, and back to the box behind the last.
      choose(((chosen + 1 + step + options.length + 1) % (options.length + 1)) - 1);
    } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
      event.preventDefault();
      location.assign(options[chosen].dataset.href);
    }
  });

  // Before the box loses the focus.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    if (event.ctrlKey || event.metaKey) window.open(option.dataset.href, "_blank", "noopener");
    else location.assign(option.dataset.href);
  });
  input.addEventListener("blur", close);
  input.addEventListener("focus", () => { if (list.children.length && input.value.trim()) open(); });
  form.addEventListener("submit", (event) => { if (!input.value.trim()) event.preventDefault(); });

  async function ask(words) {
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`/api/v1/search?${new URLSearchParams({ q: words, limit: LIMIT })}`, { signal, headers: { accept: "application/json" } });
      if (answer.status === 401) return say(text("script-search-signed-out"));
      if (!answer.ok) return say(text("script-search-failed"));
      const { items, next } = await answer.json();
      if (signal.aborted || document.activeElement !== input) return;
      show(words, items);
      say(items.length ? text(next === null ? "script-search-count" : "script-search-count-more", { count: items.length }) : text("script-search-nothing"));
    } catch (error) {
      if (error.name !== "AbortError") say(text("script-search-failed"));
    }
  }

  function show(words, items) {
    const options = items.map((item) => {
      const lines = [element("span", { class: "hit-name", dir: "auto" }, item.name),
        element("span", { class: "hit-folder", dir: "auto" }, text("in-folder", { folder: item.folder ? item.folder.replaceAll("/", " / ") : text("root-folder") }))];
      if (item.passage.length) {
        lines.push(element("span", { class: "hit-passage", dir: "auto" }, ...shortened(item.passage).map((piece) => (piece.hit ? element("mark", {}, piece.text) : piece.text))));
      }
      return optionOf(ICONS[item.group] ?? "file", item.href, lines);
    });
    const address = (more) => `/search?${new URLSearchParams({ q: words, ...more })}`;
    if (here) options.push(optionOf("folder-open", address({ in: here, here }), [element("span", { class: "hit-name" }, text("script-search-here", { words }))]));
    options.push(optionOf("search", address(here ? { here } : {}), [element("span", { class: "hit-name" }, text("script-search-everywhere", { words }))]));
    list.replaceChildren(...options);
    options.forEach((each, place) => { each.id = `search-hit-${place}`; });
    open();
    choose(-1);
  }

  // In the box there is room for one line: from a little before the first hit on.
  function shortened(passage) {
    const first = passage.findIndex((piece) => piece.hit);
    const before = first > 0 ? passage[first - 1].text : "";
    const start = before.length > 30 ? `…${before.slice(-30)}` : before;
    return [{ text: start, hit: false }, ...passage.slice(Math.max(first, 0))];
  }

  function optionOf(icon, href, lines) {
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    picture.setAttribute("class", "icon");
    picture.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${sprite}#${icon}`);
    picture.append(use);
    return element("li", { role: "option", "aria-selected": "false", "data-href": href }, picture, element("span", { class: "hit-lines" }, ...lines));
  }

  function choose(place) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = place;
    const option = list.children[chosen];
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

  function say(words) {
    status.textContent = words;
  }

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }
}

const box = document.querySelector("[data-search]");
if (box) offerHits(box);
