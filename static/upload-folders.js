// Makes empty folders. A folder with files in it is made by the server when the first of them arrives.
import * as person from "./person.js";

/** @typedef {{ id: string, name: string, kind: string }} Child an item of a folder */
/** @typedef {Partial<Child & { items: Child[], next_cursor: string | null }> & import("./upload-state.js").Problem} Said what the site answers: an item, a page of them, or a problem */

const PAGE = 1000;
/** @type {Map<string, string>} */
const known = new Map(); // the id of a folder, by its path

/** @param {string} id @param {string} what */
const at = (id, what) => `/api/v1/items/${id}/${what}`;

/** @param {string} address @param {RequestInit} [options] @returns {Promise<{ status: number, said: Said }>} */
async function ask(address, options) {
  const answer = await fetch(address, { ...options, headers: { accept: "application/json", "content-type": "application/json", ...person.headers } });
  return { status: answer.status, said: await answer.json().catch(() => ({})) };
}

/** The item of that name in a folder. @param {string} parent @param {string} name */
async function find(parent, name) {
  /** @type {string | null | undefined} */
  let cursor = "";
  do {
    const { status, said } = await ask(at(parent, `children?limit=${PAGE}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`));
    if (status !== 200) return null;
    const found = said.items?.find((item) => item.name === name);
    if (found) return found;
    cursor = said.next_cursor;
  } while (cursor);
  return null;
}

/** Makes the folder `name` below `path` in `folder`; an existing one will do. @param {string} folder @param {string} path @param {string} name */
export async function make(folder, path, name) {
  const steps = [...path.split("/").filter(Boolean), name];
  let id = folder;
  let place = folder;
  for (const step of steps) {
    place += `/${step}`;
    const there = known.get(place);
    if (there) { id = there; continue; }
    const answer = await ask(at(id, "folders"), { method: "POST", body: JSON.stringify({ name: step }) });
    /** @type {Said | null} */
    let made = answer.said;
    if (answer.status === 409 && made.code === "name_taken") made = await find(id, step.normalize("NFC"));
    if (made?.kind !== "folder" || !made.id) {
      known.clear(); // one of them may have been deleted
      return { status: answer.status, problem: answer.said };
    }
    ({ id } = made);
    known.set(place, id);
  }
  return { status: 201, problem: {} };
}
