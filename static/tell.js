// What became of something that a script did, where everybody sees it: with the way on, until it is put away.
import { text } from "./texts.js";

/** @typedef {{ words: string, go: () => void }} Way what a button says, and does */

// There before anything is told: screen readers read what changes in it.
const region = document.createElement("div");
region.id = "told";
region.className = "told";
region.setAttribute("role", "alert");
region.hidden = true;
document.body.append(region);

/** @param {string} words @param {Way} [way] */
export function tell(words, way) {
  const line = document.createElement("p");
  line.textContent = words;
  region.replaceChildren(line);
  if (way) region.append(button(way.words, () => { hush(); way.go(); }));
  region.append(button(text("script-put-away"), hush, "quiet"));
  region.hidden = false;
}

/** Nothing is to be told any more. */
export function hush() {
  if (region.contains(document.activeElement)) document.getElementById("main")?.focus({ preventScroll: true });
  region.replaceChildren();
  region.hidden = true;
}

/** @param {string} words @param {() => void} act */
function button(words, act, look = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `${look} small`.trim();
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}
