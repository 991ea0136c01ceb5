// Renaming, deleting, copying and moving from the keyboard and by dragging: each sends a plain form, as the buttons do.
import { stemLength } from "./listing-rules.js";
import { isSelected, selectOnly, selection } from "./listing-select.js";
import { comeBackTo, list, nameOf, rows } from "./listing.js";
import { closest, find, need } from "./page.js";
import { announce } from "./reader.js";
import { text } from "./texts.js";

/** @typedef {HTMLTableRowElement} Row */
/** @typedef {{ action: "move" | "copy", ids: string[] }} Clipboard */

const CLIPBOARD = "latchkey-clipboard";
const isEditable = () => Boolean(list?.hasAttribute("data-editable"));
/** @param {Row[]} targets */
const idsOf = (targets) => targets.flatMap((target) => target.dataset.id ?? []);

/** What a key acts on: everything that is selected, else the row with the focus. @param {Row | null} row */
function targetsOf(row) {
  const selected = selection();
  return selected.length ? selected : row ? [row] : [];
}

/** @param {Row | null} row */
export function renameRow(row) {
  const dialog = find(document, "#rename", HTMLDialogElement);
  const target = row ?? (selection().length === 1 ? selection()[0] : null);
  if (!dialog || !target || !isEditable()) return false;
  const name = nameOf(target);
  need(dialog, "form", HTMLFormElement).action = `/d/${target.dataset.id}/rename`;
  need(dialog, "[name=revision]", HTMLInputElement).value = target.dataset.revision ?? "";
  const field = need(dialog, "[name=name]", HTMLInputElement);
  field.value = name;
  dialog.showModal();
  field.setSelectionRange(0, stemLength(name, target.hasAttribute("data-folder")));
  return true;
}

find(document, "#rename form", HTMLFormElement)?.addEventListener("submit", (event) => {
  const id = /\/d\/([^/]+)\/rename$/.exec(closest(event, "form", HTMLFormElement)?.action ?? "")?.[1];
  const row = id && list ? find(list, `tr[data-id="${CSS.escape(id)}"]`, HTMLTableRowElement) : null;
  if (row && !event.defaultPrevented) comeBackTo([row], false);
});
document.addEventListener("submit", (event) => {
  const by = event.submitter;
  if (!event.defaultPrevented && by instanceof HTMLButtonElement && by.getAttribute("formaction") === "/selection/delete") comeBackTo(selection(), true);
});

/** Presses the page's own button, so that it asks what the button asks. @param {Row | null} row */
export function deleteRows(row) {
  const button = find(document, '[form="selection"][formaction="/selection/delete"]', HTMLButtonElement);
  const targets = targetsOf(row);
  if (!button || targets.length === 0) return false;
  selectOnly(targets);
  button.click();
  return true;
}

/** Says whether it was sent. @param {Clipboard["action"]} action @param {string[]} ids @param {string} to the id of a folder */
function send(action, ids, to) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = `/selection/${action}`;
  form.hidden = true;
  /** @param {string} name @param {string} value */
  const add = (name, value) => {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  };
  add("to", to);
  add("back", location.pathname + location.search);
  for (const id of ids) add("id", id);
  document.body.append(form);
  // As a button does it, so that session.js may have it wait for a sign-in.
  let isSent = true;
  form.addEventListener("submit", (event) => { isSent = !event.defaultPrevented; });
  if (action === "move") comeBackTo(rows().filter((row) => ids.includes(row.dataset.id ?? "")), true);
  form.requestSubmit();
  if (!isSent) form.remove();
  return isSent;
}

/** @returns {Clipboard | null} */
function clipboard() {
  try {
    return JSON.parse(sessionStorage.getItem(CLIPBOARD) ?? "null");
  } catch {
    return null;
  }
}

/** Puts rows on the clipboard. @param {Clipboard["action"]} action what pasting does with them @param {Row | null} row */
export function putOnClipboard(action, row) {
  const targets = targetsOf(row);
  if (targets.length === 0 || !isEditable()) return false;
  try {
    sessionStorage.setItem(CLIPBOARD, JSON.stringify({ action, ids: idsOf(targets) }));
  } catch {
    return false;
  }
  for (const other of rows()) other.toggleAttribute("data-cut", action === "move" && targets.includes(other));
  announce(text(action === "move" ? "script-ready-to-move" : "script-ready-to-copy", { count: targets.length }));
  return true;
}

/** The folder of this page, where something may be put into it; an empty one has no list. */
function folderHere() {
  if (list) return isEditable() ? list.dataset.folder : undefined;
  return find(document, "[data-upload-to]", HTMLElement)?.dataset.uploadTo;
}

export function paste() {
  const held = clipboard();
  const folder = folderHere();
  if (!held?.ids?.length || !folder) return false;
  // A move is done once, a copy as often as one likes.
  if (send(held.action, held.ids, folder) && held.action === "move") clearClipboard();
  return true;
}

export function clearClipboard() {
  try {
    sessionStorage.removeItem(CLIPBOARD);
  } catch { /* there was nothing */ }
  for (const row of list?.querySelectorAll("[data-cut]") ?? []) row.removeAttribute("data-cut");
}

// Dragging rows onto a folder moves them. Files from the desktop are an upload instead (upload.js).
const KIND = "application/x-latchkey";

/** Marks the folder that would take what is dragged. @param {Row | null} row */
function mark(row) {
  list?.querySelector("[data-target]")?.removeAttribute("data-target");
  row?.setAttribute("data-target", "");
}

/** @param {DragEvent} event */
function folderAt(event) {
  return event.dataTransfer?.types.includes(KIND) ? closest(event, "tr[data-folder]", HTMLTableRowElement) : null;
}

if (list && isEditable()) {
  list.addEventListener("dragstart", (event) => {
    const row = closest(event, "tbody tr", HTMLTableRowElement);
    if (!row || !event.dataTransfer || !closest(event, ".name a", HTMLElement)) return;
    const targets = isSelected(row) ? selection() : [row];
    event.dataTransfer.setData(KIND, JSON.stringify(idsOf(targets)));
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    const folder = folderAt(event);
    mark(folder);
    if (folder) event.preventDefault();
  });
  list.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node && list?.contains(event.relatedTarget))) mark(null);
  });
  list.addEventListener("dragend", () => mark(null));
  list.addEventListener("drop", (event) => {
    const to = folderAt(event)?.dataset.id;
    mark(null);
    if (!to) return;
    event.preventDefault();
    /** @type {string[]} */
    const dragged = JSON.parse(event.dataTransfer?.getData(KIND) || "[]");
    const ids = dragged.filter((id) => id !== to);
    if (ids.length) send("move", ids, to);
  });
}
