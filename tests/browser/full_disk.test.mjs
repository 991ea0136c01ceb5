// A disk that is really full: the data folder lies on a small file system of its own, in a mount namespace that only
// the program is in, so that nobody has to be root. Where namespaces are not allowed, the story is skipped.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { DOCUMENTS, startPortal } from "./portal.mjs";

const run = promisify(execFile);
const signIn = join(dirname(fileURLToPath(import.meta.url)), "../bench/sign_in.mjs");

/** Puts what is in the data folder on a file system of 100 MB (64 MB of it are never given to uploads). */
const SMALL = `set -e
  mkdir "$DATA_DIR.small"
  mount -t tmpfs -o size=100m small "$DATA_DIR.small"
  cp -a "$DATA_DIR/." "$DATA_DIR.small"
  mount --bind "$DATA_DIR.small" "$DATA_DIR"
  exec "$0"`;

const NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"];

test("a full disk stops uploads and nothing else", async (t) => {
  const [command, ...options] = [...NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"];
  const refusal = await run(command, options).then(() => undefined, (error) => error.message);
  if (refusal) return t.skip(`no mount namespaces here: ${refusal}`);
  const portal = await startPortal({}, [...NAMESPACE, "sh", "-c", SMALL]);
  t.after(portal.stop);
  const data = `/proc/${portal.pid}/root${portal.data}`;
  const filler = join(data, "filler");
  await portal.latchkey("role", "set", "editor@example.com", "editor");
  await portal.latchkey("role", "set", "reader@example.com", "reader");

  const signedIn = async (name) => (await run("node", [signIn, `${portal.origin}/files/`, name])).stdout.trim();
  const editor = await signedIn("editor");
  const ask = (method, path, { body, headers, cookie = editor } = {}) =>
    fetch(portal.origin + path, { method, body, headers: { cookie, origin: portal.origin, ...headers }, redirect: "manual", duplex: "half" });
  const json = async (method, path, body, cookie) => {
    const answer = await ask(method, path, { body: body && JSON.stringify(body), headers: { "content-type": "application/json" }, cookie });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    return answer.json();
  };
  const root = await json("GET", "/api/v1/items/root");
  const { items } = await json("GET", "/api/v1/items/root/children");
  const notes = items.find((item) => item.name === "notes.txt");

  // TUS 1.0.0: half of it comes while there is room.
  const whole = randomBytes(3_000_000);
  const tus = (method, path, headers, body) => ask(method, path, { headers: { "tus-resumable": "1.0.0", ...headers }, body });
  const announce = (name, length) =>
    tus("POST", "/uploads", { "upload-length": String(length), "upload-metadata": `filename ${btoa(name)}` });
  const append = (path, at, bytes) =>
    tus("PATCH", path, { "upload-offset": String(at), "content-type": "application/offset+octet-stream" }, bytes);
  const offset = async (path) => Number((await tus("HEAD", path)).headers.get("upload-offset"));
  const { pathname: upload } = new URL((await announce("large.bin", whole.length)).headers.get("location"), portal.origin);
  assert.equal((await append(upload, 0, whole.subarray(0, 1_000_000))).status, 204);

  const kept = async () => {
    const { stdout } = await run("psql", ["-At", "-d", portal.database, "-c", "SELECT (SELECT count(*) FROM versions), (SELECT count(*) FROM uploads)"]);
    const files = (await readdir(data, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    return { rows: stdout.trim(), files: files.map((entry) => entry.name).filter((name) => name !== "filler").sort() };
  };
  const before = await kept();
  fill(filler);

  await t.test("people sign in, list, search, read, delete and restore", async () => {
    const reader = await signedIn("reader");
    const page = await ask("GET", "/files/", { cookie: reader });
    assert.ok(page.status === 200 && (await page.text()).includes("notes.txt"));
    const { items: hits } = await json("GET", "/api/v1/search?q=notes", undefined, reader);
    assert.ok(hits.some((hit) => hit.id === notes.id));
    const download = await ask("GET", "/files/notes.txt?download", { cookie: reader });
    assert.deepEqual(Buffer.from(await download.arrayBuffer()), DOCUMENTS["notes.txt"]);
    assert.equal((await ask("GET", `/d/${notes.id}`, { cookie: reader })).status, 200);
    const { trash_id } = await json("DELETE", `/api/v1/items/${notes.id}`);
    assert.equal((await json("POST", `/api/v1/trash/${trash_id}/restore`)).id, notes.id);
  });

  await t.test("every way of sending says that the disk is full, and keeps nothing", async () => {
    const refuses = async (answer, way) => {
      const text = await answer.text();
      assert.equal(answer.status, 507, `${way}: ${text}`);
      assert.match(text, /The server's disk (is full|has no room)|There is no room left for this on the server/, way);
      return text;
    };
    const bytes = randomBytes(2_000_000);
    // Nobody can say beforehand how much comes this way.
    const stream = () => new Blob([bytes]).stream();
    const form = () => {
      const form = new FormData();
      form.append("file", new File([bytes], "form.bin"));
      return form;
    };
    await refuses(await announce("another.bin", bytes.length), "tus, announced");
    const content = `/api/v1/items/${notes.id}/content`;
    await refuses(await ask("PUT", content, { body: bytes }), "PUT");
    const untold = [
      await refuses(await ask("PUT", content, { body: stream() }), "PUT without a length"),
      await refuses(await ask("POST", `/d/${root.id}/documents`, { body: form() }), "form"),
    ];
    const small = new FormData();
    small.append("file", new File([bytes.subarray(0, 300_000)], "small.bin"));
    untold.push(await refuses(await ask("POST", `/d/${root.id}/documents`, { body: small }), "small form"));
    for (const text of untold) assert.doesNotMatch(text, /kept for a day/, "nothing is kept of these");
    assert.deepEqual(await kept(), before);
    assert.match(await refuses(await append(upload, 1_000_000, whole.subarray(1_000_000)), "tus"), /kept for a day/);
    assert.equal((await ask("GET", "/health/ready")).status, 200);
  });

  await t.test("an upload goes on where it was when there is room", async () => {
    await rm(filler);
    const at = await offset(upload);
    assert.ok(at >= 1_000_000 && at < whole.length, `${at}`);
    assert.equal((await append(upload, at, whole.subarray(at))).status, 204);
    const download = await ask("GET", "/files/large.bin?download");
    assert.ok(whole.equals(Buffer.from(await download.arrayBuffer())));
  });
});

/** Until not a byte more fits. */
function fill(path) {
  const file = openSync(path, "w");
  const piece = Buffer.alloc(1 << 20, 1);
  for (let size = piece.length; size >= 1; ) {
    try {
      writeSync(file, piece, 0, size);
    } catch (error) {
      assert.equal(error.code, "ENOSPC");
      size >>= 4;
    }
  }
  closeSync(file);
}
