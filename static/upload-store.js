// The one queue of this page: its state, and the way events get in. A module of its own, so that signing out can count
// what is under way on pages that load nothing else of the queue.
import { reduce } from "./upload-reducer.js";
import { EMPTY } from "./upload-state.js";

/** @typedef {import("./upload-state.js").QueueEvent} QueueEvent */
/** @typedef {import("./upload-state.js").Effect} Effect */

/** The current state; each event replaces it. */
export let queue = EMPTY;

/** @type {QueueEvent[]} */
const events = [];
/** @type {(effect: Effect) => void} */
let runEffect = () => {};
let isRunning = false;

/** @param {string | undefined} id */
export const itemWith = (id) => queue.items.find((item) => item.id === id);

/** Sets what runs the effects. @param {(effect: Effect) => void} run */
export function onEffect(run) {
  runEffect = run;
}

/** Takes an event. One that another event's effects cause waits until those are all run. @param {QueueEvent} event */
export function dispatch(event) {
  events.push(event);
  if (isRunning) return;
  isRunning = true;
  try {
    for (let next; (next = events.shift()); ) {
      const after = reduce(queue, next);
      queue = after.queue;
      after.effects.forEach(runEffect);
    }
  } finally {
    isRunning = false;
  }
}
