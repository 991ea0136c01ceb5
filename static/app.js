// Small comforts. Every page works without this file.
import { announce, localTimes } from "./reader.js";
import { text } from "./texts.js";

// A copy button: <button data-copy="#id"> copies the text of that element, data-copy="words" copies the words.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const wanted = button.dataset.copy;
  const source = wanted.startsWith("#") ? document.getElementById(wanted.slice(1)) : null;
  const words = source ? source.innerText.trim() : wanted;
  const label = button.querySelector("[data-copy-label]") ?? button;
  button.dataset.copyWords ??= label.textContent;
  let said = text("script-copied");
  try {
    await navigator.clipboard.writeText(words); // only on https and localhost
  } catch {
    if (source) getSelection().selectAllChildren(source);
    said = source ? text("script-copy-selected") : text("script-copy-blocked");
  }
  label.textContent = said;
  announce(said);
  setTimeout(() => { label.textContent = button.dataset.copyWords; }, 2500);
});

// The theme: the choice stays on this device; choosing what the system has means following the system again.
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-switch]")) return;
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const chosen = (document.documentElement.dataset.theme ?? system) === "dark" ? "light" : "dark";
  if (chosen === system) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  // A cookie, since signing out clears the other storage; the look of this device is nobody's secret.
  const kept = chosen === system ? "; max-age=0" : `${chosen}; max-age=31536000`;
  document.cookie = `latchkey_theme=${kept}; path=/; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  announce(text("script-theme", { theme: chosen }));
});

// Menus are <details class="menu">: a click elsewhere closes them, so does a choice, and so does Escape. It closes forms
// that were opened in the same way, too.
const closeMenus = (isDone) => {
  for (const menu of document.querySelectorAll(".menu[open]")) if (isDone(menu)) menu.open = false;
};
document.addEventListener("click", (event) => {
  const isChoice = event.target.closest?.(".menu-panel :is(a, [type=button])");
  closeMenus((menu) => isChoice || !menu.contains(event.target));
});
document.addEventListener("focusin", (event) => closeMenus((menu) => !menu.contains(event.target) && !event.target.contains(menu)));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const open = event.target.closest?.(":is(.menu, .change)[open]") ?? document.querySelector(".menu[open]");
  if (!open) return;
  event.preventDefault();
  open.open = false;
  open.querySelector("summary").focus();
});

// Where the way through the site scrolls sideways, the place where one is must not lie outside.
{
  const nav = document.querySelector(".site-nav");
  const here = nav?.querySelector("[aria-current]");
  if (here) nav.scrollLeft += here.getBoundingClientRect().right + 48 - nav.getBoundingClientRect().right;
}

localTimes(document);
