// What of the uploads outlives a page: IndexedDB holds each one that is under way, with the file itself where that is
// small enough. Everything here may fail (private windows, a full disk): then the queue lives as long as its page.
"use strict";
(function () {
  const MEGABYTE = 1024 * 1024;
  const LARGEST_FILE = 256 * MEGABYTE; // a larger one is asked for again
  const LARGEST_SHELF = 1024 * MEGABYTE;
  const LONGEST = 24 * 60 * 60 * 1000; // as long as the server keeps the bytes

  let opening = null;
  let held = 0;

  function open() {
    opening ??= new Promise((done, failed) => {
      const request = indexedDB.open("latchkey-uploads", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("items", { keyPath: "id" });
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
      request.onblocked = () => failed(new Error("blocked"));
    });
    return opening;
  }

  async function work(mode, what) {
    const database = await open();
    return new Promise((done, failed) => {
      const transaction = database.transaction("items", mode);
      const request = what(transaction.objectStore("items"));
      transaction.oncomplete = () => done(request?.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
  }

  function record(item, file) {
    const { id, person, name, size, type, lastModified, folder, folderName, path, url, choice, isPaused, at } = item;
    return { id, person, name, size, type, lastModified, folder, folderName, path, url, choice, isPaused, at, file };
  }

  /** Keeps new items; says of each whether its file is kept too. */
  async function keep(items) {
    for (const item of items) {
      const fits = item.file && item.size <= LARGEST_FILE && held + item.size <= LARGEST_SHELF;
      if (fits) held += item.size;
      item.shelved = work("readwrite", (store) => store.put(record(item, fits ? item.file : null))).then(
        () => { item.isKept = Boolean(fits); },
        () => { item.isKept = false; },
      );
    }
  }

  /** Remembers what has changed, but for the file. */
  async function change(item) {
    await item.shelved;
    try {
      const known = await work("readonly", (store) => store.get(item.id));
      if (known) await work("readwrite", (store) => store.put(record(item, known.file)));
    } catch { /* lives as long as the page */ }
  }

  async function remove(item) {
    await item.shelved;
    if (item.isKept) held = Math.max(0, held - item.size);
    try { await work("readwrite", (store) => store.delete(item.id)); } catch { /* it was not there */ }
  }

  async function has(id) {
    try { return Boolean(await work("readonly", (store) => store.getKey(id))); } catch { return false; }
  }

  /** What an earlier page of this person has left; that of others and of yesterday is thrown away. */
  async function left(person) {
    try {
      const all = await work("readonly", (store) => store.getAll());
      const stale = all.filter((item) => item.person !== person || Date.now() - item.at > LONGEST);
      for (const item of stale) await work("readwrite", (store) => store.delete(item.id));
      const mine = all.filter((item) => !stale.includes(item)).sort((a, b) => a.at - b.at);
      for (const item of mine) {
        item.isKept = Boolean(item.file);
        if (item.isKept) held += item.size;
      }
      return mine;
    } catch {
      return [];
    }
  }

  globalThis.latchkeyUploads = { shelf: { keep, change, remove, has, left } };
})();
