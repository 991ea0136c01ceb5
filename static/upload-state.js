// The queue of uploads as data. Nothing of it is changed in place, and nothing of it touches the page or the network, so
// upload-reducer.js can be tried without a browser.

/**
 * One upload: a file, a folder that came along empty, or what could not be read.
 * @typedef {object} Item
 * @property {string} id
 * @property {string | null} person the tag of whoever adds it
 * @property {"file" | "folder"} kind
 * @property {string} name
 * @property {number} size bytes
 * @property {string} type
 * @property {number} lastModified
 * @property {string} folder the id of the folder that it goes to
 * @property {string} folderName
 * @property {string} path where below that folder, "" for directly in it
 * @property {string | null} url where the server takes it, once that is known
 * @property {string} choice what is to become of a taken name: "refuse", "replace", "keep_both"
 * @property {boolean} isPaused
 * @property {number} at when it was added, in ms since 1970
 * @property {File | null} [file]
 * @property {number} sent bytes
 * @property {State} state
 * @property {number} [speed] bytes a second
 * @property {number} [turn] counts how often it was begun; an answer to an earlier turn counts for nothing
 * @property {number} [tries] in vain, one after the other
 * @property {boolean} [isKept] this browser has a copy of the file
 * @property {boolean} [isThere] all bytes are at the server, which waits for a choice
 * @property {string | null} [decision] that choice
 * @property {boolean} [isPutOff] nobody wants to be asked about it now
 * @property {boolean} [isBusy] it waits because the server said so, not the network
 * @property {boolean} [isWaitingThere] refused, but the server has its bytes
 * @property {boolean} [isFinal] trying again is of no use
 * @property {string | null} [problem] why it was refused, in words
 * @property {string | null} [why] why it cannot be read: "gone" or "unreadable"
 * @property {string} [key] by which the server knows an announcement that comes again
 */

/** @typedef {"queued" | "sending" | "waiting" | "paused" | "signin" | "conflict" | "needs-file" | "unreadable" | "failed" | "done" | "cancelled"} State */

/** @typedef {{ done: number, skipped: number, folders: number, bytes: number }} Counts */

/**
 * @typedef {object} Queue
 * @property {readonly Item[]} items each upload that is not done yet, in order
 * @property {Counts} counts what is done
 * @property {string | null} choiceForAll what was chosen for every name that is taken
 * @property {boolean} isSignedOut nothing is sent until there is a session again
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
 *   | { type: "found-there", id: string, state: string | null, outcome: string | null }
 *   | { type: "refused", id: string, status: number, problem?: Problem, seconds?: number, chance: number }
 *   | { type: "due", id: string }
 *   | { type: "chosen", id: string, choice: string, forAll: boolean }
 *   | { type: "put-off", id: string, isPutOff: boolean }
 *   | { type: "paused" | "resumed" | "cancelled", id: string }
 *   | { type: "counted", counts: Counts }
 *   | { type: "cleared" | "back" | "left" | "online" | "offline" }} QueueEvent
 */

/**
 * `keep`: copy new ones into the browser · `remember`: write down what has changed · `let-go`: nothing of it is needed any
 * more · `abort`: hang up · `discard`: tell the server · `later`: an event "due", after so many ms.
 * @typedef {{ do: "send" | "make" | "remember" | "let-go" | "abort" | "hold" | "not-later", id: string }
 *   | { do: "keep", items: Item[] }
 *   | { do: "discard", id: string, url: string | null }
 *   | { do: "decide", id: string, url: string | null, choice: string | null }
 *   | { do: "look-there", id: string, url: string }
 *   | { do: "later", id: string, after: number }
 *   | { do: "look-for-session" }
 *   | { do: "tell", what: string, item?: Item }} Effect
 */

export const NOTHING_DONE = Object.freeze({ done: 0, skipped: 0, folders: 0, bytes: 0 });

/** @type {Queue} */
export const EMPTY = Object.freeze({ items: [], counts: NOTHING_DONE, choiceForAll: null, isSignedOut: false });

/** Whether there is anything to send; a folder needs no bytes. @param {Item} item */
export const hasBytes = (item) => Boolean(item.file || item.isKept || item.kind === "folder");

/** @param {Item} item */
export const lacksFile = (item) => ["needs-file", "unreadable"].includes(item.state) && item.kind !== "folder";

/**
 * Bytes that have come already are followed by those of the same file only.
 * @param {Item} item
 * @param {File} file
 */
export const isSame = (item, file) => item.name === file.name && item.size === file.size && item.lastModified === file.lastModified;

/** Goes on by itself, or after a word: neither refused nor left out. @param {Item} item */
export const isUnfinished = (item) => item.state !== "failed" && item.state !== "unreadable";
