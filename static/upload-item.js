// A new upload for the queue: a file, a folder that came along empty, or what could not be read.
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

/** What a JSON answer says; of one that is none: nothing. */
export function problemOf(json) {
  try { return JSON.parse(json); } catch { return {}; }
}
