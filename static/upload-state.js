// The queue of uploads as data, with the events that change it and the effects that these have. Nothing is changed in place,
// and nothing touches the page or the network, so upload-reducer.js can be tested without a browser.

/**
 * One upload: a file, a folder that came along empty, or what could not be read.
 * @typedef {object} Item
 * @property {string} id
 * @property {string | null} person the tag of the person who adds it (person.js)
 * @property {"file" | "folder"} kind
 * @property {string} name
 * @property {number} size bytes
 * @property {string} type
 * @property {number} lastModified
 * @property {string} folder the id of the folder that it goes to
 * @property {string} folderName
 * @property {string} path where below that folder, "" for directly in it
 * @property {string | null} url its address at the server, once there is one
 * @property {string} choice what the server does if the name is taken: "refuse", "replace", "keep_both"
 * @property {boolean} isPaused
 * @property {number} at when it was added, in ms since 1970
 * @property {File | null} [file]
 * @property {number} sent bytes
 * @property {State} state
 * @property {number} [speed] bytes a second
 * @property {number} [turn] how often it was started; answers to an earlier turn are ignored
 * @property {number} [tries] failed attempts in a row
 * @property {boolean} [isKept] this browser has a copy of the file
 * @property {boolean} [isComplete] the server has all bytes, and waits for a choice
 * @property {string | null} [decision] that choice: "replace", "keep_both", "skip"
 * @property {boolean} [isPostponed] the question about its name was dismissed
 * @property {boolean} [isBusy] it waits because the server asked for it, not for lack of a network
 * @property {boolean} [isWaitingThere] refused, but the server has its bytes
 * @property {boolean} [isFinal] a retry cannot succeed
 * @property {string | null} [problem] why it was refused, in words
 * @property {string | null} [why] why it cannot be read: "gone" or "unreadable"
 */

/** @typedef {"queued" | "sending" | "waiting" | "paused" | "signin" | "conflict" | "needs-file" | "unreadable" | "failed" | "done" | "cancelled"} State */

/** @typedef {{ done: number, skipped: number, folders: number, scans?: number, bytes: number }} Counts with those that wait for the virus scan */

/**
 * @typedef {object} Queue
 * @property {readonly Item[]} items each upload that is not done yet, in order
 * @property {Counts} counts what is done
 * @property {string | null} choiceForAll what was chosen for every name that is taken
 * @property {boolean} isSignedOut nothing is sent until there is a session again
 * @property {boolean} isQuiet the question about a name was dismissed: the others wait in the list, too
 */

/** @typedef {{ code?: string, detail?: string, upload?: { state?: string } }} Problem what the server says of a refusal */

/**
 * @typedef {{ type: "added", items: Item[] }
 *   | { type: "adopted", item: Item }
 *   | { type: "file-given", id: string, file: File }
 *   | { type: "replaced", id: string, item: Item }
 *   | { type: "unreadable", id: string, why: string }
 *   | { type: "kept", id: string, isKept: boolean }
 *   | { type: "moved", id: string, url: string, isLasting: boolean }
 *   | { type: "progress", id: string, sent: number, speed: number | undefined }
 *   | { type: "arrived", id: string, state: string | null | undefined, outcome: string | null | undefined }
 *   | { type: "server-answered", id: string, state: string | null, outcome: string | null }
 *   | { type: "refused", id: string, status: number, problem?: Problem, seconds?: number, chance: number }
 *   | { type: "due", id: string }
 *   | { type: "chosen", id: string, choice: string, forAll: boolean }
 *   | { type: "postponed", id: string, isPostponed: boolean }
 *   | { type: "paused" | "resumed" | "cancelled" | "decided-elsewhere", id: string }
 *   | { type: "counted", counts: Counts }
 *   | { type: "cleared" | "back" | "left" | "online" | "offline" | "seen" }} QueueEvent
 */

/**
 * `store`: keep new items in the browser · `store-change`: update what is kept · `release`: the item is over, drop what is
 * kept and its lock · `lock`: stop other pages from sending it · `abort`: close the connection · `discard`: have the server
 * delete it · `decide`: tell the server what to do about a taken name, or ask what it did · `ask-server`: has it arrived? ·
 * `schedule`: the event "due" after so many ms · `notify`: tell the panel and the page.
 * @typedef {{ do: "send" | "make" | "store-change" | "release" | "abort" | "lock" | "unschedule", id: string }
 *   | { do: "store", items: Item[] }
 *   | { do: "discard", id: string, url: string | null }
 *   | { do: "decide", id: string, url: string | null, choice: string | null }
 *   | { do: "ask-server", id: string, url: string }
 *   | { do: "schedule", id: string, after: number }
 *   | { do: "wait-for-session" }
 *   | { do: "notify", what: string, item?: Item }} Effect
 */

export const NOTHING_DONE = Object.freeze({ done: 0, skipped: 0, folders: 0, bytes: 0 });

/** @type {Queue} */
export const EMPTY = Object.freeze({ items: [], counts: NOTHING_DONE, choiceForAll: null, isSignedOut: false, isQuiet: false });

/** Whether it can be sent: a folder needs no bytes. @param {Item} item */
export const hasBytes = (item) => Boolean(item.file || item.isKept || item.kind === "folder");

/** @param {Item} item */
export const lacksFile = (item) => ["needs-file", "unreadable"].includes(item.state) && item.kind !== "folder";

/**
 * Whether a file is the one that the item was sending: only then may its bytes follow those that have arrived.
 * @param {Item} item
 * @param {File} file
 */
export const isSame = (item, file) => item.name === file.name && item.size === file.size && item.lastModified === file.lastModified;

/**
 * Whether leaving the site would lose something of it: bytes that are under way. What the server has already waits there,
 * what is paused or has no file waits here, and what was put off is asked about again.
 * @param {Item} item
 */
export const isLostWithPage = (item) => isUnfinished(item) && !item.isComplete && !["paused", "needs-file"].includes(item.state)
  && !(item.state === "conflict" && item.isKept);

/** Under way, or waiting for a choice: neither refused nor left out. @param {Item} item */
export const isUnfinished = (item) => item.state !== "failed" && item.state !== "unreadable";
