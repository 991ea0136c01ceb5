// What the queue of uploads says of one item, and of all together.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY } from "../../static/upload-state.js";
import { script } from "./site.mjs";
import { item } from "./uploads.mjs";

const { questionOf, shareSent, stateOf, summaryOf } = await script("upload-words.js");
const queue = (items, counts = {}) => ({ ...EMPTY, items, counts: { ...EMPTY.counts, ...counts } });
const sending = (more) => item("a", { state: "sending", size: 10_000_000, sent: 2_500_000, ...more });

test("an item that is sent says how far it is, how fast it goes and how long it still takes", () => {
  assert.equal(stateOf(sending({})), "2.5 MB / 10 MB");
  assert.equal(stateOf(sending({ speed: 500_000 })), "2.5 MB / 10 MB · 500 kB/s · 15 s left");
  assert.equal(stateOf(sending({ speed: 10_000 })), "2.5 MB / 10 MB · 10 kB/s · 13 min left");
  assert.equal(stateOf(sending({ speed: 1000 })), "2.5 MB / 10 MB · 1.0 kB/s · 2 h left");
  assert.match(stateOf(sending({ sent: 9_999_999, speed: 1e6 })), /· 1 s left$/, "never none");
});

test("an item that stands still makes no promise", () => {
  assert.equal(stateOf(sending({ speed: 0 })), "2.5 MB / 10 MB");
});

test("an item that waits says for what", () => {
  assert.equal(stateOf(item("a")), "Waiting for its turn");
  assert.match(stateOf(item("a", { state: "waiting" })), /No connection/);
  assert.match(stateOf(item("a", { state: "waiting", isBusy: true })), /The site is busy/);
  assert.match(stateOf(item("a", { state: "signin" })), /signed in again/);
  assert.equal(stateOf(item("a", { state: "sending", kind: "folder" })), "Making an empty folder");
});

test("an item that was refused says why, as the server does where it says so", () => {
  assert.equal(stateOf(item("a", { state: "failed", problem: "Windows keeps this name." })), "Windows keeps this name.");
  assert.equal(stateOf(item("a", { state: "failed" })), "The site did not take it.");
});

test("a file that is left out is gone, or was changed; a folder cannot be read", () => {
  assert.match(stateOf(item("a", { state: "unreadable", why: "gone" })), /not there any more/);
  assert.match(stateOf(item("a", { state: "unreadable", why: "unreadable" })), /was changed/);
  assert.match(stateOf(item("a", { state: "unreadable", why: null })), /cannot be read/, "whatever the reason is");
  assert.match(stateOf(item("a", { state: "unreadable", why: "gone", kind: "folder" })), /this folder/);
});

test("an item that needs somebody asks for what it needs", () => {
  assert.equal(questionOf({ state: "needs-file" }), "Choose the file again to go on");
  assert.equal(questionOf({ state: "unreadable" }), "Choose the file again");
  assert.equal(questionOf({ state: "conflict" }), "Choose what to do");
});

test("while something is under way the summary counts what is done", () => {
  assert.equal(summaryOf(queue([sending({}), item("b", { state: "failed" })], { done: 2, skipped: 1, folders: 1 })), "4 of 6 done");
});

test("after that it says what became of all", () => {
  const left = [item("a", { state: "failed" }), item("b", { state: "unreadable", why: "gone" })];
  assert.equal(summaryOf(queue(left, { done: 2, folders: 1, skipped: 3 })), "2 files uploaded, 1 empty folder made, 3 skipped, 1 not taken, 1 left out");
  assert.equal(summaryOf(queue([], { done: 1 })), "1 file uploaded");
});

test("the bar counts bytes, those of what is done as well", () => {
  assert.equal(shareSent(queue([sending({})], { bytes: 10_000_000 })), 0.625);
  assert.equal(shareSent(queue([sending({ sent: 11_000_000 })])), 1, "a file that has grown is no more than all of it");
  assert.equal(shareSent(queue([item("a", { size: 0 })])), 1, "nothing to send");
});
