// Runs the effects that upload-reducer.js asks for, and reports back to it as events. The protocol itself is
// tus-js-client's (upload-client.js).
import * as person from "./person.js";
import * as client from "./upload-client.js";
import * as folders from "./upload-folders.js";
import { itemOf, problemOf } from "./upload-item.js";
import * as encryption from "./upload-encryption.js";
import * as storage from "./upload-storage.js";
import { readError } from "./upload-source.js";
import { isSame, isUnfinished, lacksFile } from "./upload-state.js";
import { dispatch, itemWith, onEffect, queue } from "./upload-store.js";

/** @typedef {import("./upload-state.js").Item} Item */
/** @typedef {import("./upload-state.js").Effect} Effect */

/** @type {Set<(what: string, item?: Item) => void>} */
const watchers = new Set();
/** @type {Map<string, ReturnType<typeof setTimeout>>} */
const timers = new Map();
/** @type {Map<string, () => void>} */
const releases = new Map();

/** Calls `watcher` for everything that happens: what it was, and to which upload. @param {(what: string, item?: Item) => void} watcher */
export const watch = (watcher) => watchers.add(watcher);

/** @param {Effect} effect */
function run(effect) {
  switch (effect.do) {
    case "send": return void send(effect.id);
    case "make": return void make(effect.id);
    case "store": return storage.keep(effect.items);
    case "store-change": return void storage.change(effect.id);
    case "lock": return void withLock(effect.id, () => {});
    case "release": return release(effect.id);
    case "abort": return client.abort(effect.id);
    case "discard": return void client.discard(effect.id, effect.url);
    case "decide": return void decide(effect.id, effect.url, effect.choice);
    case "ask-server": return void askServer(effect.id, effect.url);
    case "schedule": return schedule(effect.id, effect.after);
    case "unschedule": return unschedule(effect.id);
    case "wait-for-session": return void setTimeout(waitForSession, 1500);
    case "notify": return watchers.forEach((watcher) => watcher(effect.what, effect.item));
  }
}
onEffect(run);

/** Of all pages, the one with the lock sends an upload; when it closes, another page gets the lock. @param {string} id @param {() => void} begin */
async function withLock(id, begin) {
  if (!navigator.locks) return begin();
  await navigator.locks.request(`latchkey-upload-${id}`, async () => {
    if (!itemWith(id) && !(await storage.has(id))) return;
    begin();
    if (itemWith(id)) await new Promise((end) => { releases.set(id, () => end(undefined)); });
  });
}

/** @param {string} id */
function release(id) {
  unschedule(id);
  client.forget(id);
  storage.remove(id).then(() => {
    releases.get(id)?.();
    releases.delete(id);
  });
}

/** @param {string} id @param {number} after ms */
function schedule(id, after) {
  unschedule(id);
  // Offline, the event "online" does it instead.
  timers.set(id, setTimeout(() => { if (navigator.onLine !== false) dispatch({ type: "due", id }); }, after));
}

/** @param {string} id */
function unschedule(id) {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

/** @param {string} id @param {number} status @param {import("./upload-state.js").Problem} [problem] @param {number} [seconds] */
function refused(id, status, problem, seconds) {
  dispatch({ type: "refused", id, status, problem, seconds, chance: Math.random() });
}

/** @param {string} id */
async function send(id) {
  const begun = itemWith(id);
  if (!begun) return;
  const isOver = () => {
    const item = itemWith(id); // paused and resumed meanwhile: the later turn sends
    return item?.state !== "sending" || item.turn !== begun.turn;
  };
  if (!(await isReadable(begun, isOver)) || isOver()) return;
  try {
    await client.begin(begun, {
      isOver,
      moved: (url, isLasting) => dispatch({ type: "moved", id, url, isLasting }),
      progress: (sent, speed) => dispatch({ type: "progress", id, sent, speed }),
      success: (state, outcome) => dispatch({ type: "arrived", id, state, outcome }),
      error: (error) => stopped(id, isOver, error),
    });
  } catch {
    if (!isOver()) refused(id, 0); // tus-js-client could not be loaded
  }
}

/** @param {Item} item @param {() => boolean} isOver */
async function isReadable({ id, file }, isOver) {
  const why = file && (await readError(file));
  if (why && !isOver()) dispatch({ type: "unreadable", id, why });
  return !why;
}

/** @param {string} id @param {() => boolean} isOver @param {import("./upload-client.js").Failure} error */
async function stopped(id, isOver, { originalResponse: answer }) {
  const status = answer?.getStatus() ?? 0;
  const url = answer?.getHeader("Location");
  if (url) dispatch({ type: "moved", id, url, isLasting: false });
  const item = itemWith(id);
  // A file that cannot be read any more fails like a lost connection.
  if (status === 0 && item && !(await isReadable(item, isOver))) return;
  if (!isOver()) refused(id, status, problemOf(answer?.getBody() ?? ""), Number(answer?.getHeader("Retry-After")));
}

/** @param {string} id */
async function make(id) {
  const item = itemWith(id);
  if (!item) return;
  try {
    const { status, problem } = await folders.make(item.folder, item.path, item.name);
    if (status === 201) dispatch({ type: "arrived", id, state: "done", outcome: "folder" });
    else refused(id, status, problem);
  } catch {
    refused(id, 0);
  }
}

/** @param {string} id @param {string | null} url @param {string | null} choice */
async function decide(id, url, choice) {
  try {
    const body = new URLSearchParams(choice ? { ontaken: choice } : {});
    const answer = await fetch(`${url}/decide`, { method: "POST", body, headers: { accept: "application/json", ...person.headers } });
    const said = problemOf(await answer.text());
    if (answer.ok) dispatch({ type: "arrived", id, state: said.state === "scanning" ? "scanning" : "done", outcome: said.outcome });
    else refused(id, answer.status, said);
  } catch {
    refused(id, 0);
  }
}

/** @param {string} id @param {string} url */
async function askServer(id, url) {
  const answer = await fetch(url, { method: "HEAD", headers: { "tus-resumable": "1.0.0", ...person.headers } }).catch(() => null);
  if (answer?.ok) dispatch({ type: "server-answered", id, state: answer.headers.get("Upload-State"), outcome: answer.headers.get("Upload-Outcome") });
  else if (answer && [404, 410].includes(answer.status)) dispatch({ type: "server-answered", id, state: "gone", outcome: null });
}

async function waitForSession() {
  /** @type {boolean | null} */
  let isBack = false;
  try { isBack = await encryption.isBack(); } catch { /* no connection */ }
  if (isBack === null) person.leave("/files/");
  else if (isBack) dispatch({ type: "back" });
  else setTimeout(waitForSession, 2500);
}

/**
 * Adds what was chosen to the queue, for a folder. A file that an interrupted item lacks resumes that item.
 * @param {import("./upload-item.js").Found[]} found
 * @param {string} folder
 * @param {string} folderName
 */
export function add(found, folder, folderName) {
  /** @type {Item[]} */
  const news = [];
  for (const one of found) {
    const { file } = one;
    const old = file && queue.items.find((item) => lacksFile(item) && isSame(item, file) && item.path === one.path && item.folder === folder);
    if (old) dispatch({ type: "file-given", id: old.id, file });
    else news.push(itemOf(one, folder, folderName));
  }
  dispatch({ type: "added", items: news });
}

/**
 * Files that were chosen again for items that lack theirs. The same file resumes its item; another one of the same name
 * starts over, and so does a single file for the item that was asked about. Returns the ids of the items that have their
 * file now.
 * @param {File[]} files
 * @param {string | undefined} asked
 */
export function again(files, asked) {
  /** @type {string[]} */
  const served = [];
  for (const file of files) {
    const lacking = queue.items.filter(lacksFile);
    const same = lacking.find((item) => isSame(item, file));
    const other = lacking.find((item) => item.name === file.name) ?? (files.length === 1 ? lacking.find((item) => item.id === asked) : undefined);
    if (same) {
      dispatch({ type: "file-given", id: same.id, file });
      served.push(same.id);
    } else if (other) {
      const fresh = itemOf({ file, path: other.path }, other.folder, other.folderName);
      dispatch({ type: "replaced", id: other.id, item: fresh });
      served.push(fresh.id);
    }
  }
  return served;
}

/** Resumes what an earlier page has left. */
export async function adopt() {
  for (const item of await storage.left()) {
    if (!itemWith(item.id)) withLock(item.id, () => dispatch({ type: "adopted", item }));
  }
}

// The next page goes on counting while more is under way, and when this page was only reloaded to show its list.
const TALLY = "latchkey-uploads-done";
let isReloading = false;

/** Reloads the page, which goes on counting. */
export function reload() {
  isReloading = true;
  location.reload();
}

addEventListener("pagehide", () => {
  if (!queue.items.some(isUnfinished) && !isReloading) return;
  try { sessionStorage.setItem(TALLY, JSON.stringify(queue.counts)); } catch { /* no storage: it starts at zero */ }
});
try {
  /** @type {import("./upload-state.js").Counts | null} */
  const counts = JSON.parse(sessionStorage.getItem(TALLY) ?? "null");
  if (counts) dispatch({ type: "counted", counts });
  sessionStorage.removeItem(TALLY);
} catch { /* no storage */ }

addEventListener("latchkey-leave", () => dispatch({ type: "left" }));
addEventListener("online", () => dispatch({ type: "online" }));
addEventListener("offline", () => dispatch({ type: "offline" }));
