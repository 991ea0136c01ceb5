// The protocol: tus-js-client sends the bytes of one item and reports progress. Whether and when to retry is decided in
// upload-reducer.js.
import { find } from "./page.js";
import * as person from "./person.js";
import * as source from "./upload-source.js";

/** @typedef {{ url: string | null, start(): void, abort(): Promise<void> }} Upload of tus-js-client */
/** @typedef {{ Upload: new (input: object, options: object) => Upload }} Library */

/** @type {Map<string, Upload>} */
const uploads = new Map(); // the running ones, by the id of their item

const SMALL = 4 * 1024 * 1024; // created and sent in one request

const panel = document.getElementById("uploads");
/** @type {Promise<Library> | null} */
let library = null;

/** @typedef {{ getStatus(): number, getBody(): string, getHeader(name: string): string | undefined }} Answer */
/** @typedef {{ originalResponse?: Answer | null }} Failure */
/**
 * @typedef {object} Listener
 * @property {() => boolean} isOver whether this turn of the item has ended
 * @property {(url: string, isLasting: boolean) => void} moved its address at the server
 * @property {(sent: number, speed: number | undefined) => void} progress bytes, and bytes a second
 * @property {(state: string | undefined, outcome: string | undefined) => void} success
 * @property {(error: Failure) => void} error
 */

/**
 * The library is loaded with the first file, not with every page. By an element and not by `import()`, which remembers a
 * failure until the page is closed.
 * @returns {Promise<Library>}
 */
function tus() {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = panel?.dataset.tus ?? "";
    script.nonce = find(document, "script[nonce]", HTMLScriptElement)?.nonce ?? "";
    script.onload = () => done(/** @type {typeof globalThis & { tus: Library }} */ (globalThis).tus);
    script.onerror = () => { library = null; failed(new Error(script.src)); };
    document.head.append(script);
  });
  return library;
}

/**
 * Sends an item, and reports to `on` until the item is aborted, forgotten or sent anew.
 * @param {import("./upload-state.js").Item} item
 * @param {Listener} on
 */
export async function begin(item, on) {
  const { Upload } = await tus();
  if (on.isOver()) return;
  const { input, options } = source.sourceOf(item);
  /** @type {Record<string, string>} */
  const metadata = { filename: item.name, folder: item.folder, ontaken: item.choice, key: item.id };
  if (item.path) metadata.path = item.path;
  if (item.lastModified) metadata.lastModified = String(item.lastModified);
  const measure = speedometer(item.sent);
  const isOurs = () => uploads.get(item.id) === upload;
  let { url } = item;
  /** @type {Upload} */
  const upload = new Upload(input, {
    ...options,
    endpoint: "/uploads",
    uploadUrl: url,
    metadata,
    headers: person.headers,
    retryDelays: null,
    storeFingerprintForResuming: false,
    uploadDataDuringCreation: item.size <= SMALL,
    onUploadUrlAvailable: () => {
      if (!upload.url || upload.url === url) return;
      url = upload.url;
      on.moved(upload.url, item.size > SMALL);
    },
    onProgress: (/** @type {number} */ sent) => { if (isOurs()) on.progress(sent, measure(sent)); },
    onSuccess: (/** @type {{ lastResponse: Answer }} */ { lastResponse }) => { if (isOurs()) on.success(lastResponse.getHeader("Upload-State"), lastResponse.getHeader("Upload-Outcome")); },
    onError: (/** @type {Failure} */ error) => { if (isOurs()) on.error(error); },
  });
  uploads.set(item.id, upload);
  upload.start();
}

/** Bytes a second, smoothed over about five seconds; `undefined` for the first half second. @param {number} bytes sent already */
function speedometer(bytes) {
  let from = { time: performance.now(), bytes };
  /** @type {number | undefined} */
  let speed;
  return (/** @type {number} */ sent) => {
    const now = performance.now();
    const seconds = (now - from.time) / 1000;
    if (seconds < 0.5) return speed;
    const current = Math.max(0, sent - from.bytes) / seconds;
    const weight = Math.min(1, seconds / 5);
    speed = speed ? speed * (1 - weight) + current * weight : current;
    from = { time: now, bytes: sent };
    return speed;
  };
}

/** @type {Map<string, Promise<unknown>>} */
const aborting = new Map();

/** Closes the connection; `discard` waits for that. @param {string} id */
export function abort(id) {
  const ended = Promise.resolve(uploads.get(id)?.abort()).catch(() => null);
  aborting.set(id, ended);
  ended.then(() => { if (aborting.get(id) === ended) aborting.delete(id); });
  uploads.delete(id);
}

/** Reports nothing more of an upload. @param {string} id */
export function forget(id) {
  uploads.delete(id);
}

/** Has the server delete it. @param {string} id @param {string | null} url */
export async function discard(id, url) {
  await aborting.get(id);
  if (url) await remove(url);
}

/** The server may not have noticed yet that the connection is closed: then it is asked again. @param {string} url @returns {Promise<void>} */
async function remove(url, tries = 6) {
  const answer = await fetch(url, { method: "DELETE", headers: { "tus-resumable": "1.0.0", ...person.headers }, keepalive: true }).catch(() => null);
  if (answer?.status === 409 && tries > 0) setTimeout(() => remove(url, tries - 1), 300);
}
