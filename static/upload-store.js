// The one queue of this page: its state, and the way events get in. By itself, so that signing out can count what is under
// way on pages that load nothing else of the queue.
import { reduce } from "./upload-reducer.js";
import { EMPTY } from "./upload-state.js";

/** @typedef {import("./upload-state.js").QueueEvent} QueueEvent */
/** @typedef {import("./upload-state.js").Effect} Effect */

/** What is so now; each event puts another in its place. */
export let queue = EMPTY;

/** @type {QueueEvent[]} */
const events = [];
/** @type {(effect: Effect) => void} */
let carryOut = () => {};
let isAtIt = false;

/** @param {string | undefined} id */
export const itemWith = (id) => queue.items.find((item) => item.id === id);

/** Who carries the effects out. @param {(effect: Effect) => void} run */
export function onEffect(run) {
  carryOut = run;
}

/** Takes an event in. One that comes of another's effects waits until those are all done. @param {QueueEvent} event */
export function dispatch(event) {
  events.push(event);
  if (isAtIt) return;
  isAtIt = true;
  try {
    for (let next; (next = events.shift()); ) {
      const after = reduce(queue, next);
      queue = after.queue;
      after.effects.forEach(carryOut);
    }
  } finally {
    isAtIt = false;
  }
}
