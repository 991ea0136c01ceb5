// One event on its way through the rules of the queue (upload-reducer.js): the state so far, the effects so far, and the few
// ways to change either. What it was given stays as it is.

/** @typedef {import("./upload-state.js").Item} Item */
/** @typedef {import("./upload-state.js").Queue} Queue */
/** @typedef {import("./upload-state.js").Effect} Effect */

/** How many are sent at once. */
export const AT_ONCE = 4;

export class Step {
  /** @param {Queue} queue */
  constructor(queue) {
    this.queue = queue;
    /** @type {Effect[]} */
    this.effects = [];
  }

  /** @param {Partial<Queue>} changes */
  change(changes) {
    this.queue = { ...this.queue, ...changes };
  }

  /** @param {string} id */
  find(id) {
    return this.queue.items.find((item) => item.id === id);
  }

  /**
   * @param {string} id
   * @param {Partial<Item>} changes
   */
  put(id, changes) {
    this.change({ items: this.queue.items.map((item) => (item.id === id ? { ...item, ...changes } : item)) });
    return /** @type {Item} */ (this.find(id));
  }

  /**
   * @param {string} id
   * @param {import("./upload-state.js").State} state
   * @param {Partial<Item>} changes
   */
  set(id, state, changes = {}) {
    this.tell("changed", this.put(id, { ...changes, state }));
  }

  /** @param {Item} item */
  remove(item) {
    this.change({ items: this.queue.items.filter((other) => other.id !== item.id) });
    this.effects.push({ do: "let-go", id: item.id });
  }

  /**
   * @param {string} what
   * @param {Item} [item]
   */
  tell(what, item) {
    this.effects.push({ do: "tell", what, item });
  }

  /** @param {string} id */
  remember(id) {
    this.effects.push({ do: "remember", id });
  }

  /** Begins what there is room for. */
  pump() {
    if (this.queue.isSignedOut) return;
    const room = AT_ONCE - this.queue.items.filter((item) => item.state === "sending").length;
    if (room <= 0) return; // a choice that is told to the server needs no room
    for (const item of this.queue.items.filter((each) => each.state === "queued").slice(0, room)) {
      this.set(item.id, "sending", { turn: (item.turn ?? 0) + 1 });
      this.effects.push({ do: item.kind === "folder" ? "make" : "send", id: item.id });
    }
  }
}
