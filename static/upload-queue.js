// The queue: which uploads run, what happens when one cannot go on. The protocol itself is tus-js-client's; whether
// and when to try again is decided here.
"use strict";
(function () {
  const AT_ONCE = 4;
  const SMALL = 4 * 1024 * 1024; // goes in one request, with its announcement
  const PIECE = 64 * 1024 * 1024;
  const LONGEST_WAIT = 30_000;

  const { shelf } = globalThis.latchkeyUploads;
  const panel = document.getElementById("uploads");
  if (!panel) return;
  const largest = Number(panel.dataset.largest);

  const items = [];
  const watchers = new Set();
  const counts = { done: 0, skipped: 0, bytes: 0 };
  let choiceForAll = null;
  let isSignedOut = false;
  let library = null;

  const tell = (what, item) => { for (const watcher of watchers) watcher(what, item); };

  /** The library comes with the first file, not with every page. */
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

  function newId() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** Whoever holds an item's lock sends it; another page takes over when this one is gone. */
  function whenMine(item, begin) {
    if (!navigator.locks) return begin();
    navigator.locks.request(`latchkey-upload-${item.id}`, async () => {
      if (item.isAdopted && !(await shelf.has(item.id))) return;
      await begin();
      await new Promise((end) => { item.release = end; });
    });
  }

  /** Adds files: `{ file, path }`, for a folder. Those that were chosen again go on where they were. */
  function add(files, folder, folderName) {
    const news = [];
    for (const { file, path } of files) {
      const old = items.find((item) => item.state === "needs-file" && isSame(item, file, path, folder));
      if (old) { giveFile(old, file); continue; }
      const item = {
        id: newId(), person: panel.dataset.person, name: file.name, size: file.size, type: file.type,
        lastModified: file.lastModified, folder, folderName, path, url: null, choice: "refuse", isPaused: false,
        at: Date.now(), file, sent: 0, state: "queued",
      };
      items.push(item);
      if (file.size > largest) { item.problem = text("script-upload-too-large", { most: sizeInWords(largest) }); item.state = "failed"; item.isFinal = true; } else news.push(item);
    }
    shelf.keep(news);
    for (const item of news) whenMine(item, () => pump());
    tell("added", items.at(-1));
    pump();
  }

  const isSame = (item, file, path, folder) =>
    item.name === file.name && item.size === file.size && item.lastModified === file.lastModified &&
    (path === null || (item.path === path && item.folder === folder));

  function giveFile(item, file) {
    item.file = file;
    set(item, item.isPaused ? "paused" : "queued");
    pump();
  }

  /** Files that were chosen again for items that lack theirs; gives how many fitted. */
  function again(files) {
    let found = 0;
    for (const file of files) {
      const item = items.find((item) => item.state === "needs-file" && isSame(item, file, null));
      if (item) { giveFile(item, file); found++; }
    }
    return found;
  }

  function set(item, state) {
    item.state = state;
    tell("changed", item);
  }

  function pump() {
    let running = items.filter((item) => item.state === "sending").length;
    if (isSignedOut) return;
    for (const item of items) {
      if (running >= AT_ONCE) return;
      if (item.state !== "queued") continue;
      running++;
      set(item, "sending");
      send(item);
    }
  }

  async function send(item) {
    let client;
    try { client = await tus(); } catch { return wait(item); }
    if (item.state !== "sending") return;
    const metadata = { filename: item.name, folder: item.folder, ontaken: item.choice, key: item.key ?? item.id };
    if (item.path) metadata.path = item.path;
    item.from = { time: performance.now(), bytes: item.sent };
    const upload = new client.Upload(item.file, {
      endpoint: "/uploads",
      uploadUrl: item.url,
      metadata,
      chunkSize: PIECE,
      retryDelays: null,
      storeFingerprintForResuming: false,
      uploadDataDuringCreation: item.size <= SMALL,
      onUploadUrlAvailable: () => {
        if (!upload.url || upload.url === item.url) return;
        item.url = upload.url;
        if (item.size > SMALL) shelf.change(item);
      },
      onProgress: (sent) => { if (item.upload === upload) { item.sent = sent; measure(item); tell("progress", item); } },
      onSuccess: ({ lastResponse }) => { if (item.upload === upload) arrived(item, lastResponse.getHeader("Upload-State"), lastResponse.getHeader("Upload-Outcome")); },
      onError: (error) => { if (item.upload === upload) stopped(item, error); },
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

  function arrived(item, state, outcome) {
    if (state === "done") return finish(item, outcome);
    decide(item, null); // all bytes are there, the answer was lost
  }

  function finish(item, outcome) {
    items.splice(items.indexOf(item), 1);
    if (outcome === "skipped") counts.skipped++; else counts.done++;
    counts.bytes += item.size;
    item.state = "done";
    item.upload = null;
    shelf.remove(item).then(() => item.release?.());
    tell("done", item);
    pump();
    if (!items.some(isUnfinished)) choiceForAll = null;
  }

  function problemOf(json) {
    try { return JSON.parse(json); } catch { return {}; }
  }

  function stopped(item, error) {
    const answer = error.originalResponse;
    const status = answer?.getStatus() ?? 0;
    const problem = problemOf(answer?.getBody() ?? "");
    const location = answer?.getHeader("Location");
    if (location) item.url = location;
    judge(item, status, problem);
  }

  /** What an answer means for what is to be done next. */
  function judge(item, status, problem) {
    if (status === 401) return signedOut(item);
    if (status === 409 && problem.code === "name_taken") return taken(item, problem.upload?.state === "waiting");
    if (status === 0 || status === 408 || status === 423 || status === 429 || status === 502 || status === 503 || status === 504) return wait(item);
    if (status === 409 && !problem.upload) return wait(item); // another request still holds it, or another offset
    if (status === 460) return wait(item);
    item.problem = problem.detail ?? text("script-upload-refused");
    item.isWaitingThere = problem.upload?.state === "waiting";
    item.isFinal = status === 400 || status === 413;
    set(item, "failed");
    pump();
  }

  function wait(item) {
    item.tries = (item.tries ?? 0) + 1;
    const pause = Math.min(LONGEST_WAIT, 500 * 2 ** Math.min(item.tries, 8)) * (0.75 + Math.random() / 2);
    set(item, "waiting");
    item.timer = setTimeout(() => { if (item.state === "waiting" && navigator.onLine !== false) queue(item); }, pause);
    pump();
  }

  function queue(item) {
    clearTimeout(item.timer);
    item.problem = null;
    set(item, item.file ? "queued" : "needs-file");
    pump();
  }

  // The name is taken: the bytes are all there (`isThere`), or none has been sent.
  function taken(item, isThere) {
    item.isThere = isThere;
    if (choiceForAll) return choose(item, choiceForAll);
    set(item, "conflict");
    tell("conflict", item);
    pump();
  }

  function choose(item, choice, forAll = false) {
    if (forAll) {
      choiceForAll = choice;
      for (const other of items.filter((other) => other !== item && other.state === "conflict")) choose(other, choice);
    }
    if (item.isThere) return decide(item, choice);
    if (choice === "skip") return finish(item, "skipped");
    item.choice = choice;
    item.url = null;
    item.sent = 0;
    shelf.change(item);
    queue(item);
  }

  async function decide(item, choice) {
    set(item, "sending");
    let answer;
    try {
      const body = new URLSearchParams(choice ? { ontaken: choice } : {});
      answer = await fetch(`${item.url}/decide`, { method: "POST", body, headers: { accept: "application/json" } });
    } catch {
      return wait(item);
    }
    const said = problemOf(await answer.text());
    if (answer.ok) finish(item, said.outcome); else judge(item, answer.status, said);
  }

  // The session has ended: everything waits, and goes on when there is one again.
  function signedOut(item) {
    set(item, "signin");
    if (isSignedOut) return;
    isSignedOut = true;
    tell("signed-out");
    const look = async () => {
      let isBack = false;
      try { isBack = (await fetch("/api/v1/me", { headers: { accept: "application/json" } })).ok; } catch { /* no line */ }
      if (!isBack) return void setTimeout(look, 2500);
      isSignedOut = false;
      for (const waiting of items.filter((other) => other.state === "signin")) { waiting.tries = 0; waiting.state = "queued"; }
      tell("signed-in");
      pump();
    };
    setTimeout(look, 1500);
  }

  function pause(item) {
    if (!["queued", "sending", "waiting", "signin"].includes(item.state)) return;
    clearTimeout(item.timer);
    item.upload?.abort();
    item.upload = null;
    item.isPaused = true;
    shelf.change(item);
    set(item, "paused");
    pump();
  }

  function resume(item) {
    if (item.state === "failed" && item.isWaitingThere) return decide(item, null);
    item.isPaused = false;
    item.tries = 0;
    shelf.change(item);
    queue(item);
  }

  function cancel(item) {
    clearTimeout(item.timer);
    const { upload } = item;
    item.upload = null;
    items.splice(items.indexOf(item), 1);
    item.state = "cancelled";
    shelf.remove(item).then(() => item.release?.());
    Promise.resolve(upload?.abort()).catch(() => null).then(() => { if (item.url) discard(item.url); });
    tell("cancelled", item);
    pump();
  }

  /** The server may not have noticed yet that the sender has hung up: then it is asked again. */
  async function discard(url, tries = 6) {
    const answer = await fetch(url, { method: "DELETE", headers: { "tus-resumable": "1.0.0" }, keepalive: true }).catch(() => null);
    if (answer?.status === 409 && tries > 0) setTimeout(() => discard(url, tries - 1), 300);
  }

  const isUnfinished = (item) => item.state !== "failed";

  /** Goes on with what an earlier page has left. */
  async function adopt() {
    for (const item of await shelf.left(panel.dataset.person)) {
      if (items.some((known) => known.id === item.id)) continue;
      Object.assign(item, { isAdopted: true, sent: 0, shelved: Promise.resolve() });
      whenMine(item, () => {
        item.state = item.isPaused ? "paused" : item.file ? "queued" : "needs-file";
        items.push(item);
        tell("added", item);
        pump();
      });
    }
  }

  // What was done counts on, on the next page: while more is under way, and when the list was only loaded anew.
  const TALLY = "latchkey-uploads-done";
  addEventListener("pagehide", () => {
    if (!items.some(isUnfinished) && !counts.goOn) return;
    try { sessionStorage.setItem(TALLY, JSON.stringify(counts)); } catch { /* it begins at nothing again */ }
  });
  try {
    Object.assign(counts, JSON.parse(sessionStorage.getItem(TALLY)), { goOn: false });
    sessionStorage.removeItem(TALLY);
  } catch { /* no storage */ }

  addEventListener("online", () => {
    for (const item of items.filter((item) => item.state === "waiting")) { item.tries = 0; queue(item); }
    tell("online");
  });
  addEventListener("offline", () => tell("offline"));

  Object.assign(globalThis.latchkeyUploads, {
    items, counts, add, again, choose, pause, resume, cancel, adopt, isUnfinished,
    watch: (watcher) => watchers.add(watcher),
  });
})();
