// Renaming, deleting, copying and moving from the keyboard and by dragging: each sends a plain form, as the buttons do.
import { list, nameOf, rows } from "./listing.js";
import { isSelected, selectOnly, selection } from "./listing-select.js";
import { announce } from "./reader.js";
import { text } from "./texts.js";

const CLIPBOARD = "latchkey-clipboard";
const form = document.getElementById("selection");
const isEditable = () => Boolean(list?.hasAttribute("data-editable"));

/** What is meant: everything that is selected, else the row with the focus. */
function meant(row) {
  const selected = selection();
  return selected.length ? selected : row ? [row] : [];
}

export function renameRow(row) {
  const dialog = document.getElementById("rename");
  const target = row ?? (selection().length === 1 ? selection()[0] : null);
  if (!dialog || !target || !isEditable()) return false;
  const fields = dialog.querySelector("form");
  fields.action = `/d/${target.dataset.id}/rename`;
  fields.elements.revision.value = target.dataset.revision;
  fields.elements.name.value = nameOf(target);
  dialog.showModal();
  // The name without its ending, as file managers do.
  const end = target.hasAttribute("data-folder") ? -1 : nameOf(target).lastIndexOf(".");
  fields.elements.name.setSelectionRange(0, end > 0 ? end : nameOf(target).length);
  return true;
}

/** Presses the button that the page has for it, so that it asks what the button asks. */
export function deleteRows(row) {
  const button = document.querySelector('[form="selection"][name="action"][value="delete"]');
  const targets = meant(row);
  if (!button || targets.length === 0) return false;
  selectOnly(targets);
  button.click();
  return true;
}

function send(action, ids, to) {
  const fields = document.createElement("form");
  fields.method = "post";
  fields.action = "/selection";
  fields.hidden = true;
  const add = (name, value) => {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    fields.append(field);
  };
  add("action", action);
  add("to", to);
  add("back", location.pathname + location.search);
  for (const id of ids) add("id", id);
  document.body.append(fields);
  fields.submit();
}

function clipboard() {
  try {
    return JSON.parse(sessionStorage.getItem(CLIPBOARD));
  } catch {
    return null;
  }
}

export function takeUp(action, row) {
  const targets = meant(row);
  if (targets.length === 0 || !isEditable()) return false;
  try {
    sessionStorage.setItem(CLIPBOARD, JSON.stringify({ action, ids: targets.map((target) => target.dataset.id) }));
  } catch {
    return false;
  }
  for (const other of rows()) other.toggleAttribute("data-cut", action === "move" && targets.includes(other));
  announce(text(action === "move" ? "script-ready-to-move" : "script-ready-to-copy", { count: targets.length }));
  return true;
}

export function putDown() {
  const held = clipboard();
  if (!held?.ids?.length || !isEditable()) return false;
  if (held.action === "move") dropClipboard(); // a move is done once, a copy as often as one likes
  send(held.action, held.ids, list.dataset.folder);
  return true;
}

export function dropClipboard() {
  try {
    sessionStorage.removeItem(CLIPBOARD);
  } catch { /* there was nothing */ }
  for (const row of list?.querySelectorAll("[data-cut]") ?? []) row.removeAttribute("data-cut");
}

// Dragging rows onto a folder moves them. Files from the desktop are not ours: they are an upload.
const KIND = "application/x-latchkey";
if (isEditable()) {
  list.addEventListener("dragstart", (event) => {
    const row = event.target.closest?.("tbody tr");
    if (!row || !event.target.closest(".name a")) return;
    const targets = isSelected(row) ? selection() : [row];
    event.dataTransfer.setData(KIND, JSON.stringify(targets.map((target) => target.dataset.id)));
    event.dataTransfer.effectAllowed = "move";
  });
  const folderUnder = (event) => {
    if (!event.dataTransfer.types.includes(KIND)) return null;
    return event.target.closest?.("tr[data-folder]") ?? null;
  };
  let target = null;
  const mark = (row) => {
    target?.removeAttribute("data-target");
    target = row;
    target?.setAttribute("data-target", "");
  };
  list.addEventListener("dragover", (event) => {
    const row = folderUnder(event);
    mark(row);
    if (row) event.preventDefault();
  });
  list.addEventListener("dragleave", (event) => {
    if (!list.contains(event.relatedTarget)) mark(null);
  });
  list.addEventListener("dragend", () => mark(null));
  list.addEventListener("drop", (event) => {
    const row = folderUnder(event);
    mark(null);
    if (!row) return;
    event.preventDefault();
    const ids = JSON.parse(event.dataTransfer.getData(KIND)).filter((id) => id !== row.dataset.id);
    if (ids.length) send("move", ids, row.dataset.id);
  });
}
