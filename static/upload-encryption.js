// Encrypts what uploads store in this browser. The site gives the key to the person of this page only; it is not stored here.
import * as person from "./person.js";

const ADDRESS = "/account/shelf-key";
/** @type {Promise<CryptoKey[]> | null} */
let asked = null;

/** Who is signed in now, with their keys. `null`: nobody. @returns {Promise<{ person: string, keys: string[] } | null>} */
async function ask() {
  const answer = await fetch(ADDRESS, { headers: { accept: "application/json" } });
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** Whether the person of this page is signed in; `null`: somebody else is. Throws without an answer. */
export async function isBack() {
  const said = await ask();
  if (said && said.person !== person.own) return null;
  return Boolean(said);
}

function keys() {
  asked ??= ask().then((said) => {
    if (!said || said.person !== person.own) throw new Error(ADDRESS);
    const bytes = (/** @type {string} */ key) => Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
    return Promise.all(said.keys.map((key) => crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["encrypt", "decrypt"])));
  });
  asked.catch(() => { asked = null; });
  return asked;
}

/** @typedef {{ iv: BufferSource, bytes: BufferSource }} Sealed */

/** @param {BufferSource} iv @param {string} to */
const bound = (iv, to) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(to) });

/** AES-GCM with a new nonce. It can be decrypted only with the same `to`, which says what it is part of. @param {BufferSource} bytes @param {string} to */
export async function seal(bytes, to) {
  const [newest] = await keys();
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, bytes: await crypto.subtle.encrypt(bound(iv, to), newest, bytes) };
}

/** `null`: none of this person's keys fits. @param {Sealed} sealed @param {string} to */
export async function open({ iv, bytes }, to) {
  for (const key of await keys()) {
    try { return await crypto.subtle.decrypt(bound(iv, to), key, bytes); } catch { /* the next key may fit */ }
  }
  return null;
}

export const isPossible = Boolean(globalThis.crypto?.subtle);
