// Small comforts. Every page works without this file.
import { closest, find, findAll, targetOf } from "./page.js";
import { announce, localTimes } from "./reader.js";
import { text } from "./texts.js";

// A copy button: <button data-copy="#id"> copies the text of that element.
document.addEventListener("click", async (event) => {
  const button = closest(event, "[data-copy]", HTMLElement);
  const source = button?.dataset.copy && find(document, button.dataset.copy, HTMLElement);
  if (!button || !source) return;
  const label = find(button, "[data-copy-label]", HTMLElement) ?? button;
  button.dataset.copyWords ??= label.textContent;
  let said = text("script-copied");
  try {
    await navigator.clipboard.writeText(source.innerText.trim()); // only on https and localhost
  } catch {
    getSelection()?.selectAllChildren(source);
    said = text("script-copy-selected");
  }
  label.textContent = said;
  announce(said);
  setTimeout(() => { label.textContent = button.dataset.copyWords ?? ""; }, 2500);
});

// The theme: the choice stays on this device; choosing what the system has means following the system again.
document.addEventListener("click", (event) => {
  if (!closest(event, "[data-theme-switch]", HTMLElement)) return;
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const chosen = (document.documentElement.dataset.theme ?? system) === "dark" ? "light" : "dark";
  if (chosen === system) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  // A cookie, since signing out clears the other storage; the look of this device is nobody's secret.
  const value = chosen === system ? "; max-age=0" : `${chosen}; max-age=31536000`;
  document.cookie = `latchkey_theme=${value}; path=/; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  announce(text("script-theme", { theme: chosen }));
});

// Menus are <details class="menu">. A click or the focus elsewhere closes them, and so does a choice.
/** @param {(menu: HTMLDetailsElement) => boolean} isDone */
function closeMenus(isDone) {
  for (const menu of findAll(document, ".menu[open]", HTMLDetailsElement)) if (isDone(menu)) menu.open = false;
}
document.addEventListener("click", (event) => {
  const isChoice = closest(event, ".menu-panel :is(a, [type=button])", HTMLElement) !== null;
  closeMenus((menu) => isChoice || !menu.contains(targetOf(event)));
});
document.addEventListener("focusin", (event) => {
  const target = targetOf(event);
  closeMenus((menu) => !menu.contains(target) && !target?.contains(menu));
});

// Escape closes them, too, and forms that open in the same way.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const open = closest(event, ":is(.menu, .change)[open]", HTMLDetailsElement) ?? find(document, ".menu[open]", HTMLDetailsElement);
  if (!open) return;
  event.preventDefault();
  open.open = false;
  find(open, "summary", HTMLElement)?.focus();
});

// What opens for somebody to type in has the focus in its first field.
document.addEventListener("toggle", ({ target }) => {
  if (!(target instanceof HTMLDetailsElement) || !target.open || !target.matches(".change, .share-form")) return;
  if (document.activeElement !== find(target, "summary", HTMLElement)) return; // it was open when the page came
  find(target, "form :is(input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), textarea, select)", HTMLElement)?.focus();
}, true);

// One box chooses all boxes of a form.
document.addEventListener("change", (event) => {
  const all = closest(event, "[data-check-all]", HTMLInputElement);
  for (const box of all ? findAll(document, `input[type=checkbox][form="${all.dataset.checkAll}"]`, HTMLInputElement) : []) box.checked = all?.checked ?? false;
});

// Where the navigation scrolls sideways, the current page must be in view.
const navigation = document.querySelector(".site-nav");
const current = navigation?.querySelector("[aria-current]");
if (navigation && current) navigation.scrollLeft += current.getBoundingClientRect().right + 48 - navigation.getBoundingClientRect().right;

localTimes(document);
