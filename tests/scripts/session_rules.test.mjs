// What a page that was left open knows of its session: from a cookie, in seconds by the server's clock.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NOTICE, endsIn, lookAgainIn, stateAt } from "../../static/session-rules.js";

const HOUR = 3600;

test("the cookie is found among others, and nonsense says nothing", () => {
  assert.deepEqual(endsIn("a=b; latchkey_until=100.200; c=d"), { idle: 100, end: 200 });
  assert.deepEqual(endsIn("latchkey_until=100.200"), { idle: 100, end: 200 });
  for (const other of ["", "xlatchkey_until=100.200", "latchkey_until=", "latchkey_until=100", "latchkey_until=a.b", "latchkey_until=-1.2"]) assert.equal(endsIn(other), null, other);
});

test("the notice comes five minutes before the end, and says whether a visit moves it", () => {
  const now = 1_000_000;
  const kind = (ends) => stateAt(ends, now).kind;
  assert.equal(kind({ idle: now + HOUR, end: now + 2 * HOUR }), "running");
  assert.equal(kind({ idle: now + NOTICE + 1, end: now + HOUR }), "running");
  assert.equal(kind({ idle: now + NOTICE, end: now + HOUR }), "idle");
  assert.equal(kind({ idle: now + 1, end: now + HOUR }), "idle");
  assert.equal(kind({ idle: now + NOTICE, end: now + NOTICE }), "end");
  assert.equal(kind({ idle: now, end: now + HOUR }), "over");
  assert.equal(kind({ idle: now - HOUR, end: now - HOUR }), "over");
});

test("a quiet page looks at the cookie once a minute at most, and sooner for the notice", () => {
  const now = 1_000_000;
  const after = (left) => lookAgainIn(stateAt({ idle: now + left, end: now + 10 * HOUR }, now), now);
  assert.equal(after(HOUR), 60);
  assert.equal(after(NOTICE + 20), 20);
  assert.equal(after(NOTICE), 1);
  assert.equal(after(-1), 1);
});
