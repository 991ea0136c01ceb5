// The protocol: tus-js-client, which sends the bytes of one item and says how far it is. Whether and when to try again is
// decided in upload-answers.js.
import * as person from "./person.js";
import * as source from "./upload-source.js";

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
  item.from = { time: performance.now(), bytes: item.sent };
  const isOurs = () => item.upload === upload;
  const upload = new Upload(input, {
    ...options,
    endpoint: "/uploads",
    uploadUrl: item.url,
    metadata,
    headers: person.headers,
    retryDelays: null,
    storeFingerprintForResuming: false,
    uploadDataDuringCreation: item.size <= SMALL,
    onUploadUrlAvailable: () => {
      if (!upload.url || upload.url === item.url) return;
      item.url = upload.url;
      if (item.size > SMALL) on.moved();
    },
    onProgress: (sent) => {
      if (!isOurs()) return;
      item.sent = sent;
      measure(item);
      on.progress();
    },
    onSuccess: ({ lastResponse }) => { if (isOurs()) on.success(item, lastResponse.getHeader("Upload-State"), lastResponse.getHeader("Upload-Outcome")); },
    onError: (error) => { if (isOurs()) on.error(item, error); },
  });
  item.upload = upload;
  upload.start();
}

/** Bytes a second, smoothed over about five seconds. */
function measure(item) {
  const now = performance.now();
  const seconds = (now - item.from.time) / 1000;
  if (seconds < 0.5) return;
  const speed = Math.max(0, item.sent - item.from.bytes) / seconds;
  const weight = Math.min(1, seconds / 5);
  item.speed = item.speed ? item.speed * (1 - weight) + speed * weight : speed;
  item.from = { time: now, bytes: item.sent };
}

/** The server may not have noticed yet that the sender has hung up: then it is asked again. */
export async function discard(url, tries = 6) {
  const answer = await fetch(url, { method: "DELETE", headers: { "tus-resumable": "1.0.0", ...person.headers }, keepalive: true }).catch(() => null);
  if (answer?.status === 409 && tries > 0) setTimeout(() => discard(url, tries - 1), 300);
}
