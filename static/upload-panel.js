// The queue before the eyes: one line for each file, one for all, the question when a name is taken.
import { sizeInWords, text } from "./texts.js";
import * as uploads from "./upload-queue.js";
import { isUnfinished } from "./upload-state.js";
import { dispatch, itemWith, queue } from "./upload-store.js";

const STATES = {
  queued: "script-upload-queued", paused: "script-upload-paused", waiting: "script-upload-waiting",
  signin: "script-upload-waits-for-you", conflict: "script-upload-conflict", "needs-file": "script-upload-interrupted",
};
const REASONS = { gone: "script-upload-gone", unreadable: "script-upload-unreadable" };
const AGAIN = { "needs-file": "script-upload-choose-to-go-on", unreadable: "script-upload-choose-again" };
const WANTING = ["conflict", "unreadable", "needs-file", "failed"];
const MEANS = { pause: "paused", resume: "resumed", cancel: "cancelled" };
const SHOWN = 100;

const panel = document.getElementById("uploads");
const part = (name) => panel.querySelector(`[data-${name}]`);
const button = (name) => panel.querySelector(`.uploads-tools [data-do="${name}"]`);
const list = document.getElementById("uploads-list");
const dialog = document.getElementById("upload-conflict");
const lines = new Map();
let wasBusy = false;
let asked = null;
let drawing = 0;

function duration(seconds) {
  if (seconds < 60) return text("script-upload-seconds", { count: Math.max(1, Math.round(seconds)) });
  if (seconds < 5400) return text("script-upload-minutes", { count: Math.round(seconds / 60) });
  return text("script-upload-hours", { count: Math.round(seconds / 3600) });
}

function say(words) {
  document.getElementById("uploads-said").textContent = words;
}

function stateOf(item) {
  if (item.state === "failed") return item.problem ?? text("script-upload-refused");
  if (item.state === "unreadable") return text(item.kind === "folder" ? "script-upload-unreadable-folder" : REASONS[item.why]);
  if (item.state === "waiting" && item.isBusy) return text("script-upload-busy");
  if (item.state === "sending" && item.kind === "folder") return text("script-upload-making-folder");
  if (item.state !== "sending") return item.state in STATES ? text(STATES[item.state]) : "";
  const parts = [text("script-upload-sent", { sent: sizeInWords(item.sent), size: sizeInWords(item.size) })];
  if (item.speed > 0) parts.push(text("script-upload-speed", { size: sizeInWords(item.speed) }), text("script-upload-left", { time: duration((item.size - item.sent) / item.speed) }));
  return parts.join(" · ");
}

function lineOf(item) {
  let line = lines.get(item.id);
  if (line) return line;
  line = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
  line.dataset.id = item.id;
  line.querySelector("[data-name]").textContent = item.path ? `${item.path}/${item.name}` : item.name;
  line.querySelector("[data-part]").setAttribute("aria-label", item.name);
  for (const [what, words] of [["pause", "script-upload-pause"], ["resume", "script-upload-resume"], ["cancel", "script-upload-cancel"]]) {
    line.querySelector(`[data-do="${what}"] [data-label]`).textContent = text(words, { name: item.name });
  }
  lines.set(item.id, line);
  list.append(line);
  return line;
}

function drawLine(item) {
  const line = lineOf(item);
  line.dataset.is = item.state;
  line.querySelector("[data-state]").textContent = stateOf(item);
  line.querySelector("[data-part]").value = item.size ? item.sent / item.size : 0;
  const can = (what, yes) => { line.querySelector(`[data-do="${what}"]`).hidden = !yes; };
  can("pause", ["queued", "sending", "waiting"].includes(item.state));
  can("resume", item.state === "paused" || (item.state === "failed" && !item.isFinal));
  line.querySelector('[data-do="resume"] [data-label]').textContent = text(item.state === "failed" ? "script-upload-retry" : "script-upload-resume", { name: item.name });
  const again = line.querySelector('[data-do="again"]');
  again.hidden = !(["needs-file", "conflict"].includes(item.state) || (item.state === "unreadable" && item.kind !== "folder"));
  again.textContent = text(AGAIN[item.state] ?? "script-upload-decide-now");
}

function draw() {
  drawing = 0;
  const { items, counts } = queue;
  // Those that want a word before all others.
  const wanting = items.filter((item) => WANTING.includes(item.state));
  const shown = [...new Set([...wanting, ...items])].slice(0, SHOWN);
  const ids = new Set(shown.map((item) => item.id));
  for (const [id, line] of lines) if (!ids.has(id)) { line.remove(); lines.delete(id); }
  shown.forEach(drawLine);
  part("more").hidden = items.length <= SHOWN;
  part("more").textContent = text("script-upload-more", { count: items.length - SHOWN });
  const busy = items.filter(isUnfinished);
  const done = counts.done + counts.skipped + counts.folders;
  const leftOut = items.filter((item) => item.state === "unreadable").length;
  const failed = items.length - busy.length - leftOut;
  const said = (name, count) => (count ? [text(name, { count })] : []);
  panel.hidden = items.length === 0 && done === 0;
  part("summary").textContent = busy.length
    ? text("script-upload-all", { done, total: done + items.length })
    : [
      ...said("script-upload-finished", counts.done),
      ...said("script-upload-folders", counts.folders),
      ...said("script-upload-skipped", counts.skipped),
      ...said("script-upload-failed", failed),
      ...said("script-upload-left-out", leftOut),
    ].join(", ");
  const all = counts.bytes + items.reduce((sum, item) => sum + item.size, 0);
  const sent = counts.bytes + items.reduce((sum, item) => sum + Math.min(item.sent, item.size), 0);
  part("total").value = all ? sent / all : 1;
  part("total").hidden = !busy.length;
  button("pause-all").hidden = !items.some((item) => ["queued", "sending", "waiting"].includes(item.state));
  button("resume-all").hidden = !items.some((item) => item.state === "paused");
  const label = button("cancel-all").querySelector(".visually-hidden");
  label.dataset.called ??= label.textContent;
  label.textContent = items.length ? label.dataset.called : text("script-upload-close");
  button("fold").hidden = !items.length;
  if (busy.length && !wasBusy) say(text("script-upload-began", { count: busy.length }));
  if (!busy.length && wasBusy) say(text("script-upload-over", { summary: part("summary").textContent }));
  wasBusy = busy.length > 0;
}

// At most once a frame, or twice a second where the page is not seen.
function drawSoon() {
  drawing ||= document.hidden ? setTimeout(draw, 500) : requestAnimationFrame(draw);
}

function notice(words, withSignIn = false) {
  const place = part("notice");
  place.hidden = !words;
  part("words").textContent = words ?? "";
  part("sign-in").hidden = !withSignIn;
  if (words) say(words);
}

function ask() {
  if (dialog.open) return;
  const item = queue.items.find((each) => each.state === "conflict" && !each.isPutOff);
  if (!item) return;
  asked = item.id;
  document.getElementById("upload-conflict-words").textContent = text("script-upload-taken", { name: item.name, folder: item.path || item.folderName });
  dialog.querySelector('[name="all"]').checked = false;
  dialog.querySelector(".upload-all").hidden = queue.items.length < 2;
  dialog.returnValue = "";
  dialog.showModal();
}

dialog.addEventListener("close", () => {
  const item = itemWith(asked);
  if (item?.state === "conflict") {
    const forAll = dialog.querySelector('[name="all"]').checked;
    if (dialog.returnValue) dispatch({ type: "chosen", id: item.id, choice: dialog.returnValue, forAll });
    else dispatch({ type: "put-off", id: item.id, isPutOff: true }); // Escape: the line in the list asks again
  }
  ask();
});

uploads.watch((what, item) => {
  if (what === "conflict") ask();
  if (what === "unreadable") sayLeftOut(item);
  if (what === "offline") notice(text("script-upload-offline"));
  if (what === "signed-out") notice(text("script-upload-signed-out"), true);
  if (what === "online" || what === "signed-in") { notice(null); say(text(what === "online" ? "script-upload-network-back" : "script-upload-signed-in")); }
  drawSoon();
});

if (queue.counts.done + queue.counts.skipped + queue.counts.folders) draw();

// What is left out is said once for all that come together.
const unsaid = [];
function sayLeftOut(item) {
  unsaid.push(item);
  if (unsaid.length > 1) return;
  setTimeout(() => {
    const [first] = unsaid;
    say(text("script-upload-was-left-out", { count: unsaid.length, name: first.name, why: stateOf(first) }));
    unsaid.length = 0;
  }, 500);
}

const again = part("again");
let wanted = null;
again.addEventListener("change", () => {
  const [served] = uploads.again([...again.files], wanted);
  notice(served ? null : text("script-upload-not-them"));
  again.value = "";
  draw();
  lines.get(served ?? wanted)?.querySelector("button:not([hidden])")?.focus();
});

panel.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-do]");
  if (!pressed) return;
  const what = pressed.dataset.do;
  const every = (type, items = queue.items) => items.forEach(({ id }) => dispatch({ type, id }));
  if (what === "pause-all") every("paused");
  else if (what === "resume-all") every("resumed", queue.items.filter((item) => item.state === "paused"));
  else if (what === "fold") {
    const open = pressed.getAttribute("aria-expanded") !== "true";
    pressed.setAttribute("aria-expanded", String(open));
    panel.toggleAttribute("data-folded", !open);
  } else if (what === "cancel-all") {
    every("cancelled");
    dispatch({ type: "cleared" });
    drawSoon();
  } else {
    const item = itemWith(pressed.closest("li").dataset.id);
    if (!item) return;
    if (what in MEANS) dispatch({ type: MEANS[what], id: item.id });
    else if (item.state === "conflict") {
      dispatch({ type: "put-off", id: item.id, isPutOff: false });
      ask();
    } else {
      wanted = item.id;
      again.click();
    }
  }
});
