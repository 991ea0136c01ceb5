// One event in progress (upload-reducer.js): the queue so far, the effects so far, and the few ways to change either. The
// queue that it was given stays unchanged.

/** @typedef {import("./upload-state.js").Item} Item */
/** @typedef {import("./upload-state.js").Queue} Queue */
/** @typedef {import("./upload-state.js").Effect} Effect */

/** How many items are sent at once. */
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
    this.notify("changed", this.put(id, { ...changes, state }));
  }

  /** @param {Item} item */
  remove(item) {
    this.change({ items: this.queue.items.filter((other) => other.id !== item.id) });
    this.effects.push({ do: "release", id: item.id });
  }

  /** It goes away without being done, and makes room. @param {Item} item */
  drop(item) {
    this.remove(item);
    this.notify("cancelled", { ...item, state: "cancelled" });
    this.pump();
  }

  /**
   * @param {string} what
   * @param {Item} [item]
   */
  notify(what, item) {
    this.effects.push({ do: "notify", what, item });
  }

  /** @param {string} id */
  storeChange(id) {
    this.effects.push({ do: "store-change", id });
  }

  /** Starts queued items as far as there is room. */
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
