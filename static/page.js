// What scripts need of pages: elements, narrowed to what they are; other pages of the site; a moment without other work.
import { localTimes } from "./reader.js";

/**
 * @template {Element} Kind
 * @param {Element | null | undefined} element
 * @param {new () => Kind} kind
 * @returns {Kind | null}
 */
const narrow = (element, kind) => (element instanceof kind ? element : null);

/**
 * @template {Element} Kind
 * @param {ParentNode} part
 * @param {string} selector
 * @param {new () => Kind} kind
 */
export const find = (part, selector, kind) => narrow(part.querySelector(selector), kind);

/**
 * @template {Element} Kind
 * @param {ParentNode} part
 * @param {string} selector
 * @param {new () => Kind} kind
 * @returns {Kind[]}
 */
export const findAll = (part, selector, kind) => [...part.querySelectorAll(selector)].flatMap((element) => narrow(element, kind) ?? []);

/**
 * For an element that the templates always have: an error names the one that is missing.
 * @template {Element} Kind
 * @param {ParentNode} part
 * @param {string} selector
 * @param {new () => Kind} kind
 */
export function need(part, selector, kind) {
  const found = find(part, selector, kind);
  if (!found) throw new Error(selector);
  return found;
}

/** Where an event happened. `null`: at the document or the window as a whole. @param {Event} event */
export const targetOf = ({ target }) => (target instanceof Element ? target : null);

/**
 * The target of an event, or its nearest ancestor, that fits.
 * @template {Element} Kind
 * @param {Event} event
 * @param {string} selector
 * @param {new () => Kind} kind
 */
export const closest = (event, selector, kind) => narrow(targetOf(event)?.closest(selector), kind);

/** A page of the site, with times by the reader's clock. `null`: the server refuses it. @param {string} address */
export async function fetchPage(address) {
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  if (answer.status === 401) dispatchEvent(new Event("latchkey-signed-out"));
  if (!answer.ok) return null;
  // Without the head: its style sheet carries another answer's nonce.
  const html = (await answer.text()).replace(/^[\s\S]*?<\/head>/, "");
  const page = new DOMParser().parseFromString(html, "text/html");
  localTimes(page);
  return page;
}

/** Waits until the browser has nothing else to do, but not for long. @returns {Promise<unknown>} */
export const idle = () => new Promise((done) => { "requestIdleCallback" in globalThis ? requestIdleCallback(done, { timeout: 500 }) : setTimeout(done, 50); });
