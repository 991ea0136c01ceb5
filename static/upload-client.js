// The protocol: tus-js-client, which sends the bytes of one item and says how far it is. Whether and when to try again is
// decided in upload-reducer.js.
import * as person from "./person.js";
import * as source from "./upload-source.js";

/** @type {Map<string, any>} */
const uploads = new Map(); // those that run, by the id of their item

const SMALL = 4 * 1024 * 1024; // goes in one request, with its announcement

const panel = document.getElementById("uploads");
/** @type {Promise<any> | null} */
let library = null;

/** @typedef {{ getStatus(): number, getBody(): string, getHeader(name: string): string | undefined }} Answer */
/** @typedef {{ originalResponse?: Answer | null }} Failure */
/**
 * @typedef {object} Listener
 * @property {() => boolean} isOver whether the item is in another turn meanwhile
 * @property {(url: string, isLasting: boolean) => void} moved where the server takes it
 * @property {(sent: number, speed: number | undefined) => void} progress bytes, and bytes a second
 * @property {(state: string | undefined, outcome: string | undefined) => void} success
 * @property {(error: Failure) => void} error
 */

/**
 * The library comes with the first file, not with every page. By an element and not by `import()`, which remembers a
 * failure for as long as the page lives.
 * @returns {Promise<any>}
 */
function tus() {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = panel?.dataset.tus ?? "";
    script.nonce = /** @type {HTMLScriptElement | null} */ (document.querySelector("script[nonce]"))?.nonce ?? "";
    script.onload = () => done(/** @type {any} */ (globalThis).tus);
    script.onerror = () => { library = null; failed(new Error(script.src)); };
    document.head.append(script);
  });
  return library;
}

/**
 * Sends an item; what comes of it is told to `on` as long as the item has no other upload and is not let go of.
 * @param {import("./upload-state.js").Item} item
 * @param {Listener} on
 */
export async function begin(item, on) {
  const { Upload } = await tus();
  if (on.isOver()) return;
  const { input, options } = source.sourceOf(item);
  /** @type {Record<string, string>} */
  const metadata = { filename: item.name, folder: item.folder, ontaken: item.choice, key: item.key ?? item.id };
  if (item.path) metadata.path = item.path;
  const measure = speedometer(item.sent);
  const isOurs = () => uploads.get(item.id) === upload;
  let { url } = item;
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

/** Bytes a second, smoothed over about five seconds; `undefined` in the first half of one. @param {number} bytes sent already */
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

/** @type {Map<string, Promise<any>>} */
const hangingUp = new Map();

/** Hangs up. Whoever discards the upload next waits for it. @param {string} id */
export function abort(id) {
  const ended = Promise.resolve(uploads.get(id)?.abort()).catch(() => null);
  hangingUp.set(id, ended);
  ended.then(() => { if (hangingUp.get(id) === ended) hangingUp.delete(id); });
  uploads.delete(id);
}

/** Hears nothing more of an upload. @param {string} id */
export function forget(id) {
  uploads.delete(id);
}

/** Tells the server that nobody will go on with it. @param {string} id @param {string | null} url */
export async function discard(id, url) {
  await hangingUp.get(id);
  if (url) await remove(url);
}

/** The server may not have noticed yet that the sender has hung up: then it is asked again. @param {string} url @returns {Promise<void>} */
async function remove(url, tries = 6) {
  const answer = await fetch(url, { method: "DELETE", headers: { "tus-resumable": "1.0.0", ...person.headers }, keepalive: true }).catch(() => null);
  if (answer?.status === 409 && tries > 0) setTimeout(() => remove(url, tries - 1), 300);
}
