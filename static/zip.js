// Tells how large an archive will be, beside the link to it.
import { text } from "./texts.js";

/** @param {HTMLAnchorElement} link */
const tell = async (link) => {
  const answer = await fetch(link.dataset.zip ?? "", { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const plan = await answer.json();
  const words = plan.too_large ? text("script-zip-too-large") : plan.documents === 0 ? text("script-zip-empty") : plan.words;
  link.title = words;
  link.querySelector("[data-zip-size]")?.replaceChildren(words);
  if (plan.too_large) link.removeAttribute("href");
};

// When nothing more urgent is to be done; a failure leaves the link as it is.
const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
whenIdle(() => {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-zip]"))) tell(link).catch(() => {});
});
