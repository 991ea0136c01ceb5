// What the queue of uploads says: of one item, and of all together.
import { sizeInWords, text } from "./texts.js";
import { isUnfinished } from "./upload-state.js";

/** @typedef {import("./upload-state.js").Item} Item */
/** @typedef {import("./upload-state.js").Queue} Queue */

/** @type {Record<string, string>} */
const STATES = {
  queued: "script-upload-queued", paused: "script-upload-paused", waiting: "script-upload-waiting",
  signin: "script-upload-waits-for-you", conflict: "script-upload-conflict", "needs-file": "script-upload-interrupted",
};

/** @param {number} seconds */
function duration(seconds) {
  if (seconds < 60) return text("script-upload-seconds", { count: Math.max(1, Math.round(seconds)) });
  if (seconds < 5400) return text("script-upload-minutes", { count: Math.round(seconds / 60) });
  return text("script-upload-hours", { count: Math.round(seconds / 3600) });
}

/** @param {Item} item */
function progressOf({ sent, size, speed = 0 }) {
  const parts = [text("script-upload-sent", { sent: sizeInWords(sent), size: sizeInWords(size) })];
  if (speed > 0) parts.push(text("script-upload-speed", { size: sizeInWords(speed) }), text("script-upload-left", { time: duration((size - sent) / speed) }));
  return parts.join(" · ");
}

/** @param {Item} item */
function whyLeftOut({ kind, why }) {
  if (kind === "folder") return text("script-upload-unreadable-folder");
  return why === "gone" ? text("script-upload-gone") : text("script-upload-unreadable");
}

/** How an item is doing. @param {Item} item */
export function stateOf(item) {
  if (item.state === "failed") return item.problem ?? text("script-upload-refused");
  if (item.state === "unreadable") return whyLeftOut(item);
  if (item.state === "waiting" && item.isBusy) return text("script-upload-busy");
  if (item.state === "sending") return item.kind === "folder" ? text("script-upload-making-folder") : progressOf(item);
  return item.state in STATES ? text(STATES[item.state]) : "";
}

/** What the button of an item that needs somebody is called. @param {Item} item */
export function questionOf({ state }) {
  if (state === "needs-file") return text("script-upload-choose-to-go-on");
  return state === "unreadable" ? text("script-upload-choose-again") : text("script-upload-decide-now");
}

/** How many are done while some are under way; what became of all after that. @param {Queue} queue */
export function summaryOf({ items, counts }) {
  const done = counts.done + counts.skipped + counts.folders + (counts.scans ?? 0);
  const unfinished = items.filter(isUnfinished).length;
  if (unfinished) return text("script-upload-all", { done, total: done + items.length });
  const leftOut = items.filter((item) => item.state === "unreadable").length;
  /** @type {[string, number][]} */
  const parts = [
    ["script-upload-finished", counts.done], ["script-upload-folders", counts.folders], ["script-upload-skipped", counts.skipped],
    ["script-upload-scans", counts.scans ?? 0],
    ["script-upload-failed", items.length - leftOut], ["script-upload-left-out", leftOut],
  ];
  return parts.flatMap(([name, count]) => (count ? text(name, { count }) : [])).join(", ");
}

/** How much of all bytes is sent, from 0 to 1. @param {Queue} queue */
export function shareSent({ items, counts }) {
  const all = items.reduce((sum, item) => sum + item.size, counts.bytes);
  const sent = items.reduce((sum, item) => sum + Math.min(item.sent, item.size), counts.bytes);
  return all ? sent / all : 1;
}
