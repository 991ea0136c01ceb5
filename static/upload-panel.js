// The queue as people see it: one line for each file, one for all, and the question when a name is taken.
import { closest, fetchPage, find, need } from "./page.js";
import { text } from "./texts.js";
import * as uploads from "./upload-queue.js";
import { isUnfinished } from "./upload-state.js";
import { dispatch, itemWith, queue } from "./upload-store.js";
import { questionOf, shareSent, stateOf, summaryOf } from "./upload-words.js";

/** @typedef {import("./upload-state.js").Item} Item */

/** States that need somebody. */
const NEEDS_SOMEBODY = ["conflict", "unreadable", "needs-file", "failed"];
const CAN_PAUSE = ["queued", "sending", "waiting"];
/** @type {Record<string, "paused" | "resumed" | "cancelled">} */
const EVENTS = { pause: "paused", resume: "resumed", cancel: "cancelled" };
const MOST_LINES = 100;

const panel = need(document, "#uploads", HTMLElement);
const list = need(panel, "#uploads-list", HTMLElement);
const row = need(document, "#upload-row", HTMLTemplateElement);
const summary = need(panel, "[data-summary]", HTMLElement);
const total = need(panel, "[data-total]", HTMLProgressElement);
const more = need(panel, "[data-more]", HTMLElement);
const again = need(panel, "[data-again]", HTMLInputElement);
const status = need(document, "#uploads-said", HTMLElement);
const dialog = need(document, "#upload-conflict", HTMLDialogElement);
const forAll = need(dialog, '[name="all"]', HTMLInputElement);
/** @param {ParentNode} part @param {string} action */
const buttonOf = (part, action) => need(part, `[data-do="${action}"]`, HTMLButtonElement);

/** The lines that are shown, by the id of their item. @type {Map<string, HTMLElement>} */
const lines = new Map();
let wasBusy = false;
let drawing = 0;

/** @param {string} words */
function say(words) {
  status.textContent = words;
}

/** @param {Item} item */
function newLine({ id, path, name }) {
  const line = need(document.importNode(row.content, true), "li", HTMLElement);
  line.dataset.id = id;
  need(line, "[data-name]", HTMLElement).textContent = path ? `${path}/${name}` : name;
  need(line, "[data-part]", HTMLElement).setAttribute("aria-label", name);
  label(line, "pause", text("script-upload-pause", { name }));
  label(line, "cancel", text("script-upload-cancel", { name }));
  lines.set(id, line);
  list.append(line);
  return line;
}

/** @param {HTMLElement} line @param {string} action @param {string} words */
function label(line, action, words) {
  need(buttonOf(line, action), "[data-label]", HTMLElement).textContent = words;
}

/** @param {Item} item */
function drawLine(item) {
  const { kind, name, state } = item;
  const line = lines.get(item.id) ?? newLine(item);
  line.dataset.is = state;
  need(line, "[data-state]", HTMLElement).textContent = stateOf(item);
  need(line, "[data-part]", HTMLProgressElement).value = item.size ? item.sent / item.size : 0;
  buttonOf(line, "pause").hidden = !CAN_PAUSE.includes(state);
  buttonOf(line, "resume").hidden = !(state === "paused" || (state === "failed" && !item.isFinal));
  label(line, "resume", state === "failed" ? text("script-upload-retry", { name }) : text("script-upload-resume", { name }));
  const question = buttonOf(line, "again");
  question.hidden = !(["needs-file", "conflict"].includes(state) || (state === "unreadable" && kind !== "folder"));
  question.textContent = questionOf(item);
}

function draw() {
  drawing = 0;
  const { items, counts } = queue;
  const urgent = items.filter((item) => NEEDS_SOMEBODY.includes(item.state));
  const shown = [...new Set([...urgent, ...items])].slice(0, MOST_LINES);
  const ids = new Set(shown.map((item) => item.id));
  for (const [id, line] of lines) if (!ids.has(id)) { line.remove(); lines.delete(id); }
  shown.forEach(drawLine);
  more.hidden = items.length <= MOST_LINES;
  more.textContent = text("script-upload-more", { count: items.length - MOST_LINES });
  const count = items.filter(isUnfinished).length;
  panel.hidden = items.length === 0 && counts.done + counts.skipped + counts.folders + (counts.scans ?? 0) === 0;
  summary.textContent = summaryOf(queue);
  total.value = shareSent(queue);
  total.hidden = !count;
  buttonOf(panel, "pause-all").hidden = !items.some((item) => CAN_PAUSE.includes(item.state));
  buttonOf(panel, "resume-all").hidden = !items.some((item) => item.state === "paused");
  buttonOf(panel, "fold").hidden = !items.length;
  const name = need(buttonOf(panel, "cancel-all"), ".visually-hidden", HTMLElement);
  name.dataset.called ??= name.textContent;
  name.textContent = items.length ? name.dataset.called : text("script-upload-close");
  if (count && !wasBusy) say(text("script-upload-began", { count }));
  if (!count && wasBusy) say(text("script-upload-over", { summary: summary.textContent }));
  wasBusy = count > 0;
}

// At most once a frame, or twice a second where the page is not seen.
function drawSoon() {
  drawing ||= document.hidden ? Number(setTimeout(draw, 500)) : requestAnimationFrame(draw);
}

/** @param {string | null} words */
function notice(words, hasSignIn = false) {
  need(panel, "[data-notice]", HTMLElement).hidden = !words;
  need(panel, "[data-words]", HTMLElement).textContent = words ?? "";
  need(panel, "[data-sign-in]", HTMLElement).hidden = !hasSignIn;
  if (words) say(words);
}

/** The item that the dialog asks about. @type {string | undefined} */
let asked;

function ask() {
  if (dialog.open) return;
  const item = queue.items.find((each) => each.state === "conflict" && !each.isPostponed);
  if (!item) return;
  asked = item.id;
  need(dialog, "#upload-conflict-words", HTMLElement).textContent = text("script-upload-taken", { name: item.name, folder: item.path || item.folderName });
  forAll.checked = false;
  need(dialog, ".upload-all", HTMLElement).hidden = queue.items.length < 2;
  dialog.returnValue = "";
  dialog.showModal();
}

dialog.addEventListener("close", () => {
  const item = itemWith(asked);
  if (item?.state === "conflict") {
    if (dialog.returnValue) dispatch({ type: "chosen", id: item.id, choice: dialog.returnValue, forAll: forAll.checked });
    else dispatch({ type: "postponed", id: item.id, isPostponed: true }); // Escape: from now on the lines in the list ask
  }
  ask();
});

uploads.watch((what, item) => {
  if (what === "conflict") ask();
  if (item && ["done", "cancelled"].includes(what)) showList();
  if (dialog.open && item && item.id === asked && item.state !== "conflict") dialog.close(); // decided in another tab
  if (what === "unreadable" && item) sayLeftOut(item);
  if (what === "offline") notice(text("script-upload-offline"));
  if (what === "signed-out") notice(text("script-upload-signed-out"), true);
  if (what === "online" || what === "signed-in") {
    notice(null);
    say(text(what === "online" ? "script-upload-network-back" : "script-upload-signed-in"));
  }
  drawSoon();
});

// The page of what is unfinished is about the same uploads: what is said there holds here, and the other way round.
const OF_UPLOAD = /\/uploads\/([0-9a-f-]{36})\/(?:decide|discard)$/;
document.addEventListener("submit", (event) => {
  const by = event.submitter;
  const action = by instanceof HTMLButtonElement && by.hasAttribute("formaction") ? by.formAction : closest(event, "form", HTMLFormElement)?.action;
  const id = OF_UPLOAD.exec(action ?? "")?.[1];
  const item = id && !event.defaultPrevented ? queue.items.find((each) => each.url?.endsWith(`/uploads/${id}`)) : undefined;
  if (item) dispatch({ type: "decided-elsewhere", id: item.id });
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") dispatch({ type: "seen" });
});

/** @type {ReturnType<typeof setTimeout> | undefined} */
let showing;
function showList() {
  if (location.pathname !== "/uploads") return;
  clearTimeout(showing);
  showing = setTimeout(async () => {
    const page = await fetchPage(location.href).catch(() => null);
    const fresh = page && find(page, "main", HTMLElement);
    const main = find(document, "main", HTMLElement);
    if (fresh && main && !main.contains(document.activeElement)) main.replaceChildren(...fresh.childNodes);
  }, 500);
}

if (queue.counts.done + queue.counts.skipped + queue.counts.folders + (queue.counts.scans ?? 0)) draw();

/** What is left out and not yet told: all that come together are told at once. @type {Item[]} */
const untold = [];
/** @param {Item} item */
function sayLeftOut(item) {
  untold.push(item);
  if (untold.length > 1) return;
  setTimeout(() => {
    say(text("script-upload-was-left-out", { count: untold.length, name: item.name, why: stateOf(item) }));
    untold.length = 0;
  }, 500);
}

/** The item that a file is being chosen for. @type {string | undefined} */
let wanted;
again.addEventListener("change", () => {
  const [served] = uploads.again([...(again.files ?? [])], wanted);
  notice(served ? null : text("script-upload-not-them"));
  again.value = "";
  draw();
  const line = lines.get(served ?? wanted ?? "");
  if (line) find(line, "button:not([hidden])", HTMLButtonElement)?.focus();
});

/** @param {"paused" | "resumed" | "cancelled"} type @param {readonly Item[]} items */
function every(type, items) {
  for (const { id } of items) dispatch({ type, id });
}

/** @param {HTMLElement} button */
function fold(button) {
  const isOpen = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(isOpen));
  panel.toggleAttribute("data-folded", !isOpen);
}

function cancelAll() {
  every("cancelled", queue.items);
  dispatch({ type: "cleared" });
  drawSoon();
}

/** @param {Item} item @param {string} action */
function act({ id, state }, action) {
  if (action in EVENTS) return dispatch({ type: EVENTS[action], id });
  if (state === "conflict") {
    dispatch({ type: "postponed", id, isPostponed: false });
    return ask();
  }
  wanted = id;
  again.click();
}

panel.addEventListener("click", (event) => {
  const button = closest(event, "[data-do]", HTMLButtonElement);
  const action = button?.dataset.do;
  if (!button || !action) return;
  if (action === "pause-all") return every("paused", queue.items);
  if (action === "resume-all") return every("resumed", queue.items.filter((item) => item.state === "paused"));
  if (action === "cancel-all") return cancelAll();
  if (action === "fold") return fold(button);
  const item = itemWith(button.closest("li")?.dataset.id);
  if (item) act(item, action);
});
