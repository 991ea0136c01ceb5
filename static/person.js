// Whose page this is. What the pages of an earlier person have left in this browser goes before the next one's read it,
// and pages that are still open elsewhere give way.

const MARK = "latchkey-person";
const DATABASE = "latchkey-uploads";
const root = document.documentElement;
export const own = root.dataset.person ?? null; // "": nobody; null: that could not be found out
const isOver = own === "" && document.querySelector("[data-signed-out]") !== null;
const channel = globalThis.BroadcastChannel ? new BroadcastChannel(MARK) : null;

/** @typedef {"localStorage" | "sessionStorage"} Kind */

/** @param {Kind} kind */
const read = (kind) => { try { return globalThis[kind].getItem(MARK); } catch { return null; } };
/** @param {Kind} kind */
const mark = (kind) => { try { globalThis[kind].setItem(MARK, own ?? ""); } catch { /* no storage */ } };

// The mark stays until the next one takes its place: without it another tab would not know whose things are going.
/** @param {Kind} kind */
function clear(kind) {
  try {
    const storage = globalThis[kind];
    for (const key of Object.keys(storage)) if (key.startsWith("latchkey-") && key !== MARK) storage.removeItem(key);
  } catch { /* no storage */ }
}

/**
 * Everything that scripts keep in this browser, but for its theme.
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

/** Shows nothing more of this person. @param {string} address where to go */
export function leave(address) {
  root.style.visibility = "hidden";
  dispatchEvent(new Event("latchkey-leave")); // the queue of uploads stops
  location.replace(address);
}

if (channel) channel.onmessage = ({ data }) => {
  if (!own || data.person === own) return;
  if (data.person) leave("/files/");
  // A session that has only run out may go on: its pages wait for the same person.
  else if (data.isOver) leave("/logout");
};

// Back after signing out must show nothing: a page that the browser keeps alive is hidden while it lies there, and
// asks the server again. Hidden, not emptied: so it keeps its height, and the browser its place in it.
addEventListener("pagehide", (event) => { if (event.persisted) root.style.visibility = "hidden"; });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// With each request that adds something: the site refuses it when somebody else has signed in meanwhile.
/** @type {Record<string, string>} */
export const headers = own ? { "latchkey-person": own } : {};

/** Settled once nothing of an earlier person is left. */
export const ready = arrive();
