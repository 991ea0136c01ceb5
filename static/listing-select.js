// Selecting rows, by click, Shift, Ctrl and the boxes; and the one row that Tab leads to.
import { between } from "./listing-rules.js";
import { allRows, linkOf, list, rowAt, rows } from "./listing.js";
import { closest, find, findAll } from "./page.js";
import { announce } from "./reader.js";
import { text } from "./texts.js";

/** @typedef {HTMLTableRowElement} Row */

export const bar = document.getElementById("selection-bar");
const selectAll = list && find(list, "[data-select-all]", HTMLInputElement);
/** Where a selection with Shift begins. @type {Row | null} */
let anchor = null;
/** @param {Row} row */
export const setAnchor = (row) => { anchor = row; };
/** @param {Row} row */
export const setFirstAnchor = (row) => { anchor ??= row; };

/** @param {Row} row */
export const boxOf = (row) => find(row, ".pick input", HTMLInputElement);
/** @param {Row} row */
export const isSelected = (row) => boxOf(row)?.checked ?? false;
export function selection() {
  const boxes = list ? findAll(list, "tbody .pick input:checked", HTMLInputElement) : [];
  return boxes.flatMap((box) => box.closest("tr") ?? []);
}

/** @param {Row} row @param {boolean} on */
export function select(row, on) {
  const box = boxOf(row);
  if (!box) return;
  box.checked = on;
  row.setAttribute("aria-selected", String(on));
}

/** After every change of what is selected. */
export function showSelection() {
  if (!bar || !selectAll) return;
  const count = selection().length;
  bar.toggleAttribute("data-active", count > 0);
  const words = count ? text("script-selected", { count }) : text("script-nothing-selected");
  bar.querySelector("[data-selected]")?.replaceChildren(words);
  const total = rows().length;
  selectAll.checked = count > 0 && count === total;
  selectAll.indeterminate = count > 0 && count < total;
  announce(words);
}

/** @param {Row[]} wanted */
export function selectOnly(wanted) {
  const set = new Set(wanted);
  for (const row of new Set([...selection(), ...set])) select(row, set.has(row));
  showSelection();
}

/** From the anchor to a row. @param {Row} to @param {boolean} isAdding whether what is selected already stays so */
export function selectRange(to, isAdding) {
  const range = between(rows(), anchor, to);
  selectOnly(isAdding ? [...selection(), ...range] : range);
}

/** @param {boolean} on */
export async function selectEverything(on) {
  const shown = rows();
  for (const row of shown) select(row, on);
  showSelection();
  if (!on) return;
  await allRows; // those that have not come yet, too
  const all = rows();
  if (all.length === shown.length) return;
  for (const row of all) select(row, true);
  showSelection();
}

list?.addEventListener("click", (event) => {
  const row = rowAt(event);
  if (!row || !boxOf(row)) return;
  const box = closest(event, ".pick input", HTMLInputElement);
  // Links and buttons do what they always do; with Shift or Ctrl on a name the browser opens a tab or a window.
  if (!box && closest(event, "a, button", HTMLElement)) return;
  const marked = getSelection();
  if (!box && String(marked ?? "") && marked?.containsNode(row, true)) return; // somebody is marking text
  if (event.shiftKey) {
    selectRange(row, true);
  } else if (box) {
    select(row, box.checked);
    showSelection();
  } else if (event.ctrlKey || event.metaKey) {
    select(row, !isSelected(row));
    showSelection();
  } else {
    selectOnly([row]);
  }
  if (!event.shiftKey) setAnchor(row);
  if (!box) focusRow(row);
});
// Shift+click marks text in most browsers; here it selects rows.
list?.addEventListener("mousedown", (event) => {
  if (event.shiftKey && rowAt(event)) event.preventDefault();
});
list?.addEventListener("dblclick", (event) => {
  const row = rowAt(event);
  if (row && !closest(event, "a, button, input", HTMLElement)) linkOf(row).click();
});
selectAll?.addEventListener("change", () => selectEverything(selectAll.checked));
bar?.querySelector("[data-unselect]")?.addEventListener("click", () => {
  selectOnly([]);
  focusRow(current());
});

// An accessible grid (ARIA Authoring Practices, "Grid"): Tab leads to one row, the arrows through all of them.
export const CONTROLS = ".pick input, .name a, .place a, .star, .save";
/** @type {Row | null} */
let tabStop = null;

/** Rows as they come from the server can all be reached by Tab, which thousands should not. @param {ParentNode} part */
function prepare(part) {
  for (const control of findAll(part, `tbody :is(${CONTROLS})`, HTMLElement)) control.tabIndex = -1;
  for (const row of findAll(part, "tbody tr", HTMLTableRowElement)) if (boxOf(row)) row.setAttribute("aria-selected", String(isSelected(row)));
}

/** The row that Tab leads to. */
export function current() {
  if (tabStop?.isConnected) return tabStop;
  return list && find(list, "tbody tr", HTMLTableRowElement);
}

/** @param {Row | null} row */
function setTabStop(row) {
  if (tabStop?.isConnected && tabStop !== row) for (const control of findAll(tabStop, CONTROLS, HTMLElement)) control.tabIndex = -1;
  tabStop = row;
  for (const control of row ? findAll(row, CONTROLS, HTMLElement) : []) control.tabIndex = control.matches(".name a") ? 0 : -1;
}

/** @param {Row | null} row */
export function focusRow(row) {
  if (!row) return;
  setTabStop(row);
  linkOf(row).focus();
}

if (list) {
  list.setAttribute("role", "grid");
  list.setAttribute("aria-multiselectable", String(Boolean(bar)));
  list.setAttribute("aria-rowcount", String(Number(list.dataset.total ?? rows().length) + 1));
  prepare(list);
  setTabStop(current());
  list.addEventListener("rows", (event) => {
    if (event instanceof CustomEvent && event.detail instanceof HTMLTableElement) prepare(event.detail);
    if (!tabStop?.isConnected) setTabStop(current());
  });
  list.addEventListener("focusin", (event) => {
    const row = rowAt(event);
    if (row) setTabStop(row);
  });
  if (selection().length) showSelection(); // the browser kept the boxes on Back
}
