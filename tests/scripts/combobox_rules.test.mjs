// The rule of a field that offers options: which of them is next.
import assert from "node:assert/strict";
import { test } from "node:test";
import { nextChoice } from "../../static/combobox-rules.js";

test("the arrows go through the options and past the field itself, round in both directions", () => {
  const walk = (step, steps) => Array.from({ length: steps }).reduce((places) => [...places, nextChoice(places.at(-1), step, 3)], [-1]);
  assert.deepEqual(walk(1, 5), [-1, 0, 1, 2, -1, 0]);
  assert.deepEqual(walk(-1, 5), [-1, 2, 1, 0, -1, 2]);
});

test("without options the arrows stay in the field", () => {
  assert.equal(nextChoice(-1, 1, 0), -1);
  assert.equal(nextChoice(-1, -1, 0), -1);
});
