// A field that offers options while somebody types: an ARIA combobox with a listbox (WAI-ARIA 1.2, "combobox").
// What is asked, and what an option does, its owner says (search.js, people.js).
import { nextChoice } from "./combobox-rules.js";
import { closest, need } from "./page.js";

const PAUSE = 120; // ms without a key until the server is asked

/** @param {string} name @param {Record<string, string>} attributes @param {(Node | string)[]} children */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Where the icons of a part of the page come from. @param {ParentNode} part */
export const spriteOf = (part) => need(part, "use", SVGUseElement).href.baseVal.split("#")[0];

/**
 * @param {string} icon where it stands in the sprite
 * @param {Record<string, string>} facts what the option is about, as data attributes
 * @param {HTMLElement[]} lines
 */
export function optionOf(icon, facts, lines) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", icon);
  picture.append(use);
  const option = element("li", { role: "option", "aria-selected": "false" }, picture, element("span", { class: "hit-lines" }, ...lines));
  Object.assign(option.dataset, facts);
  return option;
}

/**
 * @template Answer
 * @typedef {object} Owner
 * @property {HTMLInputElement} input
 * @property {Element} around where the list is put
 * @property {string} id of the list
 * @property {string} label of the list
 * @property {(words: string) => string} address what is asked
 * @property {(words: string, answer: Answer) => { options: HTMLElement[], said: string }} show
 * @property {(option: HTMLElement, event: MouseEvent | KeyboardEvent) => void} take
 * @property {string} failed what is said when the server does not answer
 * @property {string} signedOut what is said when the session has ended
 */

/** Offers options below a field. @template Answer @param {Owner<Answer>} owner */
export function combobox({ input, around, id, label, address, show, take, failed, signedOut }) {
  const list = element("ul", { id, class: "hits-offered", role: "listbox", hidden: "", "aria-label": label });
  const status = element("div", { role: "status", class: "visually-hidden" });
  around.append(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" })) {
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
      take(options[chosen], event);
    }
  });

  // Before the field loses the focus.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = closest(event, "[role=option]", HTMLElement);
    if (option) take(option, event);
  });
  input.addEventListener("blur", close);
  input.addEventListener("focus", () => { if (options.length && input.value.trim()) open(); });

  /** @param {string} words */
  async function ask(words) {
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(address(words), { signal, headers: { accept: "application/json" } });
      if (answer.status === 401) {
        dispatchEvent(new Event("latchkey-signed-out"));
        return complain(signedOut);
      }
      if (!answer.ok) return complain(failed);
      /** @type {Answer} */
      const told = await answer.json();
      if (signal.aborted || document.activeElement !== input) return;
      const shown = show(words, told);
      fill(shown.options);
      say(shown.said);
    } catch {
      if (!signal.aborted) complain(failed);
    }
  }

  /** @param {HTMLElement[]} found */
  function fill(found) {
    choose(-1);
    options = found;
    options.forEach((option, index) => { option.id = `${id}-${index}`; });
    list.replaceChildren(...options);
    if (options.length) open();
    else hide();
  }

  /** @param {number} index -1: the field itself */
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

  function hide() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    hide();
    choose(-1);
    say("");
  }

  /** @param {string} words */
  function say(words, isSeen = false) {
    status.className = isSeen ? "hits-offered hits-said" : "visually-hidden";
    status.textContent = words;
  }

  /** What went wrong, for everybody to see. @param {string} words */
  function complain(words) {
    fill([]);
    say(words, true);
  }

  return { close, forget: () => { options = []; close(); } };
}
