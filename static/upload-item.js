// One upload of the queue, as data: a file, a folder that came along empty, or what could not be read.
import * as person from "./person.js";
import { sizeInWords, text } from "./texts.js";

const largest = Number(document.getElementById("uploads")?.dataset.largest);

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A new item: `{ file, path }`, `{ kind: "folder", name, path }`, or with `why` what cannot be read. */
export function itemOf({ file, kind = "file", name, path, why }, folder, folderName) {
  const { size = 0, type = "", lastModified = 0 } = file ?? {};
  const item = {
    id: newId(), person: person.own, kind, name: file?.name ?? name, size, type, lastModified, folder, folderName, path,
    url: null, choice: "refuse", isPaused: false, at: Date.now(), file, sent: 0, state: "queued",
  };
  if (why) Object.assign(item, { state: "unreadable", why });
  else if (size > largest) Object.assign(item, { state: "failed", isFinal: true, problem: text("script-upload-too-large", { most: sizeInWords(largest) }) });
  return item;
}

export const lacksFile = (item) => ["needs-file", "unreadable"].includes(item.state) && item.kind !== "folder";
/** Bytes that have come already are followed by those of the same file only. */
export const isSame = (item, file) => item.name === file.name && item.size === file.size && item.lastModified === file.lastModified;

/** Goes on by itself, or after a word: neither refused nor left out. */
export const isUnfinished = (item) => item.state !== "failed" && item.state !== "unreadable";

export function problemOf(json) {
  try { return JSON.parse(json); } catch { return {}; }
}
