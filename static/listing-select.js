// Selecting rows: by click, Shift, Ctrl and the boxes; and one place in the list that the Tab key goes to.
import { allRows, linkOf, list, rows } from "./listing.js";
import { announce } from "./reader.js";
import { text } from "./texts.js";

export const bar = document.getElementById("selection-bar");
const selectAll = list?.querySelector("[data-select-all]");
/** Where a selection with Shift begins. */
let anchor = null;
export const beginAt = (row) => { anchor = row; };
export const beginAtFirst = (row) => { anchor ??= row; };

export const boxOf = (row) => row.querySelector(".pick input");
export const isSelected = (row) => boxOf(row)?.checked ?? false;
export const selection = () => [...(list?.querySelectorAll(".pick input:checked") ?? [])].map((box) => box.closest("tbody tr")).filter(Boolean);

export function select(row, on) {
  const box = boxOf(row);
  if (!box) return;
  box.checked = on;
  row.setAttribute("aria-selected", String(on));
}

/** After every change of what is selected. */
export function tellSelection() {
  if (!bar) return;
  const count = selection().length;
  bar.toggleAttribute("data-active", count > 0);
  const words = count ? text("script-selected", { count }) : text("script-nothing-selected");
  bar.querySelector("[data-selected]").textContent = words;
  const total = list.querySelectorAll("tbody tr").length;
  selectAll.checked = count > 0 && count === total;
  selectAll.indeterminate = count > 0 && count < total;
  announce(words);
}

export function selectOnly(wanted) {
  const set = new Set(wanted);
  for (const row of new Set([...selection(), ...set])) select(row, set.has(row));
  tellSelection();
}

export function selectRange(to, more) {
  const all = rows();
  const [from, until] = [all.indexOf(anchor ?? to), all.indexOf(to)].sort((a, b) => a - b);
  const range = all.slice(Math.max(from, 0), until + 1);
  selectOnly(more ? [...selection(), ...range] : range);
}

export async function selectEverything(on) {
  for (const row of rows()) select(row, on);
  tellSelection();
  if (!on || !list.dataset.more) return;
  await allRows; // what has not come yet, too
  for (const row of rows()) select(row, true);
  tellSelection();
}

list?.addEventListener("click", (event) => {
  const row = event.target.closest("tbody tr");
  if (!row || !boxOf(row)) return;
  const box = event.target.closest(".pick input");
  // Links and buttons do what they always do; with Shift or Ctrl on a name the browser opens a tab or a window.
  if (!box && event.target.closest("a, button")) return;
  if (!box && String(getSelection()) && getSelection().containsNode(row, true)) return; // marking text
  if (event.shiftKey) {
    selectRange(row, true);
  } else if (box) {
    select(row, box.checked);
    tellSelection();
  } else if (event.ctrlKey || event.metaKey) {
    select(row, !isSelected(row));
    tellSelection();
  } else {
    selectOnly([row]);
  }
  if (!event.shiftKey) anchor = row;
  if (!box) focusRow(row);
});
// Shift+click marks text in most browsers; here it selects rows.
list?.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.closest("tbody tr")) event.preventDefault();
});
list?.addEventListener("dblclick", (event) => {
  const row = event.target.closest("tbody tr");
  if (row && !event.target.closest("a, button, input")) linkOf(row).click();
});
selectAll?.addEventListener("change", () => selectEverything(selectAll.checked));
bar?.querySelector("[data-unselect]").addEventListener("click", () => {
  selectOnly([]);
  focusRow(current());
});

// An accessible grid (ARIA Authoring Practices, "Grid"): Tab leads to one row, the arrows through all of them.
export const CONTROLS = ".pick input, .name a, .place a, .star, .save";
let place = null;

/** Rows as they come from the server can all be reached by Tab, which thousands should not. */
function calm(part) {
  for (const control of part.querySelectorAll("tbody :is(" + CONTROLS + ")")) control.tabIndex = -1;
  for (const row of part.querySelectorAll("tbody tr")) if (boxOf(row)) row.setAttribute("aria-selected", String(isSelected(row)));
}
export function current() {
  return place?.isConnected ? place : (list?.querySelector("tbody tr") ?? null);
}
function putPlace(row) {
  if (place?.isConnected && place !== row) for (const control of place.querySelectorAll(CONTROLS)) control.tabIndex = -1;
  place = row;
  for (const control of row?.querySelectorAll(CONTROLS) ?? []) control.tabIndex = control.matches(".name a") ? 0 : -1;
}
export function focusRow(row, control = ".name a") {
  if (!row) return;
  putPlace(row);
  (row.querySelector(control) ?? linkOf(row)).focus();
}
if (list) {
  list.setAttribute("role", "grid");
  list.setAttribute("aria-multiselectable", String(Boolean(bar)));
  list.setAttribute("aria-rowcount", String(Number(list.dataset.total ?? rows().length) + 1));
  calm(list);
  putPlace(list.querySelector("tbody tr"));
  list.addEventListener("rows", (event) => calm(event.detail));
  list.addEventListener("focusin", (event) => {
    const row = event.target.closest("tbody tr");
    if (row) putPlace(row);
  });
  if (selection().length) tellSelection(); // the browser kept the boxes on Back
}
