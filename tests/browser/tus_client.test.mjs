// The client that most programs use for tus, as it comes: what it calls a success is a document, whatever happens in the
// moment in which all bytes are there and the document is not.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Upload } from "tus-js-client";
import { startPortal } from "./portal.mjs";

const run = promisify(execFile);
const signIn = join(dirname(fileURLToPath(import.meta.url)), "../bench/sign_in.mjs");
const ROOT = "00000000-0000-7000-8000-000000000001";

let portal;
let cookie;

before(async () => {
  portal = await startPortal();
  await portal.latchkey("role", "set", "editor@example.com", "editor");
  cookie = (await run("node", [signIn, `${portal.origin}/files/`, "editor"])).stdout.trim();
});
after(() => portal.stop());

const get = (path) => fetch(portal.origin + path, { headers: { cookie, accept: "application/json" } });
const psql = async (query) => (await run("psql", ["-qAt", "-d", portal.database, "-c", query])).stdout.trim();

/** Holds the lock of the root, as a change that takes long; gives how to let go. */
function holdTree() {
  const held = spawn("psql", ["-qAt", "-d", portal.database], { stdio: ["pipe", "pipe", "inherit"] });
  held.stdin.write(`BEGIN; SELECT tree_lock('{}', '{${ROOT}}'); SELECT 'held';\n`);
  return new Promise((done) => {
    held.stdout.on("data", (text) => {
      if (String(text).includes("held")) done(() => held.stdin.end("COMMIT;\n"));
    });
  });
}

/** Waits until a look gives something. */
async function until(look) {
  for (;;) {
    const found = await look();
    if (found) return found;
    await new Promise((wait) => setTimeout(wait, 50));
  }
}

/**
 * Sends 2.5 MB in three pieces, and ends as the client does: with the address of the upload, or with the client's error.
 * `beforeLast` comes before the last piece, `onRetry` hears the status of each answer after which the client tries again.
 */
function send(bytes, name, { beforeLast, onRetry, retryDelays = [0, 200, 500, 1000, 1000] } = {}) {
  return new Promise((done, failed) => {
    const upload = new Upload(bytes, {
      endpoint: `${portal.origin}/uploads`,
      headers: { cookie, origin: portal.origin },
      metadata: { filename: name },
      chunkSize: 1_000_000,
      retryDelays,
      onShouldRetry: (error, attempt) => {
        onRetry?.(error.originalResponse?.getStatus());
        return attempt < retryDelays.length;
      },
      onBeforeRequest: async (request) => {
        if (request.getHeader("Upload-Offset") === "2000000") await beforeLast?.();
      },
      onSuccess: () => done(upload.url),
      onError: failed,
    });
    upload.start();
  });
}

async function isThere(name, bytes) {
  const answer = await get(`/files/${name}`);
  assert.equal(answer.status, 200, `${name} is there`);
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), bytes);
  assert.equal(await psql(`SELECT count(*) FROM nodes WHERE name LIKE '${name.split(".")[0]}%'`), "1");
}

test("a tree that is locked for longer than a change waits makes no success without a document", { timeout: 120_000 }, async () => {
  const bytes = randomBytes(2_500_000);
  const letGo = await holdTree();
  const answers = [];
  await send(bytes, "locked.bin", {
    onRetry: (status) => {
      answers.push(status);
      letGo();
    },
  });
  assert.deepEqual(answers.slice(0, 1), [503], "the last piece met the lock");
  await isThere("locked.bin", bytes);
});

test("a client that gives up while the tree is locked says so, and the document comes all the same", { timeout: 120_000 }, async () => {
  const bytes = randomBytes(2_500_000);
  const letGo = await holdTree();
  const error = await send(bytes, "given_up.bin", { retryDelays: [] }).then(() => undefined, (error) => error);
  assert.equal(error?.originalResponse?.getStatus(), 503);
  assert.equal((await get("/files/given_up.bin")).status, 404);
  letGo();
  await until(async () => (await get("/files/given_up.bin")).ok);
  await isThere("given_up.bin", bytes);
});

test("a name that is taken meanwhile is no success, and costs no byte", { timeout: 120_000 }, async () => {
  const [bytes, others] = [randomBytes(2_500_000), randomBytes(1_000)];
  const answers = [];
  const error = await send(bytes, "taken.bin", {
    beforeLast: () => send(others, "taken.bin"),
    onRetry: (status) => answers.push(status),
    retryDelays: [0, 200, 200],
  }).then(() => undefined, (error) => error);
  assert.equal(error?.originalResponse?.getStatus(), 409);
  assert.equal(error.originalResponse.getHeader("Upload-State"), "waiting");
  assert.deepEqual(answers, [409, 409, 409, 409], "however often it tries");
  await isThere("taken.bin", others);
  const { uploads } = await (await get("/uploads")).json();
  const mine = uploads.find((upload) => upload.name === "taken.bin");
  assert.equal(mine.state, "waiting");
  const decided = await fetch(`${portal.origin}/uploads/${mine.id}/decide`, {
    method: "POST",
    headers: { cookie, origin: portal.origin, "content-type": "application/x-www-form-urlencoded" },
    body: "ontaken=keep_both",
  });
  assert.equal(decided.status, 200);
  assert.deepEqual(Buffer.from(await (await get("/files/taken%20(2).bin")).arrayBuffer()), bytes);
});

test("kill -9 between the last byte and the document costs neither, and the client's success is a document", { timeout: 120_000 }, async () => {
  const bytes = randomBytes(2_500_000);
  const letGo = await holdTree();
  const sent = send(bytes, "killed.bin", { retryDelays: Array(60).fill(500) });
  sent.catch(() => {});
  await until(async () => (await psql("SELECT count(*) FROM uploads WHERE sha256 IS NOT NULL AND outcome IS NULL AND name = 'killed.bin'")) === "1");
  await portal.kill();
  letGo();
  await portal.begin();
  await sent;
  await isThere("killed.bin", bytes);
});
