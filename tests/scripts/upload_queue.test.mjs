// The rules of the queue of uploads, without a browser: what each event makes of it, and what is to be done then.
import assert from "node:assert/strict";
import { test } from "node:test";
import { reduce } from "../../static/upload-reducer.js";
import { EMPTY } from "../../static/upload-state.js";
import { AT_ONCE } from "../../static/upload-step.js";
import { file, item } from "./uploads.mjs";

function frozen(value) {
  if (value && typeof value === "object" && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/** What comes of events, one after the other; none may change what was before it. */
function after(...events) {
  let queue = EMPTY;
  let effects = [];
  for (const event of events) ({ queue, effects } = reduce(frozen(queue), frozen(event)));
  const is = (id) => queue.items.find((each) => each.id === id);
  const done = (what) => effects.filter((effect) => effect.do === what);
  return { queue, effects, is, done, told: done("notify").map((effect) => effect.what) };
}

const added = (...items) => ({ type: "added", items });
const refused = (id, status, problem, more) => ({ type: "refused", id, status, problem, chance: 0.5, ...more });
const taken = (id, state) => refused(id, 409, { code: "name_taken", ...(state && { upload: { state } }) });
const many = (count) => added(...Array.from({ length: count }, (_, number) => item(`i${number}`)));

test("some are sent at once, the others wait for their turn", () => {
  const { queue, done } = after(many(AT_ONCE + 2));
  assert.equal(queue.items.filter((each) => each.state === "sending").length, AT_ONCE);
  assert.deepEqual(done("send").map((effect) => effect.id), ["i0", "i1", "i2", "i3"]);
  assert.equal(done("lock").length, AT_ONCE + 2, "each is held by this page");
});

test("one that has arrived makes room for the next, and is counted", () => {
  const { queue, is, done, told } = after(many(AT_ONCE + 1), { type: "arrived", id: "i0", state: "done", outcome: "created" });
  assert.deepEqual(queue.counts, { done: 1, skipped: 0, folders: 0, bytes: 10 });
  assert.equal(is("i0"), undefined);
  assert.equal(is(`i${AT_ONCE}`).state, "sending");
  assert.deepEqual(done("release"), [{ do: "release", id: "i0" }]);
  assert.ok(told.includes("done"));
});

test("one that waits for the virus scan is the server's business, and is counted apart", () => {
  const { queue, is, done } = after(added(item("a", { url: "/uploads/1" })), { type: "arrived", id: "a", state: "scanning" });
  assert.equal(is("a"), undefined);
  assert.deepEqual(queue.counts, { done: 0, skipped: 0, folders: 0, scans: 1, bytes: 10 });
  assert.deepEqual(done("decide"), [], "nobody asks again and again");
});

test("a file in which a virus was found is not sent again", () => {
  const { is, done } = after(added(item("a")), refused("a", 422, { code: "virus_found", detail: "A virus was found." }));
  assert.equal(is("a").state, "failed");
  assert.ok(is("a").isFinal);
  assert.equal(is("a").problem, "A virus was found.");
  assert.deepEqual(done("schedule"), []);
});

test("an answer that was lost after the last byte is asked for again", () => {
  const { done } = after(added(item("a", { url: "/uploads/1" })), { type: "arrived", id: "a", state: null });
  assert.deepEqual(done("decide"), [{ do: "decide", id: "a", url: "/uploads/1", choice: null }]);
});

test("what was decided in another tab is asked for when somebody looks at this one again", () => {
  const events = [added(item("a", { url: "/uploads/1" }), item("b", { url: "/uploads/2" })), taken("a", "waiting"), taken("b")];
  const { done } = after(...events, { type: "seen" });
  assert.deepEqual(done("ask-server"), [{ do: "ask-server", id: "a", url: "/uploads/1" }], "of the other one the server has nothing");
  const answered = (state) => ({ type: "server-answered", id: "a", state, outcome: state === "done" ? "created" : null });
  assert.equal(after(...events, answered("waiting")).is("a").state, "conflict", "still open");
  const decided = after(...events, answered("done"));
  assert.equal(decided.is("a"), undefined);
  assert.equal(decided.queue.counts.done, 1);
  const discarded = after(...events, answered("gone"));
  assert.equal(discarded.is("a"), undefined);
  assert.equal(discarded.queue.counts.done, 0);
});

test("without an answer it is tried again, later each time, but within half a minute and a quarter more", () => {
  const events = [added(item("a"))];
  const pauses = [];
  for (let tries = 0; tries < 12; tries++) {
    const { done } = after(...events, refused("a", 0));
    pauses.push(done("schedule")[0].after);
    events.push(refused("a", 0), { type: "due", id: "a" });
  }
  assert.deepEqual(pauses.slice(0, 3), [1000, 2000, 4000]);
  assert.equal(pauses.at(-1), 30_000);
  assert.equal(after(...events.slice(0, -1), { type: "due", id: "a" }, refused("a", 0, {}, { chance: 1 })).done("schedule")[0].after, 37_500);
});

test("it waits as long as the server asks for, and at most ten minutes", () => {
  assert.equal(after(added(item("a")), refused("a", 503, {}, { seconds: 120 })).done("schedule")[0].after, 120_000);
  assert.equal(after(added(item("a")), refused("a", 503, {}, { seconds: 9999 })).done("schedule")[0].after, 600_000);
  const { is } = after(added(item("a")), refused("a", 503));
  assert.equal(is("a").isBusy, true, "the server said so");
  assert.equal(after(added(item("a")), refused("a", 0)).is("a").isBusy, false, "nobody said anything");
});

test("the network is back: what waits goes at once", () => {
  const { is, done } = after(added(item("a")), refused("a", 0), { type: "online" });
  assert.equal(is("a").state, "sending");
  assert.equal(is("a").tries, 0);
  assert.ok(done("unschedule").length);
});

test("an answer to one that was paused or cancelled meanwhile counts for nothing", () => {
  assert.equal(after(added(item("a")), { type: "paused", id: "a" }, refused("a", 0)).is("a").state, "paused");
  const { queue } = after(added(item("a"), item("b")), { type: "cancelled", id: "a" }, { type: "arrived", id: "a", state: "done" });
  assert.deepEqual(queue.items.map((each) => each.id), ["b"]);
  assert.equal(queue.counts.done, 0);
});

test("one that is done although it was paused is done", () => {
  const { queue } = after(added(item("a")), { type: "paused", id: "a" }, { type: "arrived", id: "a", state: "done", outcome: "created" });
  assert.equal(queue.counts.done, 1);
});

test("pausing hangs up and makes room; resuming goes on where it was", () => {
  const paused = after(added(item("a", { url: "/u/1" })), { type: "paused", id: "a" });
  assert.deepEqual(paused.done("abort"), [{ do: "abort", id: "a" }]);
  assert.ok(paused.done("store-change").length, "the next page knows it, too");
  const { is } = after(added(item("a", { url: "/u/1" })), { type: "paused", id: "a" }, { type: "resumed", id: "a" });
  assert.deepEqual([is("a").state, is("a").url, is("a").turn], ["sending", "/u/1", 2]);
});

test("cancelling hangs up first and then tells the server", () => {
  const { effects } = after(added(item("a", { url: "/u/1" })), { type: "cancelled", id: "a" });
  assert.deepEqual(effects.map((effect) => effect.do), ["abort", "discard", "release", "notify"]);
  assert.equal(effects[1].url, "/u/1");
});

test("a name that is taken is asked about, and the others go on meanwhile", () => {
  const { is, told } = after(many(AT_ONCE + 1), taken("i0"));
  assert.equal(is("i0").state, "conflict");
  assert.equal(is(`i${AT_ONCE}`).state, "sending");
  assert.ok(told.includes("conflict"));
});

test("what was chosen goes along with the bytes that have still to be sent", () => {
  const { is } = after(added(item("a", { url: "/u/1", sent: 5 })), taken("a"), { type: "chosen", id: "a", choice: "replace", forAll: false });
  assert.deepEqual([is("a").state, is("a").choice, is("a").url, is("a").sent], ["sending", "replace", null, 0]);
});

test("what was chosen is told to the server where the bytes are there", () => {
  const { done } = after(added(item("a", { url: "/u/1" })), taken("a", "waiting"), { type: "chosen", id: "a", choice: "keep_both", forAll: false });
  assert.deepEqual(done("decide"), [{ do: "decide", id: "a", url: "/u/1", choice: "keep_both" }]);
  assert.equal(done("send").length, 0);
});

test("choices that are told to the server go beside the files that are sent, and nothing begins until all of these make room", () => {
  const chosen = (id) => ({ type: "chosen", id, choice: "replace", forAll: false });
  const busy = [many(AT_ONCE + 4), taken("i0", "waiting"), taken("i1", "waiting"), chosen("i0"), chosen("i1")];
  const sent = (queue) => queue.items.filter((each) => each.state === "sending").length;
  assert.equal(sent(after(...busy).queue), AT_ONCE + 2);
  const first = after(...busy, { type: "arrived", id: "i0", state: "done" });
  assert.deepEqual([sent(first.queue), first.done("send").length], [AT_ONCE + 1, 0], "one over");
  const second = after(...busy, { type: "arrived", id: "i0", state: "done" }, { type: "arrived", id: "i1", state: "done" });
  assert.deepEqual([sent(second.queue), second.done("send").length], [AT_ONCE, 0], "no room yet");
  const third = after(...busy, ...["i0", "i1", "i2"].map((id) => ({ type: "arrived", id, state: "done" })));
  assert.deepEqual(third.done("send"), [{ do: "send", id: `i${AT_ONCE + 2}` }]);
});

test("what was chosen for all holds for those that come later, and ends with the queue", () => {
  const both = [added(item("a"), item("b"), item("c")), taken("a"), taken("b"), { type: "chosen", id: "a", choice: "skip", forAll: true }];
  assert.deepEqual(after(...both).queue.items.map((each) => each.id), ["c"]);
  const { queue } = after(...both, taken("c"));
  assert.equal(queue.counts.skipped, 3);
  assert.equal(queue.choiceForAll, null);
});

test("a refusal says whether trying again is of any use", () => {
  assert.equal(after(added(item("a")), refused("a", 413, { detail: "too large" })).is("a").isFinal, true);
  const { is } = after(added(item("a")), refused("a", 403, { detail: "no" }));
  assert.deepEqual([is("a").state, is("a").problem, is("a").isFinal], ["failed", "no", false]);
  assert.equal(after(added(item("a")), refused("a", 403), { type: "resumed", id: "a" }).is("a").state, "sending");
});

test("one that was refused with all its bytes there is not sent again", () => {
  const { done } = after(added(item("a", { url: "/u/1" })), refused("a", 403, { upload: { state: "waiting" } }), { type: "resumed", id: "a" });
  assert.deepEqual([done("decide").length, done("send").length], [1, 0]);
});

test("the session has ended: nothing is begun, one look-out is kept, and all go on when it is back", () => {
  const ended = [many(AT_ONCE + 1), refused("i0", 401)];
  assert.equal(after(...ended).done("wait-for-session").length, 1);
  assert.equal(after(...ended, refused("i1", 401)).done("wait-for-session").length, 0);
  assert.equal(after(...ended, refused("i1", 401)).is(`i${AT_ONCE}`).state, "queued");
  const { queue } = after(...ended, refused("i1", 401), { type: "back" });
  assert.equal(queue.items.filter((each) => each.state === "sending").length, AT_ONCE);
  assert.equal(queue.items.some((each) => each.state === "signin"), false);
});

test("somebody signs out: nothing is left, and everything hangs up", () => {
  const { queue, done } = after(many(2), { type: "left" });
  assert.equal(queue.items.length, 0);
  assert.equal(done("abort").length, 2);
  assert.equal(after(many(2), { type: "left" }, added(item("new"))).done("send").length, 0);
});

test("a file that is gone is sent from its copy; without one it can be chosen again", () => {
  const gone = { type: "unreadable", id: "a", why: "gone" };
  assert.equal(after(added(item("a")), { type: "kept", id: "a", isKept: true }, gone).is("a").state, "sending");
  const { is, told } = after(added(item("a")), gone);
  assert.deepEqual([is("a").state, is("a").why, is("a").file], ["unreadable", "gone", null]);
  assert.ok(told.includes("unreadable"));
  assert.equal(after(added(item("a")), gone, { type: "file-given", id: "a", file }).is("a").state, "sending");
});

test("a file with other bytes takes the place of the former, which the server forgets", () => {
  const { queue, done } = after(
    added(item("a", { url: "/u/1" }), item("b")), { type: "unreadable", id: "a", why: "unreadable" }, { type: "replaced", id: "a", item: item("fresh") },
  );
  assert.deepEqual(queue.items.map((each) => each.id), ["fresh", "b"]);
  assert.deepEqual(done("discard"), [{ do: "discard", id: "a", url: "/u/1" }]);
  assert.deepEqual(done("store")[0].items.map((each) => each.id), ["fresh"]);
});

test("an earlier page's upload goes on as it was left", () => {
  const left = (more) => ({ type: "adopted", item: item("a", { file: undefined, state: undefined, url: "/u/1", ...more }) });
  assert.equal(after(left({ isKept: true })).is("a").state, "sending");
  assert.equal(after(left({ isKept: true, isPaused: true })).is("a").state, "paused");
  const without = after(left({}));
  assert.equal(without.is("a").state, "needs-file");
  assert.deepEqual(without.done("ask-server"), [{ do: "ask-server", id: "a", url: "/u/1" }]);
  assert.equal(after(left({}), left({})).queue.items.length, 1, "once");
});

test("nobody has to choose a file again that came whole", () => {
  const left = { type: "adopted", item: item("a", { file: undefined, url: "/u/1" }) };
  assert.equal(after(left, { type: "server-answered", id: "a", state: "done", outcome: "created" }).queue.counts.done, 1);
  assert.equal(after(left, { type: "server-answered", id: "a", state: "waiting", outcome: null }).done("decide").length, 1);
  assert.equal(after(left, { type: "server-answered", id: "a", state: "receiving", outcome: null }).is("a").state, "needs-file");
});

test("an empty folder is made, and one whose name is taken is not asked about", () => {
  const folder = item("a", { kind: "folder", file: undefined, size: 0 });
  assert.deepEqual(after(added(folder)).done("make"), [{ do: "make", id: "a" }]);
  assert.equal(after(added(folder), taken("a")).is("a").state, "failed");
  assert.equal(after(added(folder), { type: "arrived", id: "a", state: "done", outcome: "folder" }).queue.counts.folders, 1);
});

test("whoever puts one question about a name off has put off all, until the queue is empty", () => {
  const asked = [added(item("a"), item("b"), item("c")), taken("a"), taken("b")];
  const { is, done, queue } = after(...asked, { type: "postponed", id: "a", isPostponed: true }, taken("c"));
  assert.deepEqual(["a", "b", "c"].map((id) => is(id).isPostponed), [true, true, true]);
  assert.deepEqual(done("store-change").map((effect) => effect.id), ["c"], "the next page knows it, too");
  assert.equal(queue.isQuiet, true);
  const one = after(...asked, { type: "postponed", id: "a", isPostponed: true }, { type: "postponed", id: "b", isPostponed: false });
  assert.deepEqual(["a", "b"].map((id) => one.is(id).isPostponed), [true, false]);
  const later = after(added(item("a")), taken("a"), { type: "postponed", id: "a", isPostponed: true }, { type: "chosen", id: "a", choice: "skip", forAll: false }, added(item("b")), taken("b"));
  assert.equal(later.is("b").isPostponed, false);
});

test("what the page of uploads has settled leaves the queue, and nothing is said to the server", () => {
  const { is, done } = after(added(item("a", { url: "/uploads/1" })), taken("a", "waiting"), { type: "decided-elsewhere", id: "a" });
  assert.equal(is("a"), undefined);
  assert.deepEqual([done("discard"), done("decide")], [[], []]);
  assert.deepEqual(done("release"), [{ do: "release", id: "a" }]);
});
