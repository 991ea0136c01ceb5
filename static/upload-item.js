// A new upload for the queue: a file, an empty folder, or what could not be read.
import * as person from "./person.js";
import { sizeInWords, text } from "./texts.js";

const largest = Number(document.getElementById("uploads")?.dataset.largest);

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * What was chosen or dropped: a file, an empty folder, or with `why` what cannot be read.
 * @typedef {{ file?: File, kind?: "file" | "folder", name?: string, path: string, why?: string }} Found
 */

/**
 * @param {Found} found
 * @param {string} folder the id of the folder it goes to
 * @param {string} folderName
 * @returns {import("./upload-state.js").Item}
 */
export function itemOf({ file, kind = "file", name, path, why }, folder, folderName) {
  const { size = 0, type = "", lastModified = 0 } = file ?? {};
  /** @type {import("./upload-state.js").Item} */
  const item = {
    id: newId(), person: person.own, kind, name: file?.name ?? name ?? "", size, type, lastModified, folder, folderName, path,
    url: null, choice: "refuse", isPaused: false, at: Date.now(), file, sent: 0, state: "queued",
  };
  if (why) Object.assign(item, { state: "unreadable", why });
  else if (size > largest) Object.assign(item, { state: "failed", isFinal: true, problem: text("script-upload-too-large", { most: sizeInWords(largest) }) });
  return item;
}

/** What a JSON answer says; nothing if it is not JSON. @param {string} json @returns {import("./upload-state.js").Problem & { outcome?: string, state?: string }} */
export function problemOf(json) {
  try { return JSON.parse(json); } catch { return {}; }
}
