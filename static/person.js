// Whose page this is. What pages of an earlier person have stored in this browser is deleted before those of the next one
// can read it, and pages of the earlier one that are still open are left.

const MARK = "latchkey-person";
const DATABASE = "latchkey-uploads";
const root = document.documentElement;
export const own = root.dataset.person ?? null; // "": nobody; null: the server could not find out
const isOver = own === "" && document.querySelector("[data-signed-out]") !== null;
const channel = globalThis.BroadcastChannel ? new BroadcastChannel(MARK) : null;

/** @typedef {"localStorage" | "sessionStorage"} Kind */

/** @param {Kind} kind */
const read = (kind) => { try { return globalThis[kind].getItem(MARK); } catch { return null; } };
/** @param {Kind} kind */
const mark = (kind) => { try { globalThis[kind].setItem(MARK, own ?? ""); } catch { /* no storage */ } };

// The mark stays until the next one replaces it: other tabs compare it to know whose data is stored.
/** @param {Kind} kind */
function clear(kind) {
  try {
    const storage = globalThis[kind];
    for (const key of Object.keys(storage)) if (key.startsWith("latchkey-") && key !== MARK) storage.removeItem(key);
  } catch { /* no storage */ }
}

/**
 * Deletes everything that scripts store in this browser, except for its theme.
 * @returns {Promise<void>}
 */
export function forget() {
  clear("sessionStorage");
  clear("localStorage");
  return new Promise((done) => {
    try {
      const request = indexedDB.deleteDatabase(DATABASE);
      request.onsuccess = request.onerror = () => done();
    } catch { done(); }
  });
}

async function arrive() {
  if (own === null) return;
  const isOther = own === "" || read("localStorage") !== own;
  if (read("sessionStorage") !== own) clear("sessionStorage"); // each tab has its own
  mark("sessionStorage");
  if (!isOther) return;
  channel?.postMessage({ person: own, isOver });
  await forget();
  mark("localStorage");
  mark("sessionStorage");
}

/** Hides this person's page and goes elsewhere. @param {string} address where to go */
export function leave(address) {
  root.style.visibility = "hidden";
  dispatchEvent(new Event("latchkey-leave")); // the queue of uploads stops
  location.replace(address);
}

if (channel) channel.onmessage = (/** @type {MessageEvent<{ person?: string | null, isOver?: boolean }>} */ { data }) => {
  if (!own || data.person === own) return;
  if (data.person) leave("/files/");
  // A session that has only run out may go on: its pages wait for the same person.
  else if (data.isOver) leave("/logout");
};

// Back after signing out must show nothing: a page in the back/forward cache is hidden, and reloads when it comes back.
// Hidden, not emptied: so it keeps its height, and the browser the scroll position.
addEventListener("pagehide", (event) => { if (event.persisted) root.style.visibility = "hidden"; });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// Goes with each request that adds something: the site refuses it if somebody else has signed in meanwhile.
/** @type {Record<string, string>} */
export const headers = own ? { "latchkey-person": own } : {};

/** Settles once nothing of an earlier person is left. */
export const ready = arrive();
