// How files get into the queue (drop, choose, paste), and what the page does besides: it shows new documents, and asks
// before it is left. The queue itself: upload-queue.js; what is seen of it: upload-panel.js.
import { localTimes } from "./reader.js";
import { text } from "./texts.js";
import "./upload-panel.js"; // watches from the first file on
import * as uploads from "./upload-queue.js";
import { queue } from "./upload-store.js";
import { dropped } from "./upload-tree.js";

const place = document.querySelector("[data-upload-to]");
const add = (files) => { if (place && files.length) uploads.add(files, place.dataset.uploadTo, place.dataset.name); };

uploads.adopt();

// Choosing. A folder's files say where in it they lie; the last step is the name.
place?.addEventListener("click", (event) => {
  const pick = event.target.closest("[data-pick]");
  if (pick) place.querySelector(pick.dataset.pick === "files" ? "[data-files]" : "[data-folder]").click();
});
place?.addEventListener("change", (event) => {
  const path = (file) => file.webkitRelativePath.split("/").slice(0, -1).join("/");
  add([...event.target.files].map((file) => ({ file, path: path(file) })));
  event.target.value = "";
});

// Dropping, anywhere on the page. Rows that are dragged within the list are not files.
const cover = document.getElementById("upload-drop");
const hasFiles = (event) => place && event.dataTransfer?.types.includes("Files");
let depth = 0;
const show = (yes) => {
  cover.hidden = !yes;
  if (yes) cover.querySelector("[data-words]").textContent = text("script-upload-drop-here", { folder: place.dataset.name });
  else depth = 0;
};
addEventListener("dragenter", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  depth++;
  show(true);
});
addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
});
addEventListener("dragleave", (event) => {
  if (hasFiles(event) && --depth <= 0) show(false);
});
addEventListener("drop", async (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  show(false);
  add(await dropped(event.dataTransfer));
});

// Pasting files; text that is pasted into a field stays there.
addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!place || !files.length) return;
  event.preventDefault();
  const named = (file, number) => {
    // A picture from the clipboard is always called image.png.
    if (file.name !== "image.png") return file;
    const moment = new Date().toISOString().slice(0, 19).replace("T", " ").replaceAll(":", ".");
    const name = text("script-upload-pasted", { moment }) + (number ? ` ${number + 1}` : "");
    return new File([file], `${name}.png`, { type: file.type, lastModified: file.lastModified });
  };
  add(files.map((file, number) => ({ file: named(file, number), path: "" })));
});

// New documents show in the list; where it was empty, the page is loaded anew once all is done.
let arrived = false;
let timer = 0;
uploads.watch((what, item) => {
  if (what !== "done" || !place || item.folder !== place.dataset.uploadTo) return;
  arrived = true;
  timer ||= setTimeout(refresh, 1000);
});
async function refresh() {
  timer = 0;
  if (!arrived) return;
  const list = document.getElementById("entries");
  if (!list) {
    if (queue.items.length) timer = setTimeout(refresh, 500);
    else uploads.reload();
    return;
  }
  arrived = false;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) return;
    // Without its head: the style sheet in there carries another answer's nonce.
    const html = (await answer.text()).replace(/^[\s\S]*?<\/head>/, "");
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.getElementById("entries");
    if (!fresh) return;
    localTimes(fresh);
    // What somebody is working on stays as it is; the next time will do.
    if (list.querySelector("input:checked, [data-cut]") || list.contains(document.activeElement)) { arrived = true; timer = setTimeout(refresh, 3000); return; }
    list.querySelector("caption")?.replaceWith(fresh.querySelector("caption") ?? "");
    list.querySelectorAll("tbody").forEach((part) => part.remove());
    for (const part of [...fresh.querySelectorAll("tbody")]) {
      list.append(part);
      list.dispatchEvent(new CustomEvent("rows", { detail: part }));
    }
  } catch { /* the next file will bring it */ }
}

// Leaving asks first, but not for a click within the site where the next page can go on with every file.
let isWithin = 0;
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link && link.origin === location.origin && !link.target && !event.defaultPrevented) isWithin = Date.now();
});
document.addEventListener("submit", () => { isWithin = Date.now(); });
addEventListener("beforeunload", (event) => {
  const open = queue.items.filter((item) => ["queued", "sending", "waiting", "signin", "conflict"].includes(item.state));
  if (!open.length) return;
  if (Date.now() - isWithin < 2000 && open.every((item) => item.isKept)) return;
  event.preventDefault();
});
