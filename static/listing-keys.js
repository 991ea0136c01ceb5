// The keyboard of a list; `?` shows it (templates/documents/parts/keys.html). No key is taken from a field, a dialog or
// an open menu, and none that a browser or a screen reader needs: letters count only while a row has the focus.
import { clearClipboard, deleteRows, paste, putOnClipboard, renameRow } from "./listing-change.js";
import { distanceOf, indexByLetters } from "./listing-rules.js";
import { CONTROLS, bar, boxOf, current, focusRow, isSelected, select, selectEverything, selectOnly, selectRange, selection, setAnchor, setFirstAnchor, showSelection } from "./listing-select.js";
import { list, nameOf, rowAt, rows } from "./listing.js";
import { closest, find, findAll, targetOf } from "./page.js";

/** @typedef {HTMLTableRowElement} Row */

const keysDialog = find(document, "#keys", HTMLDialogElement);

const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable], dialog, [role=menu], details[open] > :not(summary)";

/** How many tiles are in a line. */
function perLine() {
  return list?.dataset.view === "tiles" ? getComputedStyle(list).gridTemplateColumns.split(" ").length : 1;
}

/** @param {Node} node */
function isRow(node) {
  if (!(node instanceof Element)) return NodeFilter.FILTER_REJECT;
  if (node.matches("tbody tr")) return NodeFilter.FILTER_ACCEPT;
  return node.matches("table, tbody") ? NodeFilter.FILTER_SKIP : NodeFilter.FILTER_REJECT;
}

/** The row at a distance, or the last one on the way. One step does not go through a list of thousands. @param {Row} row @param {number} distance */
function rowFrom(row, distance) {
  const walker = document.createTreeWalker(list ?? row, NodeFilter.SHOW_ELEMENT, isRow);
  walker.currentNode = row;
  let found = row;
  for (let left = Math.abs(distance); left > 0; left -= 1) {
    const next = distance > 0 ? walker.nextNode() : walker.previousNode();
    if (!(next instanceof HTMLTableRowElement)) break;
    found = next;
  }
  return found;
}

/** @param {KeyboardEvent} event */
function step(event) {
  const from = current();
  const lines = Math.max(1, Math.floor(innerHeight / (from?.offsetHeight || 44)) - 2);
  const distance = distanceOf(event.key, perLine(), lines);
  if (distance === undefined || !from) return false;
  const row = rowAt(event) ? rowFrom(from, distance) : from;
  if (event.shiftKey && boxOf(row)) {
    setFirstAnchor(from);
    focusRow(row);
    selectRange(row, false);
  } else {
    if (!event.ctrlKey) setAnchor(row);
    focusRow(row);
  }
  return true;
}

/** Left and right go through the controls of a row. @param {KeyboardEvent} event @param {Row | null} row */
function stepWithinRow(event, row) {
  if (!row) return false;
  const controls = findAll(row, CONTROLS, HTMLElement);
  const from = controls.findIndex((control) => control === event.target);
  const next = controls[from + (event.key === "ArrowRight" ? 1 : -1)];
  next?.focus();
  return Boolean(next);
}

let typed = "";
let typedAt = 0;
/** @param {KeyboardEvent} event */
function typeAhead(event) {
  typed = event.timeStamp - typedAt > 800 ? event.key : typed + event.key;
  typedAt = event.timeStamp;
  const all = rows();
  const from = current();
  const found = all[indexByLetters(all.map(nameOf), from ? all.indexOf(from) : -1, typed)];
  if (!found) return false;
  setAnchor(found);
  focusRow(found);
  return true;
}

function goUp() {
  const up = find(document, "a[rel=up]", HTMLAnchorElement);
  up?.click();
  return Boolean(up);
}

/** What a key does; `true`: it was ours. @param {KeyboardEvent} event @returns {boolean} */
function press(event) {
  const ctrl = event.ctrlKey || event.metaKey;
  const row = rowAt(event);
  if (event.altKey) return event.key === "ArrowUp" && !ctrl && !event.shiftKey && goUp();
  if ((event.key === "?" || event.key === "F1") && !ctrl) return openKeys();
  if (!list) return ctrl ? event.key.toLowerCase() === "v" && paste() : event.key === "Backspace" && goUp();
  if (ctrl) return pressWithCtrl(event, row);
  switch (event.key) {
    case "Escape":
      clearClipboard();
      if (selection().length === 0) return false;
      selectOnly([]);
      return true;
    case "Backspace":
      return goUp();
    case "F2":
      return renameRow(row);
    case "Delete":
      return deleteRows(row);
    case "ArrowLeft":
    case "ArrowRight":
      return list.dataset.view === "tiles" ? Boolean(row) && step(event) : stepWithinRow(event, row);
    case " ":
      return Boolean(row) && follow(targetOf(event));
    default:
  }
  // Nothing has the focus: the arrows lead into the list. Where something else has it, they scroll.
  if (!row && event.target !== document.body) return false;
  if (!row && !["ArrowDown", "ArrowUp"].includes(event.key)) return false;
  if (step(event)) return true;
  return Boolean(row) && event.key.length === 1 && event.key !== "/" && typeAhead(event);
}

/** Follows the link of a row; its box and its buttons have the space bar themselves. @param {Element | null} target */
function follow(target) {
  if (!(target instanceof HTMLElement) || !target.matches(".name a")) return false;
  target.click();
  return true;
}

/** @param {KeyboardEvent} event @param {Row | null} row */
function pressWithCtrl(event, row) {
  const isFree = !String(getSelection() ?? ""); // marked text is copied as ever
  switch (event.key.toLowerCase()) {
    case "a":
      if (!bar || (!row && event.target !== document.body)) return false;
      selectEverything(true);
      return true;
    case " ":
      if (!row || !boxOf(row)) return false;
      select(row, !isSelected(row));
      setAnchor(row);
      showSelection();
      return true;
    case "c":
      return isFree && putOnClipboard("copy", row);
    case "x":
      return isFree && putOnClipboard("move", row);
    case "v":
      return paste();
    case "home":
    case "end":
    case "arrowdown":
    case "arrowup":
      return Boolean(row) && step(event);
    default:
      return false;
  }
}

function openKeys() {
  if (!keysDialog || keysDialog.open) return false;
  keysDialog.showModal();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || closest(event, TYPING, Element)) return;
  if (press(event)) event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (closest(event, "[data-keys]", Element)) openKeys();
  if (closest(event, "[data-close]", Element)) closest(event, "dialog", HTMLDialogElement)?.close();
});
