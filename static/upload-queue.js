// The queue: which uploads run, and what a person does with them. The protocol itself is tus-js-client's; what an answer
// means for what is to be done next stands in upload-answers.js.
import * as person from "./person.js";
import { answersOf } from "./upload-answers.js";
import * as client from "./upload-client.js";
import * as folders from "./upload-folders.js";
import { isSame, isUnfinished, itemOf, lacksFile } from "./upload-item.js";
import { items } from "./upload-items.js";
import * as shelf from "./upload-shelf.js";
import * as source from "./upload-source.js";

const AT_ONCE = 4;

const watchers = new Set();
export const counts = { done: 0, skipped: 0, folders: 0, bytes: 0 };
const now = { choiceForAll: null, isSignedOut: false };

const tell = (what, item) => { for (const watcher of watchers) watcher(what, item); };
const { arrived, stopped, judge, wait, queue, choose, decide } = answersOf({ items, now, tell, set, pump, finish, isReadable });

/** Whoever holds an item's lock sends it; another page takes over when this one is gone. */
function whenMine(item, begin) {
  if (!navigator.locks) return begin();
  navigator.locks.request(`latchkey-upload-${item.id}`, async () => {
    if (item.isAdopted && !(await shelf.has(item.id))) return;
    await begin();
    await new Promise((end) => { item.release = end; });
  });
}

/** Adds what was chosen, for a folder. Files that were chosen again go on where they were. */
export function add(found, folder, folderName) {
  const news = [];
  for (const one of found) {
    const old = one.file && items.find((item) => lacksFile(item) && isSame(item, one.file) && item.path === one.path && item.folder === folder);
    if (old) { giveFile(old, one.file); continue; }
    news.push(itemOf(one, folder, folderName));
  }
  items.push(...news);
  begin(news);
}

function begin(news) {
  const able = news.filter((item) => item.state === "queued");
  shelf.keep(able);
  for (const item of able) whenMine(item, () => pump());
  for (const item of news) tell(item.state === "unreadable" ? "unreadable" : "added", item);
  pump();
}

function giveFile(item, file) {
  Object.assign(item, { file, why: null, tries: 0 });
  set(item, item.isPaused ? "paused" : "queued");
  pump();
}

/** Another file, or the same one with other bytes, in the place of an item. */
function replace(item, file) {
  const fresh = itemOf({ file, path: item.path }, item.folder, item.folderName);
  items.splice(items.indexOf(item), 1, fresh);
  dismiss(item);
  if (item.url) client.discard(item.url);
  begin([fresh]);
  return fresh;
}

/**
 * Files that were chosen again for items that lack theirs: the same ones go on, others of the same name begin anew, and
 * so does a single one for the item that was `asked` about. Gives the items that have their file now.
 */
export function again(files, asked) {
  const served = [];
  for (const file of files) {
    const same = items.find((item) => lacksFile(item) && isSame(item, file));
    const other = same ?? items.find((item) => lacksFile(item) && item.name === file.name) ?? (files.length === 1 && lacksFile(asked) ? asked : null);
    if (same) giveFile(same, file);
    if (other) served.push(same ?? replace(other, file));
  }
  return served;
}

function set(item, state) {
  item.state = state;
  tell("changed", item);
}

function pump() {
  let running = items.filter((item) => item.state === "sending").length;
  if (now.isSignedOut) return;
  for (const item of items) {
    if (running >= AT_ONCE) return;
    if (item.state !== "queued") continue;
    running++;
    set(item, "sending");
    send(item);
  }
}

async function send(item) {
  if (item.kind === "folder") return make(item);
  const turn = (item.turn = {}); // paused and resumed meanwhile: the later one sends
  const isOver = () => item.state !== "sending" || item.turn !== turn;
  if (item.file && !(await isReadable(item))) return;
  try {
    await client.begin(item, { isOver, moved: () => shelf.change(item), progress: () => tell("progress", item), success: arrived, error: stopped });
  } catch {
    if (!isOver()) wait(item); // the library has not come
  }
}

async function make(item) {
  try {
    const { status, problem } = await folders.make(item.folder, item.path, item.name);
    if (item.state !== "sending") return;
    if (status === 201) finish(item, "folder"); else judge(item, status, problem);
  } catch {
    if (item.state === "sending") wait(item);
  }
}

/** Otherwise the item has moved on: to its copy in this browser, or to whoever can choose the file again. */
async function isReadable(item) {
  const why = await source.hindrance(item.file);
  if (item.state !== "sending") return false;
  if (!why) return true;
  item.file = null;
  if (why === "gone" && item.isKept) queue(item);
  else {
    item.why = why;
    set(item, "unreadable");
    tell("unreadable", item);
    pump();
  }
  return false;
}

function finish(item, outcome) {
  items.splice(items.indexOf(item), 1);
  counts[outcome === "skipped" ? "skipped" : outcome === "folder" ? "folders" : "done"]++;
  counts.bytes += item.size;
  item.state = "done";
  dismiss(item);
  tell("done", item);
  pump();
  if (!items.some(isUnfinished)) now.choiceForAll = null;
}

/** Lets go of what is kept of an item. */
function dismiss(item) {
  clearTimeout(item.timer);
  item.upload = null;
  shelf.remove(item).then(() => item.release?.());
}

export function pause(item) {
  if (!["queued", "sending", "waiting", "signin"].includes(item.state)) return;
  clearTimeout(item.timer);
  item.upload?.abort();
  item.upload = null;
  item.isPaused = true;
  shelf.change(item);
  set(item, "paused");
  pump();
}

export function resume(item) {
  if (item.state === "failed" && item.isWaitingThere) return decide(item, null);
  item.isPaused = false;
  item.tries = 0;
  shelf.change(item);
  queue(item);
}

export function cancel(item) {
  const { upload } = item;
  items.splice(items.indexOf(item), 1);
  item.state = "cancelled";
  dismiss(item);
  Promise.resolve(upload?.abort()).catch(() => null).then(() => { if (item.url) client.discard(item.url); });
  tell("cancelled", item);
  pump();
}

/** Goes on with what an earlier page has left. */
export async function adopt() {
  for (const item of await shelf.left()) {
    if (items.some((known) => known.id === item.id)) continue;
    Object.assign(item, { isAdopted: true, sent: 0, shelved: Promise.resolve() });
    whenMine(item, () => {
      item.state = item.isPaused ? "paused" : source.hasBytes(item) ? "queued" : "needs-file";
      items.push(item);
      tell("added", item);
      if (item.state === "needs-file" && item.url) lookThere(item);
      pump();
    });
  }
}

// What was done counts on, on the next page: while more is under way, and when the list was only loaded anew.
const TALLY = "latchkey-uploads-done";
addEventListener("pagehide", () => {
  if (!items.some(isUnfinished) && !counts.goOn) return;
  try { sessionStorage.setItem(TALLY, JSON.stringify(counts)); } catch { /* it begins at nothing again */ }
});
try {
  Object.assign(counts, JSON.parse(sessionStorage.getItem(TALLY)), { goOn: false });
  sessionStorage.removeItem(TALLY);
} catch { /* no storage */ }

/** All of a file may have come before this browser lost sight of it: then nobody has to choose it again. */
async function lookThere(item) {
  const answer = await fetch(item.url, { method: "HEAD", headers: { "tus-resumable": "1.0.0", ...person.headers } }).catch(() => null);
  if (item.state !== "needs-file" || !answer?.ok) return;
  const state = answer.headers.get("Upload-State");
  if (state === "done") finish(item, answer.headers.get("Upload-Outcome"));
  if (state !== "waiting") return;
  item.isThere = true;
  decide(item, null);
}

// Somebody signs out, or somebody else is there: nothing more is sent, and nothing holds the page.
addEventListener("latchkey-leave", () => {
  now.isSignedOut = true;
  for (const item of items.splice(0)) {
    clearTimeout(item.timer);
    item.state = "stopped";
    item.upload?.abort();
  }
});

addEventListener("online", () => {
  for (const item of items.filter((item) => item.state === "waiting")) { item.tries = 0; queue(item); }
  tell("online");
});
addEventListener("offline", () => tell("offline"));

export const watch = (watcher) => watchers.add(watcher);
export { choose };
