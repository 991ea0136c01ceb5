// Before somebody signs out: asks if uploads are under way, and deletes what is stored in this browser.
import { find } from "./page.js";
import * as person from "./person.js";
import { text } from "./texts.js";
import { isUnfinished } from "./upload-state.js";
import { queue } from "./upload-store.js";

const LONGEST_WAIT = 1000; // ms
const dialog = find(document, "#sign-out-uploads", HTMLDialogElement);
let isSure = false;

/** How many uploads are under way, in this tab and in others, which hold a lock for each. */
async function unfinished() {
  const { items } = queue;
  const own = new Set(items.map((item) => `latchkey-upload-${item.id}`));
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const elsewhere = held.filter(({ name = "" }) => name.startsWith("latchkey-upload-") && !own.has(name));
  return items.filter(isUnfinished).length + elsewhere.length;
}

/** Whether they are sure. @param {HTMLDialogElement} asking @param {number} count @returns {Promise<boolean>} */
function ask(asking, count) {
  document.getElementById("sign-out-words")?.replaceChildren(text("script-upload-sign-out", { count }));
  asking.returnValue = "";
  asking.showModal();
  return new Promise((done) => { asking.addEventListener("close", () => done(asking.returnValue === "leave"), { once: true }); });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (isSure || !(form instanceof HTMLFormElement) || form.getAttribute("action") !== "/logout") return;
  event.preventDefault();
  const button = event.submitter;
  if (dialog?.open) return;
  const count = dialog ? await unfinished() : 0;
  if (dialog && count && !(await ask(dialog, count))) return;
  isSure = true;
  dispatchEvent(new Event("latchkey-leave"));
  // Another page may block the deletion for a while; the next page tries again.
  await Promise.race([person.forget(), new Promise((done) => { setTimeout(done, LONGEST_WAIT); })]);
  form.requestSubmit(button);
});
