// Names while somebody types: the people and groups that something can be shared with, or that can be put into a group.
// Without this file the fields are plain ones.
import { combobox, element, optionOf, spriteOf } from "./combobox.js";
import { findAll } from "./page.js";
import { text } from "./texts.js";

/** @typedef {{ subject: string, name: string, email: string | null }} Offer */

/** @param {HTMLInputElement} input */
function offerPeople(input) {
  const around = input.parentElement;
  if (!around) return;
  const sprite = spriteOf(document);
  input.type = "text"; // the name of a group is no address

  const box = combobox({
    input,
    around,
    id: `${input.id}-offers`,
    label: text("script-people"),
    address: (words) => `/api/v1/people?${new URLSearchParams({ q: words })}`,
    /** @param {string} _ @param {{ items: Offer[] }} answer */
    show: (_, { items }) => ({
      options: items.map(optionFor),
      said: items.length ? text("script-people-count", { count: items.length }) : text("script-people-nobody"),
    }),
    take: ({ dataset }) => {
      input.value = dataset.value ?? "";
      box.forget();
    },
    failed: text("script-people-failed"),
    signedOut: text("script-people-signed-out"),
  });

  /** @param {Offer} offer */
  function optionFor({ name, email }) {
    const lines = [element("span", { class: "hit-name", dir: "auto" }, name)];
    lines.push(element("span", { class: "hit-folder" }, email ?? text("script-people-group")));
    const icon = `${sprite}#${email === null ? "users" : "user"}`;
    return optionOf(icon, { value: email ?? name }, lines);
  }
}

for (const input of findAll(document, "input[data-people]", HTMLInputElement)) offerPeople(input);
