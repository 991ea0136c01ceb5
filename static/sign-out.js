// Before somebody signs out: uploads that would stop are told of first, and what waits in this browser goes.
import * as person from "./person.js";
import { text } from "./texts.js";
import { isUnfinished } from "./upload-state.js";
import { queue } from "./upload-store.js";

const PATIENCE = 1000;
const dialog = document.getElementById("sign-out-uploads");
let isSure = false;

/** How many uploads are under way, here and in other tabs, which hold a lock for each. */
async function unfinished() {
  const { items } = queue;
  const own = new Set(items.map((item) => `latchkey-upload-${item.id}`));
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const elsewhere = held.filter(({ name }) => name.startsWith("latchkey-upload-") && !own.has(name));
  return items.filter(isUnfinished).length + elsewhere.length;
}

function ask(count) {
  document.getElementById("sign-out-words").textContent = text("script-upload-sign-out", { count });
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => { dialog.addEventListener("close", () => done(dialog.returnValue === "leave"), { once: true }); });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (isSure || form.getAttribute("action") !== "/logout") return;
  event.preventDefault();
  const button = event.submitter;
  if (dialog?.open) return;
  const count = dialog ? await unfinished() : 0;
  if (count && !(await ask(count))) return;
  isSure = true;
  dispatchEvent(new Event("latchkey-leave"));
  // Another page may hold the database for a while; the next page tries again.
  await Promise.race([person.forget(), new Promise((done) => { setTimeout(done, PATIENCE); })]);
  form.requestSubmit(button);
});
