// The words of scripts: in the language of the site, else in English.
import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "./site.mjs";

const { exactSize, sizeInWords, text } = await script("texts.js");

test("a text has its values, and the form that its number asks for", () => {
  assert.equal(text("script-favourite-added", { name: "a.txt" }), "Added to your favourites: a.txt");
  assert.equal(text("script-upload-finished", { count: 1 }), "1 file uploaded");
  assert.equal(text("script-upload-finished", { count: 2 }), "2 files uploaded");
});

test("numbers are written plainly, and names without marks of direction", () => {
  assert.equal(text("script-shown", { shown: 1200, total: 12000 }), "1200 of 12000 shown");
  assert.equal(text("in-folder", { folder: "דוחות" }), "in דוחות");
});

test("a text that nobody has written shows its name", () => {
  assert.equal(text("script-of-tomorrow"), "script-of-tomorrow");
});

test("sizes have two or three digits, and go on to the next unit when they are rounded up to a thousand", () => {
  const sizes = { 0: "0 B", 999: "999 B", 1000: "1.0 kB", 1049: "1.0 kB", 1050: "1.1 kB", 9949: "9.9 kB", 9950: "10 kB", 999_499: "999 kB", 999_500: "1.0 MB", 1.5e9: "1.5 GB", 2e18: "2.0 EB", 5e21: "5000 EB" };
  assert.deepEqual(Object.fromEntries(Object.keys(sizes).map((bytes) => [bytes, sizeInWords(Number(bytes))])), sizes);
});

test("the exact size has every digit, in groups of three", () => {
  assert.equal(exactSize(1), "1 byte");
  assert.equal(exactSize(999), "999 bytes");
  assert.equal(exactSize(1000), "1,000 bytes");
  assert.equal(exactSize(1_234_567), "1,234,567 bytes");
});

test("another language comes first, and English says what it lacks", async () => {
  const german = await script("texts.js", "de");
  assert.equal(german.text("script-copied"), "Kopiert");
  assert.equal(german.text("script-failed"), text("script-failed"));
  assert.equal(german.sizeInWords(1500), "1,5 kB");
  assert.equal(german.exactSize(1500), "1.500 bytes");
});
