// What was dropped, with everything below it: files, empty folders, and what could not be read.

/** @typedef {import("./upload-item.js").Found} Found */

/** @param {unknown} error */
const failing = (error) => (error instanceof DOMException && error.name === "NotFoundError" ? "gone" : "unreadable");
/** @param {FileSystemFileEntry} entry @returns {Promise<File>} */
const fileOf = (entry) => new Promise((done, failed) => { entry.file(done, failed); });
// A hundred at a time, until there are none.
/** @param {FileSystemDirectoryReader} reader @returns {Promise<FileSystemEntry[]>} */
const someOf = (reader) => new Promise((done, failed) => { reader.readEntries(done, failed); });

/** @param {FileSystemEntry} entry @param {string} path @param {Found[]} found */
async function walk(entry, path, found) {
  if (entry.isFile) {
    try {
      found.push({ file: await fileOf(/** @type {FileSystemFileEntry} */ (entry)), path });
    } catch (error) {
      found.push({ name: entry.name, path, why: failing(error) });
    }
    return;
  }
  const below = path ? `${path}/${entry.name}` : entry.name;
  const before = found.length;
  try {
    const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
    for (let some; (some = await someOf(reader)).length; ) for (const one of some) await walk(one, below, found);
  } catch (error) {
    found.push({ kind: "folder", name: entry.name, path, why: failing(error) });
    return;
  }
  // Nothing else would make a folder in which nothing could be read.
  if (!found.slice(before).some((one) => !one.why)) found.push({ kind: "folder", name: entry.name, path });
}

/** For the queue: `{ file, path }`, `{ kind: "folder", name, path }`, and with `why` what is left out. @param {DataTransfer} transfer */
export async function dropped(transfer) {
  // The browser empties the list of items after the first await: all entries are taken before.
  const entries = [...transfer.items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  /** @type {Found[]} */
  const found = [];
  for (const entry of entries) {
    if (entry instanceof File) found.push({ file: entry, path: "" });
    else if (entry) await walk(entry, "", found);
  }
  return found;
}
