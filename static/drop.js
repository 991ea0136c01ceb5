// Sending files by a link: a bar shows how far it is. Without this file the form is sent as it is.
import { find } from "./page.js";
import { announce } from "./reader.js";
import { text } from "./texts.js";

const dropBox = document.querySelector("form[data-drop]");

if (dropBox instanceof HTMLFormElement) {
  dropBox.addEventListener("submit", (event) => {
    event.preventDefault();
    send(dropBox);
  });
}

/** @param {HTMLFormElement} form */
function send(form) {
  const button = find(form, "[type=submit]", HTMLButtonElement);
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.setAttribute("aria-label", text("script-sending"));
  form.append(bar);
  if (button) button.disabled = true;
  announce(text("script-sending"));
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("accept", "text/html");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = event.loaded / event.total;
  });
  request.addEventListener("load", () => {
    bar.remove();
    if (button) button.disabled = false;
    show(form, request.responseText, request.getResponseHeader("content-type") ?? "");
  });
  // As the browser would have it: it says itself what went wrong with the network.
  request.addEventListener("error", () => form.submit());
  request.send(withTimes(new FormData(form)));
}

/** Before each file, when it was last changed: nothing else tells that. @param {FormData} chosen */
function withTimes(chosen) {
  const told = new FormData();
  for (const [name, value] of chosen) {
    if (value instanceof File) told.append("lastModified", String(value.lastModified));
    told.append(name, value);
  }
  return told;
}

/**
 * Puts a page that came in the place of the form; a refusal, which comes as JSON, above it: what was chosen stays.
 * @param {HTMLFormElement} form @param {string} answer @param {string} type
 */
function show(form, answer, type) {
  const then = type.startsWith("text/html") && new DOMParser().parseFromString(answer, "text/html").querySelector("main");
  const now = find(document, "main", HTMLElement);
  if (now && then) {
    now.replaceChildren(...then.childNodes);
    now.focus();
    return;
  }
  const said = find(document, "#refusal", HTMLElement) ?? document.createElement("p");
  said.id = "refusal";
  said.classList.add("message", "bad");
  said.setAttribute("role", "alert");
  said.textContent = detail(answer) ?? text("script-not-sent");
  form.before(said);
}

/** The sentence of a problem document (RFC 9457). @param {string} answer @returns {string | undefined} */
function detail(answer) {
  try {
    /** @type {{ detail?: string }} */
    const problem = JSON.parse(answer);
    return problem.detail;
  } catch {
    return undefined;
  }
}
