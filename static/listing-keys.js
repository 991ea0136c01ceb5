// The keyboard of a list; `?` shows it (templates/documents/parts/keys.html). No key is taken from a field, a dialog or
// an open menu, and none that a browser or a screen reader needs: letters count only while a row has the focus.
import { list, nameOf, rows } from "./listing.js";
import { deleteRows, dropClipboard, putDown, renameRow, takeUp } from "./listing-change.js";
import { CONTROLS, bar, beginAt, beginAtFirst, boxOf, current, focusRow, isSelected, select, selectEverything, selectOnly, selectRange, selection, tellSelection } from "./listing-select.js";

const keysDialog = document.getElementById("keys");

const isTyping = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog, [role=menu], details[open] > :not(summary)");

/** How many tiles stand side by side. */
function perLine() {
  return list.dataset.view === "tiles" ? getComputedStyle(list).gridTemplateColumns.split(" ").length : 1;
}

/** The row so many lines further; a list of thousands is not gone through for one step. */
function rowAt(row, distance) {
  const body = document.createTreeWalker(list, NodeFilter.SHOW_ELEMENT, (node) => (node.matches("tbody tr") ? NodeFilter.FILTER_ACCEPT : node.matches("table, tbody") ? NodeFilter.FILTER_SKIP : NodeFilter.FILTER_REJECT));
  body.currentNode = row;
  let found = row;
  for (let left = Math.abs(distance); left > 0; left -= 1) {
    const next = distance > 0 ? body.nextNode() : body.previousNode();
    if (!next) break;
    found = next;
  }
  return found;
}

function step(event) {
  const from = current();
  const line = perLine();
  const page = Math.max(1, Math.floor(innerHeight / (from?.offsetHeight || 44)) - 2) * line;
  const moves = { ArrowDown: line, ArrowUp: -line, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
  let move = moves[event.key];
  if (line > 1 && event.key === "ArrowRight") move = 1;
  if (line > 1 && event.key === "ArrowLeft") move = -1;
  if (move === undefined || !from) return false;
  const row = event.target.closest("#entries tbody tr") ? rowAt(from, move) : from;
  if (event.shiftKey && boxOf(row)) {
    beginAtFirst(from);
    focusRow(row);
    selectRange(row, false);
  } else {
    if (!event.ctrlKey) beginAt(row);
    focusRow(row);
  }
  return true;
}

/** Left and right go through what a row offers. */
function sideways(event) {
  const row = event.target.closest("#entries tbody tr");
  if (!row) return false;
  const controls = [...row.querySelectorAll(CONTROLS)];
  const next = controls[controls.indexOf(event.target) + (event.key === "ArrowRight" ? 1 : -1)];
  next?.focus();
  return Boolean(next);
}

let typed = "";
let typedAt = 0;
function typeAhead(event) {
  typed = event.timeStamp - typedAt > 800 ? event.key : typed + event.key;
  typedAt = event.timeStamp;
  const all = rows();
  const at = all.indexOf(current());
  const fold = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  const wanted = fold(typed);
  // The same letter again goes on to the next name; more letters stay while they fit.
  const order = [...all.slice(at + (typed.length === 1 ? 1 : 0)), ...all.slice(0, at + 1)];
  const found = order.find((row) => fold(nameOf(row)).startsWith(wanted));
  if (!found) return false;
  beginAt(found);
  focusRow(found);
  return true;
}

function goUp() {
  const up = document.querySelector("a[rel=up]");
  up?.click();
  return Boolean(up);
}

/** What a key does; `true`: it was ours. */
function press(event) {
  const ctrl = event.ctrlKey || event.metaKey;
  const inList = event.target.closest("#entries tbody tr");
  if (event.altKey) return event.key === "ArrowUp" && !ctrl && !event.shiftKey && goUp();
  if ((event.key === "?" || event.key === "F1") && !ctrl) return openKeys();
  if (!list) return event.key === "Backspace" && !ctrl && goUp();
  if (ctrl) return pressWithCtrl(event, inList);
  switch (event.key) {
    case "Escape":
      dropClipboard();
      if (selection().length === 0) return false;
      selectOnly([]);
      return true;
    case "Backspace":
      return goUp();
    case "F2":
      return renameRow(inList);
    case "Delete":
      return deleteRows(inList);
    case "ArrowLeft":
    case "ArrowRight":
      return list.dataset.view === "tiles" ? Boolean(inList) && step(event) : sideways(event);
    case " ":
      if (!inList || !event.target.matches(".name a")) return false; // a box and a button have it themselves
      event.target.click();
      return true;
    default:
  }
  // Nothing has the focus: the arrows lead into the list. In the middle of other things they scroll.
  if (!inList && event.target !== document.body) return false;
  if (!inList && !["ArrowDown", "ArrowUp"].includes(event.key)) return false;
  if (step(event)) return true;
  return Boolean(inList) && event.key.length === 1 && event.key !== "/" && typeAhead(event);
}

function pressWithCtrl(event, inList) {
  const free = !String(getSelection()); // marked text is copied as ever
  switch (event.key.toLowerCase()) {
    case "a":
      if (!bar || (!inList && event.target !== document.body)) return false;
      selectEverything(true);
      return true;
    case " ":
      if (!inList || !boxOf(inList)) return false;
      select(inList, !isSelected(inList));
      beginAt(inList);
      tellSelection();
      return true;
    case "c":
    case "x":
      return free && takeUp(event.key.toLowerCase() === "x" ? "move" : "copy", inList);
    case "v":
      return putDown();
    case "home":
    case "end":
    case "arrowdown":
    case "arrowup":
      return Boolean(inList) && step(event);
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
  if (event.defaultPrevented || event.isComposing || isTyping(event.target)) return;
  if (press(event)) event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-keys]")) openKeys();
  if (event.target.closest?.("[data-close]")) event.target.closest("dialog")?.close();
});
