// The rules of a list: what Shift selects, how far a key goes, which name is meant by a few letters.
import assert from "node:assert/strict";
import { test } from "node:test";
import { between, distanceOf, indexByLetters, stemLength } from "../../static/listing-rules.js";

const ROWS = ["a", "b", "c", "d"];

test("Shift selects everything between two rows, in either direction", () => {
  assert.deepEqual(between(ROWS, "b", "d"), ["b", "c", "d"]);
  assert.deepEqual(between(ROWS, "c", "a"), ["a", "b", "c"]);
  assert.deepEqual(between(ROWS, "b", "b"), ["b"]);
});

test("Shift selects a row alone where nothing was chosen before, or that row has gone from the list", () => {
  assert.deepEqual(between(ROWS, null, "c"), ["c"]);
  assert.deepEqual(between(ROWS, "gone", "c"), ["c"]);
});

test("in a list the arrows go by rows, and left and right are not for going", () => {
  assert.deepEqual(["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].map((key) => distanceOf(key, 1, 10)), [1, -1, undefined, undefined]);
});

test("among tiles up and down go by lines, left and right by tiles", () => {
  assert.deepEqual(["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].map((key) => distanceOf(key, 5, 10)), [5, -5, -1, 1]);
});

test("a page is as many lines as are seen, and Home and End go all the way", () => {
  assert.deepEqual(["PageDown", "PageUp", "Home", "End"].map((key) => distanceOf(key, 3, 4)), [12, -12, -Infinity, Infinity]);
  assert.equal(distanceOf("x", 3, 4), undefined);
});

const NAMES = ["Alpha", "beta", "banana 9", "banana 10", "Élan"];

test("the same letter again goes on to the next name, and round from the last to the first", () => {
  assert.equal(indexByLetters(NAMES, 0, "b"), 1);
  assert.equal(indexByLetters(NAMES, 1, "b"), 2);
  assert.equal(indexByLetters(NAMES, 3, "b"), 1);
  assert.equal(indexByLetters(NAMES, 0, "a"), 0, "the only one");
});

test("more letters stay where they fit, and else go on", () => {
  assert.equal(indexByLetters(NAMES, 2, "ban"), 2);
  assert.equal(indexByLetters(NAMES, 1, "ban"), 2);
  assert.equal(indexByLetters(NAMES, 2, "banana 1"), 3);
});

test("typing looks past accents and capitals, on both sides", () => {
  assert.equal(indexByLetters(NAMES, 0, "elan"), 4);
  assert.equal(indexByLetters(NAMES, 0, "É"), 4);
  assert.equal(indexByLetters(NAMES, 2, "ALP"), 0);
});

test("where no row has the focus, typing begins at the first name", () => {
  assert.equal(indexByLetters(NAMES, -1, "a"), 0);
});

test("letters that begin no name lead nowhere", () => {
  assert.equal(indexByLetters(NAMES, 0, "z"), -1);
  assert.equal(indexByLetters([], -1, "a"), -1);
});

test("renaming marks a name without its ending, which folders and hidden files have none of", () => {
  assert.equal(stemLength("report.pdf", false), "report".length);
  assert.equal(stemLength("a.tar.gz", false), "a.tar".length);
  assert.equal(stemLength("Q3.2026", true), "Q3.2026".length);
  assert.equal(stemLength("README", false), "README".length);
  assert.equal(stemLength(".env", false), ".env".length);
});
