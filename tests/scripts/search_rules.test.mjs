// The rules of the search box: what is shown of a passage, where the last options lead.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, shortened } from "../../static/search-rules.js";

const words = (text) => ({ text, hit: false });
const hit = (text) => ({ text, hit: true });
const shown = (passage) => shortened(passage).map((piece) => piece.text).join("");

test("a passage is shown from a little before its first hit", () => {
  assert.equal(shown([words("The keeper counts "), hit("gulls"), words(" at dawn.")]), "The keeper counts gulls at dawn.");
  const long = "x".repeat(100) + "a little before the first hit ";
  assert.equal(shown([words(long), hit("here"), words(" and on")]), `…${long.slice(-30)}here and on`);
});

test("a passage that begins with a hit, or has none, is shown from its beginning", () => {
  assert.equal(shown([hit("gulls"), words(" at dawn")]), "gulls at dawn");
  assert.equal(shown([words("x".repeat(50))]), "x".repeat(50));
});

test("hits stay marked", () => {
  assert.deepEqual(shortened([words("a "), hit("b"), words(" c "), hit("d")]).filter((piece) => piece.hit), [hit("b"), hit("d")]);
});

test("the last options lead to the page of all hits, with the folder that it was asked in", () => {
  assert.equal(addressOf("a & b"), "/search?q=a+%26+b");
  assert.equal(addressOf("gulls", { in: "Harbour/Deep", here: "Harbour/Deep" }), "/search?q=gulls&in=Harbour%2FDeep&here=Harbour%2FDeep");
});
