// What is dropped: files with where they are, folders without any, and what cannot be read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dropped } from "../../static/upload-tree.js";

const gone = () => new DOMException("", "NotFoundError");
const file = (name, error) => ({ name, isFile: true, file: (done, failed) => (error ? failed(error) : done(new File(["x"], name))) });
/** A folder that is read two entries at a time, as browsers read a hundred; `error` comes after the last. */
function folder(name, entries = [], error) {
  const createReader = () => {
    let from = 0;
    return { readEntries(done, failed) { const some = entries.slice(from, (from += 2)); if (error && !some.length) failed(error); else done(some); } };
  };
  return { name, isFile: false, createReader };
}

/** Where everything is that comes of a drop; folders end in "/", what is left out has its reason. */
async function drop(...entries) {
  const items = entries.map((entry) => ({ kind: "file", webkitGetAsEntry: () => entry }));
  const found = await dropped({ items });
  return found.map((one) => [one.path, one.file?.name ?? one.name].filter(Boolean).join("/") + (one.kind === "folder" ? "/" : "") + (one.why ? `: ${one.why}` : ""));
}

test("a tree comes with all that is below it, however many reads that takes", async () => {
  const tree = folder("a", [file("1"), file("2"), folder("b", [file("3"), file("4"), file("5")])]);
  assert.deepEqual(await drop(tree, file("6")), ["a/1", "a/2", "a/b/3", "a/b/4", "a/b/5", "6"]);
});

test("a folder comes by itself only where nothing in it does", async () => {
  assert.deepEqual(await drop(folder("a", [folder("b"), folder("c", [file("1")])])), ["a/b/", "a/c/1"]);
});

test("what cannot be read says why, and the rest comes", async () => {
  const tree = folder("a", [file("moved", gone()), file("locked", new DOMException("", "NotReadableError")), file("1")]);
  assert.deepEqual(await drop(tree), ["a/moved: gone", "a/locked: unreadable", "a/1"]);
});

test("a folder that stops halfway keeps what was found, and says that this is not all", async () => {
  assert.deepEqual(await drop(folder("a", [file("1"), file("2")], gone())), ["a/1", "a/2", "a/: gone"]);
});

test("a folder in which nothing can be read is made empty, beside what is left out", async () => {
  assert.deepEqual(await drop(folder("a", [file("1", gone())])), ["a/1: gone", "a/"]);
});

test("without entries, as of a picture dragged from elsewhere, there is the file alone", async () => {
  const found = await dropped({ items: [{ kind: "string" }, { kind: "file", getAsFile: () => new File(["x"], "picture.png") }, { kind: "file", getAsFile: () => null }] });
  assert.deepEqual(found.map((one) => one.file.name), ["picture.png"]);
});
