// The protocol: tus-js-client, which sends the bytes of one item and says how far it is. Whether and when to try again is
// decided in upload-reducer.js.
import * as person from "./person.js";
import * as source from "./upload-source.js";

/** @type {Map<string, any>} */
const uploads = new Map(); // those that run, by the id of their item

const SMALL = 4 * 1024 * 1024; // goes in one request, with its announcement

const panel = document.getElementById("uploads");
let library = null;

/**
 * The library comes with the first file, not with every page. By an element and not by `import()`, which remembers a
 * failure for as long as the page lives.
 */
function tus() {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = panel.dataset.tus;
    script.nonce = document.querySelector("script[nonce]").nonce;
    script.onload = () => done(globalThis.tus);
    script.onerror = () => { library = null; failed(new Error(script.src)); };
    document.head.append(script);
  });
  return library;
}

/** Sends an item; what comes of it is told to `on` as long as the item has no other upload and is not let go of. */
export async function begin(item, on) {
  const { Upload } = await tus();
  if (on.isOver()) return;
  const { input, options } = source.sourceOf(item);
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
      on.moved(url, item.size > SMALL);
    },
    onProgress: (sent) => { if (isOurs()) on.progress(sent, measure(sent)); },
    onSuccess: ({ lastResponse }) => { if (isOurs()) on.success(lastResponse.getHeader("Upload-State"), lastResponse.getHeader("Upload-Outcome")); },
    onError: (error) => { if (isOurs()) on.error(error); },
  });
  uploads.set(item.id, upload);
  upload.start();
}

/** Bytes a second, smoothed over about five seconds; `undefined` in the first half of one. */
function speedometer(bytes) {
  let from = { time: performance.now(), bytes };
  let speed;
  return (sent) => {
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

/** Hangs up. Whoever discards the upload next waits for it. */
const hangingUp = new Map();
export function abort(id) {
  const ended = Promise.resolve(uploads.get(id)?.abort()).catch(() => null);
  hangingUp.set(id, ended);
  ended.then(() => { if (hangingUp.get(id) === ended) hangingUp.delete(id); });
  uploads.delete(id);
}

/** Hears nothing more of an upload. */
export function forget(id) {
  uploads.delete(id);
}

/** Tells the server that nobody will go on with it. */
export async function discard(id, url) {
  await hangingUp.get(id);
  if (url) await remove(url);
}

/** The server may not have noticed yet that the sender has hung up: then it is asked again. */
async function remove(url, tries = 6) {
  const answer = await fetch(url, { method: "DELETE", headers: { "tus-resumable": "1.0.0", ...person.headers }, keepalive: true }).catch(() => null);
  if (answer?.status === 409 && tries > 0) setTimeout(() => remove(url, tries - 1), 300);
}
