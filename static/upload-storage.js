// Uploads that outlive their page: IndexedDB holds each one that is under way, encrypted, with the file itself if that is
// small enough. Everything here may fail (private windows, a full disk, no https): then the queue lasts as long as its page.
import * as person from "./person.js";
import * as encryption from "./upload-encryption.js";
import { dispatch, itemWith } from "./upload-store.js";

const MEGABYTE = 1024 * 1024;
const LARGEST_FILE = 256 * MEGABYTE; // a larger one is asked for again
const LARGEST_TOTAL = 1024 * MEGABYTE;
const PIECE = 4 * MEGABYTE;
const LONGEST_STAY = 24 * 60 * 60 * 1000; // as long as the server keeps the bytes

/** @typedef {import("./upload-state.js").Item} Item */
/** @typedef {import("./upload-encryption.js").Sealed} Sealed */
/** @typedef {{ id: string, person: string | null, at: number, sealed: Sealed }} Entry an item as it lies in the browser */
/** @typedef {{ id: string, number: number, sealed: Sealed }} Piece a part of its file */

/** @type {Promise<IDBDatabase> | null} */
let opening = null;
/** @type {Promise<void>} */
let copying = Promise.resolve();
/** The last write of each item that is stored here. @type {Map<string, Promise<unknown>>} */
const writes = new Map();
/** How many bytes each copy has. @type {Map<string, number>} */
const sizes = new Map();
/** Items that are over, though they may still be being written. @type {Set<string>} */
const gone = new Set();
const held = () => [...sizes.values()].reduce((sum, size) => sum + size, 0);

/** @returns {Promise<IDBDatabase>} */
function open() {
  opening ??= person.ready.then(() => new Promise((done, failed) => {
    const request = indexedDB.open("latchkey-uploads", 2);
    request.onupgradeneeded = () => {
      const database = request.result;
      for (const old of [...database.objectStoreNames]) database.deleteObjectStore(old);
      database.createObjectStore("items", { keyPath: "id" });
      database.createObjectStore("pieces", { keyPath: ["id", "number"] });
    };
    request.onsuccess = () => {
      const database = request.result;
      // Somebody else's page deletes it: this one lets go.
      database.onversionchange = () => { database.close(); opening = null; };
      done(database);
    };
    request.onerror = () => failed(request.error);
    request.onblocked = () => failed(new Error("blocked"));
  }));
  opening.catch(() => { opening = null; });
  return opening;
}

/**
 * Runs one request in a transaction of its own.
 * @template Result
 * @param {IDBTransactionMode} mode
 * @param {(items: IDBObjectStore, pieces: IDBObjectStore) => IDBRequest<Result>} what
 * @returns {Promise<Result>}
 */
async function work(mode, what) {
  const database = await open();
  return new Promise((done, failed) => {
    const transaction = database.transaction(["items", "pieces"], mode);
    const request = what(transaction.objectStore("items"), transaction.objectStore("pieces"));
    transaction.oncomplete = () => done(request.result);
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
}

/** @param {string} id */
const all = (id) => IDBKeyRange.bound([id, 0], [id, Infinity]);
/** @param {string} id */
const drop = (id) => work("readwrite", (items, pieces) => { pieces.delete(all(id)); return items.delete(id); });

/** Names can give away as much as contents, so only the id, the person's tag and the time are in plain text. @param {Item} item @returns {Promise<Entry>} */
async function record(item) {
  const { id, kind, name, size, type, lastModified, folder, folderName, path, url, choice, isPaused, isKept, isPostponed } = item;
  const json = JSON.stringify({ id, kind, name, size, type, lastModified, folder, folderName, path, url, choice, isPaused, isKept, isPostponed });
  return { id, person: item.person, at: item.at, sealed: await encryption.seal(new TextEncoder().encode(json), `${id}/head`) };
}

/** @param {Item} item */
async function write(item) {
  const sealed = await record(item);
  if (!gone.has(item.id)) await work("readwrite", (items) => items.put(sealed));
}

/** @param {string} id @param {File} file */
async function copy(id, file) {
  const { size } = file;
  const count = Math.ceil(size / PIECE);
  for (let number = 0; number < count && !gone.has(id); number++) {
    const plain = await file.slice(number * PIECE, (number + 1) * PIECE).arrayBuffer();
    /** @type {Piece} */
    const piece = { id, number, sealed: await encryption.seal(plain, `${id}/${number}`) };
    if (!gone.has(id)) await work("readwrite", (_, pieces) => pieces.put(piece));
  }
}

/** Reserves room for a copy. @returns whether there is enough. @param {Item} item */
function reserve(item) {
  if (item.file && (item.size > LARGEST_FILE || held() + item.size > LARGEST_TOTAL)) return false;
  sizes.set(item.id, item.size);
  return true;
}

/** @param {Item} item */
async function keepOne(item) {
  const { id } = item;
  if (gone.has(id) || !reserve(item)) return;
  try {
    if (item.file) await copy(id, item.file);
    await write({ ...(itemWith(id) ?? item), isKept: true });
    dispatch({ type: "kept", id, isKept: true });
  } catch {
    sizes.delete(id);
  }
}

/** Stores new items: first their facts, then the files, one after the other, of those that are still under way. @param {Item[]} items */
export function keep(items) {
  if (!encryption.isPossible) return;
  const put = (/** @type {Item} */ item, /** @type {Promise<unknown>} */ writing) => { writes.set(item.id, writing); return writing; };
  const named = Promise.all(items.map((item) => put(item, write(item).catch(() => null))));
  copying = copying.then(() => named).then(async () => {
    for (const item of items) await put(item, keepOne(item));
  });
}

/** Stores the facts of an item again, not the file. @param {string} id */
export async function change(id) {
  if (!writes.has(id)) return;
  await writes.get(id);
  const item = itemWith(id);
  try { if (item) await write(item); } catch { /* it lasts as long as the page */ }
}

/** @param {string} id */
export async function remove(id) {
  gone.add(id);
  if (!writes.has(id)) return;
  await writes.get(id);
  sizes.delete(id);
  try { await drop(id); } catch { /* it was not there */ }
}

/** @param {string} id */
export async function has(id) {
  try { return Boolean(await work("readonly", (items) => items.getKey(id))); } catch { return false; }
}

/** What an earlier page of this person has left. What belongs to others or is too old is deleted. @returns {Promise<Item[]>} */
export async function left() {
  /** @type {Item[]} */
  const mine = [];
  try {
    /** @type {Entry[]} */
    const entries = await work("readonly", (items) => items.getAll());
    for (const { id, person: whose, at, sealed } of entries) {
      const isMine = whose === person.own && Date.now() - at <= LONGEST_STAY;
      const opened = isMine && (await encryption.open(sealed, `${id}/head`));
      if (!opened) { await drop(id); continue; }
      /** @type {Item} */
      const item = { ...JSON.parse(new TextDecoder().decode(opened)), person: whose, at };
      writes.set(id, Promise.resolve());
      if (item.isKept) sizes.set(id, item.size);
      mine.push(item);
    }
  } catch { /* the next page tries again */ }
  return mine.sort((a, b) => a.at - b.at);
}

/** The bytes from `start` to `end` of a stored file. @param {Item} item @param {number} start @param {number} end */
export async function bytes({ id }, start, end) {
  /** @type {ArrayBuffer[]} */
  const parts = [];
  for (let number = Math.floor(start / PIECE); number * PIECE < end; number++) {
    /** @type {Piece | undefined} */
    const piece = await work("readonly", (_, pieces) => pieces.get([id, number]));
    const opened = piece && (await encryption.open(piece.sealed, `${id}/${number}`));
    if (!opened) throw new DOMException("", "NotFoundError");
    parts.push(opened.slice(Math.max(0, start - number * PIECE), end - number * PIECE));
  }
  return new Blob(parts);
}
