// The queue before the eyes: one line for each file, one for all, the question when a name is taken.
"use strict";
(function () {
  const TEXT = {
    all: (done, total) => `${done} of ${total} done`,
    finished: (count) => (count === 1 ? "1 file uploaded" : `${count} files uploaded`),
    skipped: (count) => `, ${count} skipped`,
    failed: (count) => (count === 1 ? ", 1 not taken" : `, ${count} not taken`),
    left: (time) => `${time} left`,
    more: (count) => (count === 1 ? "and 1 more" : `and ${count} more`),
    taken: (name, folder) => `There is already something called “${name}” in “${folder}”.`,
    states: {
      queued: "Waiting for its turn", paused: "Paused", waiting: "No connection; goes on by itself",
      signin: "Waits until you have signed in again", conflict: "This name is taken", "needs-file": "Interrupted",
    },
    pause: (name) => `Pause ${name}`, resume: (name) => `Resume ${name}`, cancel: (name) => `Cancel ${name}`,
    retry: (name) => `Try ${name} again`,
    chooseAgain: "Choose the file again to go on", decideNow: "Choose what to do",
    offline: "There is no network. The uploads go on by themselves when it is back.",
    signedOut: "Your session has ended. The uploads go on by themselves after you have signed in again.",
    began: (count) => (count === 1 ? "Uploading 1 file" : `Uploading ${count} files`),
    over: "All uploads are finished", networkBack: "The network is back", signedIn: "Signed in again, going on",
    notThem: "None of these is the file that was interrupted.",
    close: "Close the list of uploads",
    seconds: (n) => `${n} s`, minutes: (n) => `${n} min`, hours: (n) => `${n} h`,
  };
  const SHOWN = 100;

  const uploads = globalThis.latchkeyUploads;
  const panel = document.getElementById("uploads");
  if (!panel || !uploads.watch) return;
  const part = (name) => panel.querySelector(`[data-${name}]`);
  const button = (name) => panel.querySelector(`.uploads-tools [data-do="${name}"]`);
  const list = document.getElementById("uploads-list");
  const dialog = document.getElementById("upload-conflict");
  const lines = new Map();
  let wasBusy = false;
  let asked = null;
  let drawing = 0;

  /** As the listing writes sizes. */
  uploads.size = (bytes) => {
    const units = ["B", "kB", "MB", "GB", "TB"];
    let unit = 0;
    while (bytes >= 999.5 && unit < units.length - 1) { bytes /= 1000; unit++; }
    return `${unit && bytes < 9.95 ? bytes.toFixed(1) : Math.round(bytes)} ${units[unit]}`;
  };

  function duration(seconds) {
    if (seconds < 60) return TEXT.seconds(Math.max(1, Math.round(seconds)));
    return seconds < 5400 ? TEXT.minutes(Math.round(seconds / 60)) : TEXT.hours(Math.round(seconds / 3600));
  }

  function say(words) {
    document.getElementById("uploads-said").textContent = words;
  }

  function stateOf(item) {
    if (item.state === "failed") return item.problem;
    if (item.state !== "sending") return TEXT.states[item.state];
    const parts = [`${uploads.size(item.sent)} / ${uploads.size(item.size)}`];
    if (item.speed > 0) parts.push(`${uploads.size(item.speed)}/s`, TEXT.left(duration((item.size - item.sent) / item.speed)));
    return parts.join(" · ");
  }

  function lineOf(item) {
    let line = lines.get(item.id);
    if (line) return line;
    line = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
    line.dataset.id = item.id;
    line.querySelector("[data-name]").textContent = item.path ? `${item.path}/${item.name}` : item.name;
    line.querySelector("[data-part]").setAttribute("aria-label", item.name);
    for (const [what, words] of [["pause", TEXT.pause], ["resume", TEXT.resume], ["cancel", TEXT.cancel]]) {
      line.querySelector(`[data-do="${what}"] [data-label]`).textContent = words(item.name);
    }
    lines.set(item.id, line);
    list.append(line);
    return line;
  }

  function drawLine(item) {
    const line = lineOf(item);
    line.dataset.is = item.state;
    line.querySelector("[data-state]").textContent = stateOf(item);
    line.querySelector("[data-part]").value = item.size ? item.sent / item.size : 0;
    const can = (what, yes) => { line.querySelector(`[data-do="${what}"]`).hidden = !yes; };
    can("pause", ["queued", "sending", "waiting"].includes(item.state));
    can("resume", item.state === "paused" || (item.state === "failed" && !item.isFinal));
    line.querySelector('[data-do="resume"] [data-label]').textContent = (item.state === "failed" ? TEXT.retry : TEXT.resume)(item.name);
    const again = line.querySelector('[data-do="again"]');
    again.hidden = !["needs-file", "conflict"].includes(item.state);
    again.textContent = item.state === "conflict" ? TEXT.decideNow : TEXT.chooseAgain;
  }

  function draw() {
    drawing = 0;
    const { items, counts } = uploads;
    const shown = items.slice(0, SHOWN);
    const ids = new Set(shown.map((item) => item.id));
    for (const [id, line] of lines) if (!ids.has(id)) { line.remove(); lines.delete(id); }
    shown.forEach(drawLine);
    part("more").hidden = items.length <= SHOWN;
    part("more").textContent = TEXT.more(items.length - SHOWN);
    const busy = items.filter(uploads.isUnfinished);
    const done = counts.done + counts.skipped;
    const failed = items.length - busy.length;
    panel.hidden = items.length === 0 && done === 0;
    part("summary").textContent = busy.length
      ? TEXT.all(done, done + items.length)
      : TEXT.finished(counts.done) + (counts.skipped ? TEXT.skipped(counts.skipped) : "") + (failed ? TEXT.failed(failed) : "");
    const all = counts.bytes + items.reduce((sum, item) => sum + item.size, 0);
    const sent = counts.bytes + items.reduce((sum, item) => sum + Math.min(item.sent, item.size), 0);
    part("total").value = all ? sent / all : 1;
    part("total").hidden = !busy.length;
    button("pause-all").hidden = !items.some((item) => ["queued", "sending", "waiting"].includes(item.state));
    button("resume-all").hidden = !items.some((item) => item.state === "paused");
    const label = button("cancel-all").querySelector(".visually-hidden");
    label.dataset.words ??= label.textContent;
    label.textContent = items.length ? label.dataset.words : TEXT.close;
    button("fold").hidden = !items.length;
    if (busy.length && !wasBusy) say(TEXT.began(busy.length));
    if (!busy.length && wasBusy) say(`${TEXT.over}: ${part("summary").textContent}`);
    wasBusy = busy.length > 0;
  }

  // At most once a frame, or twice a second where the page is not seen.
  function drawSoon() {
    drawing ||= document.hidden ? setTimeout(draw, 500) : requestAnimationFrame(draw);
  }

  function notice(words, withSignIn = false) {
    const place = part("notice");
    place.hidden = !words;
    part("words").textContent = words ?? "";
    part("sign-in").hidden = !withSignIn;
    if (words) say(words);
  }

  function ask() {
    if (dialog.open) return;
    asked = uploads.items.find((item) => item.state === "conflict" && !item.isPutOff);
    if (!asked) return;
    document.getElementById("upload-conflict-words").textContent = TEXT.taken(asked.name, asked.path || asked.folderName);
    dialog.querySelector('[name="all"]').checked = false;
    dialog.querySelector(".upload-all").hidden = uploads.items.length < 2;
    dialog.returnValue = "";
    dialog.showModal();
  }

  dialog.addEventListener("close", () => {
    const item = asked;
    if (item?.state === "conflict") {
      if (dialog.returnValue) uploads.choose(item, dialog.returnValue, dialog.querySelector('[name="all"]').checked);
      else item.isPutOff = true; // Escape: the line in the list asks again
    }
    ask();
  });

  uploads.watch((what) => {
    if (what === "conflict") ask();
    if (what === "offline") notice(TEXT.offline);
    if (what === "signed-out") notice(TEXT.signedOut, true);
    if (what === "online" || what === "signed-in") { notice(null); say(what === "online" ? TEXT.networkBack : TEXT.signedIn); }
    drawSoon();
  });

  if (uploads.counts.done + uploads.counts.skipped) draw();

  const again = part("again");
  again.addEventListener("change", () => {
    if (!uploads.again([...again.files])) notice(TEXT.notThem); else notice(null);
    again.value = "";
  });

  panel.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]");
    if (!pressed) return;
    const what = pressed.dataset.do;
    const every = (act) => [...uploads.items].forEach(act);
    if (what === "pause-all") every(uploads.pause);
    else if (what === "resume-all") every((item) => { if (item.state === "paused") uploads.resume(item); });
    else if (what === "fold") {
      const open = pressed.getAttribute("aria-expanded") !== "true";
      pressed.setAttribute("aria-expanded", String(open));
      panel.toggleAttribute("data-folded", !open);
    } else if (what === "cancel-all") {
      every(uploads.cancel);
      Object.assign(uploads.counts, { done: 0, skipped: 0, bytes: 0 });
      drawSoon();
    } else {
      const item = uploads.items.find((item) => item.id === pressed.closest("li").dataset.id);
      if (!item) return;
      if (what === "again" && item.state === "needs-file") again.click();
      else if (what === "again") { item.isPutOff = false; ask(); } else uploads[what](item);
    }
  });
})();
