// Says how large an archive will be, beside its link.
import { findAll, idle } from "./page.js";
import { text } from "./texts.js";

/** @param {HTMLAnchorElement} link */
async function showSize(link) {
  const answer = await fetch(link.dataset.zip ?? "", { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  /** @type {{ documents: number, words: string, too_large: boolean }} */
  const plan = await answer.json();
  const words = plan.too_large ? text("script-zip-too-large") : plan.documents === 0 ? text("script-zip-empty") : plan.words;
  link.title = words;
  link.querySelector("[data-zip-size]")?.replaceChildren(words);
  if (plan.too_large) link.removeAttribute("href");
}

await idle();
for (const link of findAll(document, "a[data-zip]", HTMLAnchorElement)) showSize(link).catch(() => { /* the link stays as it is */ });
