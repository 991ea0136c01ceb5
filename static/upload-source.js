// Where the bytes of an upload come from: the file that was chosen, or its copy in this browser. And whether the file can
// still be read: tus-js-client reports a read error like a lost connection.
import * as storage from "./upload-storage.js";

const PIECE = 64 * 1024 * 1024;
const PIECE_OF_COPY = 8 * 1024 * 1024; // decrypted in memory

/**
 * Why a file cannot be read: "gone", or "unreadable", which is also what browsers say of one that was changed after it
 * was chosen. `null`: it can be read.
 * @param {File} file
 */
export async function readError(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    await file.slice(-1).arrayBuffer(); // fails if it was shortened
    return null;
  } catch (error) {
    return error instanceof DOMException && error.name === "NotFoundError" ? "gone" : "unreadable";
  }
}

/** For tus-js-client: the file, and how to read it. @param {import("./upload-state.js").Item} item */
export function sourceOf(item) {
  if (item.file) return { input: item.file, options: { chunkSize: PIECE } };
  const slice = async (/** @type {number} */ start, /** @type {number} */ end) => {
    const last = Math.min(end, item.size);
    return { value: await storage.bytes(item, start, last), done: last >= item.size };
  };
  const source = { size: item.size, slice, close() {} };
  return { input: item, options: { chunkSize: PIECE_OF_COPY, fileReader: { openFile: async () => source } } };
}
