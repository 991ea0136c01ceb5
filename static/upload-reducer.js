// The rules of the queue: what each event does to it, and which effects follow. Pure: the network, the page and the
// browser's storage are behind the effects, which upload-queue.js runs. Random numbers come with the event.
import { NOTHING_DONE, hasBytes, isUnfinished } from "./upload-state.js";
import { Step } from "./upload-step.js";

/** @typedef {import("./upload-state.js").Item} Item */
/** @typedef {import("./upload-state.js").Queue} Queue */
/** @typedef {import("./upload-state.js").Problem} Problem */
/** @typedef {import("./upload-state.js").QueueEvent} QueueEvent */
/** @typedef {import("./upload-state.js").Effect} Effect */

const LONGEST_WAIT = 30_000;
const TRY_AGAIN = [0, 408, 423, 429, 460, 502, 503, 504];
const CAN_PAUSE = ["queued", "sending", "waiting", "signin"];

/**
 * @param {Queue} queue
 * @param {QueueEvent} event
 * @returns {{ queue: Queue, effects: Effect[] }}
 */
export function reduce(queue, event) {
  const step = new Rules(queue);
  step.take(event);
  return { queue: step.queue, effects: step.effects };
}

class Rules extends Step {
  /** @param {QueueEvent} event */
  take(event) {
    switch (event.type) {
      case "added": return this.add(event.items);
      case "counted": return this.change({ counts: event.counts });
      case "cleared": return this.change({ counts: NOTHING_DONE });
      case "back": return this.goOnAfterSignIn();
      case "left": return this.leave();
      case "online": return this.goOnline();
      case "offline": return this.notify("offline");
      case "adopted": return this.adopt(event.item);
      case "seen": return this.askAgain();
      default:
    }
    const item = this.find(event.id);
    if (!item) return; // cancelled or done meanwhile
    switch (event.type) {
      case "file-given": return this.giveFile(item, event.file);
      case "replaced": return this.replace(item, event.item);
      case "unreadable": return this.loseFile(item, event.why);
      case "kept": return void this.put(item.id, { isKept: event.isKept });
      case "postponed": return this.postpone(item, event.isPostponed);
      case "moved":
        this.put(item.id, { url: event.url });
        if (event.isLasting) this.storeChange(item.id);
        return;
      case "progress":
        return this.notify("progress", this.put(item.id, { sent: event.sent, speed: event.speed }));
      case "arrived": // without a state: the server has all bytes, but its answer was lost
        if (event.state === "scanning") return this.finish(item, "scanning"); // the server goes on by itself
        return event.state === "done" ? this.finish(item, event.outcome) : this.decide(item, null);
      case "server-answered": return this.serverAnswered(item, event.state, event.outcome);
      case "refused": return this.refuse(item, event);
      case "due": return item.state === "waiting" ? this.enqueue(item) : undefined;
      case "chosen": return this.choose(item, event.choice, event.forAll);
      case "paused": return this.pause(item);
      case "resumed": return this.resume(item);
      case "cancelled": return this.cancel(item);
      case "decided-elsewhere": return this.leaveToServer(item);
      default:
    }
  }

  /** @param {Item[]} items */
  add(items) {
    this.change({ items: [...this.queue.items, ...items] });
    this.begin(items);
  }

  /** @param {Item[]} items */
  begin(items) {
    const able = items.filter((item) => item.state === "queued");
    this.effects.push({ do: "store", items: able });
    for (const item of able) this.effects.push({ do: "lock", id: item.id });
    for (const item of items) this.notify(item.state === "unreadable" ? "unreadable" : "added", item);
    this.pump();
  }

  /** Resumes what an earlier page has left. @param {Item} left */
  adopt(left) {
    if (this.find(left.id)) return;
    const item = { ...left, sent: 0, state: left.isPaused ? "paused" : hasBytes(left) ? "queued" : "needs-file" };
    this.change({ items: [...this.queue.items, /** @type {Item} */ (item)] });
    this.notify("added", this.find(left.id));
    // All of it may have arrived before this browser lost track: then nobody has to choose the file again.
    if (item.state === "needs-file" && item.url) this.effects.push({ do: "ask-server", id: item.id, url: item.url });
    this.pump();
  }

  /** Somebody looks at this page again: what it asks may have been decided in another tab meanwhile. */
  askAgain() {
    for (const { id, url, state, isComplete } of this.queue.items) {
      if (state === "conflict" && isComplete && url) this.effects.push({ do: "ask-server", id, url });
    }
  }

  /**
   * @param {Item} item
   * @param {string | null} state `gone`: the server has nothing of it any more
   * @param {string | null} outcome
   */
  serverAnswered(item, state, outcome) {
    if (item.state === "conflict" && state === "gone") return this.leaveToServer(item);
    if (item.state === "conflict" && state === "done") return this.finish(item, outcome);
    if (item.state !== "needs-file") return;
    if (state === "done") this.finish(item, outcome);
    if (state === "scanning") this.finish(item, "scanning");
    if (state === "waiting") this.decide(this.put(item.id, { isComplete: true }), null);
  }

  /** @param {Item} item @param {File} file */
  giveFile(item, file) {
    this.set(item.id, item.isPaused ? "paused" : "queued", { file, why: null, tries: 0 });
    this.pump();
  }

  /** Puts another file, or the same one with other bytes, in the place of an item. @param {Item} item @param {Item} fresh */
  replace(item, fresh) {
    this.change({ items: this.queue.items.map((other) => (other.id === item.id ? fresh : other)) });
    this.effects.push({ do: "release", id: item.id }, { do: "discard", id: item.id, url: item.url });
    this.begin([fresh]);
  }

  /** Goes on with the copy in this browser, else somebody has to choose the file again. @param {Item} item @param {string} why */
  loseFile(item, why) {
    if (item.state !== "sending") return;
    if (why === "gone" && item.isKept) return this.enqueue(this.put(item.id, { file: null }));
    this.set(item.id, "unreadable", { file: null, why });
    this.notify("unreadable", this.find(item.id));
    this.pump();
  }

  /**
   * Decides what a refusal means: ask, wait, or give up. Status 0: there was no answer.
   * @param {Item} before
   * @param {{ status: number, problem?: Problem, seconds?: number, chance: number }} answer
   */
  refuse(before, { status, problem = {}, seconds = 0, chance }) {
    if (before.state !== "sending") return; // paused meanwhile
    const item = this.put(before.id, { isBusy: status > 0 });
    const isTaken = status === 409 && problem.code === "name_taken";
    if (status === 401) return this.signOut(item);
    if (item.kind !== "folder" && isTaken) return this.ask(item, problem.upload?.state === "waiting");
    if (TRY_AGAIN.includes(status)) return this.wait(item, seconds, chance);
    if (item.kind !== "folder" && status === 409 && !problem.upload) return this.wait(item, 0, chance); // another request has it open, or the offsets differ
    this.set(item.id, "failed", {
      problem: problem.detail ?? null,
      isWaitingThere: problem.upload?.state === "waiting",
      isFinal: [400, 413, 422].includes(status),
    });
    this.pump();
  }

  /**
   * @param {Item} item
   * @param {number} seconds the least that the server asks for
   * @param {number} chance from 0 to 1, so that not all come back at the same time
   */
  wait(item, seconds, chance) {
    const tries = (item.tries ?? 0) + 1;
    const asked = Math.min(seconds || 0, 600) * 1000;
    const after = Math.max(asked, Math.min(LONGEST_WAIT, 500 * 2 ** Math.min(tries, 8))) * (0.75 + chance / 2);
    this.set(item.id, "waiting", { tries });
    this.effects.push({ do: "schedule", id: item.id, after });
    this.pump();
  }

  /** @param {Item} item */
  enqueue(item) {
    this.effects.push({ do: "unschedule", id: item.id });
    if (item.isComplete) return this.decide(item, item.decision ?? null);
    this.set(item.id, hasBytes(item) ? "queued" : "needs-file", { problem: null });
    this.pump();
  }

  /** The name is taken; the server has all bytes, or none. @param {Item} before @param {boolean} isComplete */
  ask(before, isComplete) {
    const item = this.put(before.id, { isComplete, decision: null });
    if (this.queue.choiceForAll) return this.choose(item, this.queue.choiceForAll);
    const isPostponed = Boolean(this.queue.isQuiet || item.isPostponed);
    this.set(item.id, "conflict", { isPostponed });
    if (isPostponed && !item.isPostponed) this.storeChange(item.id);
    this.notify("conflict", this.find(item.id));
    this.pump();
  }

  /**
   * @param {Item} item
   * @param {string} choice
   * @param {boolean} forAll for every other name that is taken, too
   */
  choose(item, choice, forAll = false) {
    if (forAll) {
      this.change({ choiceForAll: choice });
      for (const other of this.queue.items) if (other.id !== item.id && other.state === "conflict") this.choose(other, choice);
    }
    if (item.isComplete) return this.decide(this.put(item.id, { decision: choice }), choice);
    if (choice === "skip") return this.finish(item, "skipped");
    this.storeChange(item.id);
    this.enqueue(this.put(item.id, { choice, url: null, sent: 0 }));
  }

  /**
   * Whoever puts one question off has put off all of them: they wait in the list, on the pages after this one, too.
   * @param {Item} item
   * @param {boolean} isPostponed
   */
  postpone(item, isPostponed) {
    this.change({ isQuiet: isPostponed || this.queue.isQuiet });
    const others = isPostponed ? this.queue.items.filter((other) => other.state === "conflict" && !other.isPostponed) : [item];
    for (const { id } of others) {
      this.put(id, { isPostponed });
      this.storeChange(id);
    }
  }

  /** The server has all bytes: it is told what to do with them, or asked what it did. @param {Item} item @param {string | null} choice */
  decide(item, choice) {
    this.set(item.id, "sending", { problem: null });
    this.effects.push({ do: "decide", id: item.id, url: item.url, choice });
  }

  /** Everything waits until there is a session again. @param {Item} item */
  signOut(item) {
    this.set(item.id, "signin");
    if (this.queue.isSignedOut) return;
    this.change({ isSignedOut: true });
    this.notify("signed-out");
    this.effects.push({ do: "wait-for-session" });
  }

  goOnAfterSignIn() {
    const items = this.queue.items.map((item) => (item.state === "signin" ? { ...item, tries: 0, state: /** @type {const} */ ("queued") } : item));
    this.change({ items, isSignedOut: false });
    this.notify("signed-in");
    this.pump();
  }

  goOnline() {
    for (const item of this.queue.items) if (item.state === "waiting") this.enqueue(this.put(item.id, { tries: 0 }));
    this.notify("online");
  }

  /** Somebody signs out, or somebody else has signed in: nothing more is sent, and nothing asks before the page is left. */
  leave() {
    for (const { id } of this.queue.items) this.effects.push({ do: "unschedule", id }, { do: "abort", id });
    this.change({ items: [], isSignedOut: true });
  }

  /**
   * @param {Item} item
   * @param {string | null | undefined} outcome
   */
  finish(item, outcome) {
    this.remove(item);
    const { counts } = this.queue;
    const kind = outcome === "skipped" ? "skipped" : outcome === "folder" ? "folders" : outcome === "scanning" ? "scans" : "done";
    this.change({ counts: { ...counts, [kind]: (counts[kind] ?? 0) + 1, bytes: counts.bytes + item.size } });
    this.notify("done", { ...item, state: "done" });
    this.pump();
    if (!this.queue.items.some(isUnfinished)) this.change({ choiceForAll: null, isQuiet: false });
  }

  /** @param {Item} item */
  pause(item) {
    if (!CAN_PAUSE.includes(item.state)) return;
    this.effects.push({ do: "unschedule", id: item.id }, { do: "abort", id: item.id });
    this.set(item.id, "paused", { isPaused: true });
    this.storeChange(item.id);
    this.pump();
  }

  /** @param {Item} item */
  resume(item) {
    if (item.state === "failed" && item.isWaitingThere) return this.decide(item, null);
    const resumed = this.put(item.id, { isPaused: false, tries: 0 });
    this.storeChange(item.id);
    this.enqueue(resumed);
  }

  /** @param {Item} item */
  cancel(item) {
    this.effects.push({ do: "abort", id: item.id }, { do: "discard", id: item.id, url: item.url });
    this.drop(item);
  }

  /** Its person has decided elsewhere what becomes of it, and the server knows. @param {Item} item */
  leaveToServer(item) {
    this.effects.push({ do: "unschedule", id: item.id }, { do: "abort", id: item.id });
    this.drop(item);
  }
}
