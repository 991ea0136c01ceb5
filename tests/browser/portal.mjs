// Starts the real program against a real provider and a database of its own, and stops it all again.
import { spawn, execFile } from "node:child_process";
import { createServer } from "node:net";
import { mkdtemp, mkdir, writeFile, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CLIENT_ID, CLIENT_SECRET, startProvider } from "./provider.mjs";

const run = promisify(execFile);
const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const binary = resolve(repository, process.env.LATCHKEY_BINARY ?? "target/debug/latchkey");
const server = process.env.LATCHKEY_TEST_DATABASE_URL ?? "postgres://postgres@127.0.0.1:55432/postgres";

export function freePort() {
  return new Promise((found) => {
    const socket = createServer().listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => found(port));
    });
  });
}

/** The documents that the walks read: names that are hard to spell, bytes that are easy to spoil. */
export const DOCUMENTS = {
  "Report.pdf": Buffer.concat([Buffer.from("%PDF-1.4\n"), randomBytes(300_000)]),
  "notes.txt": Buffer.from("plain text, with an ö and a 漢\n"),
  "evil.html": Buffer.from("<!doctype html><script>document.title = 'stolen'</script>"),
  "drawing.svg": Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
  "Übersicht & Pläne/100% fertig? #1 (ja).bin": randomBytes(70_000),
  "Übersicht & Pläne/会社案内.txt": Buffer.from("会社案内"),
  "empty.txt": Buffer.alloc(0),
};

/**
 * A running portal: `origin`, `latchkey(...)` for its command line, `log()`, `stop()`; `kill()` as by `kill -9`, and
 * `begin()` after that; `pid`, `data` and `database` for
 * those who look behind it. `through` is a command that starts the program, whose path follows.
 */
export async function startPortal(environment = {}, through = []) {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const provider = await startProvider(origin);
  const name = `latchkey_browser_${randomBytes(6).toString("hex")}`;
  await run("psql", ["-q", "-d", server, "-c", `CREATE DATABASE ${name}`]);
  const database = new URL(server);
  database.pathname = `/${name}`;
  const folder = await mkdtemp(join(tmpdir(), "latchkey-browser-"));
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    APP_ENV: "test",
    BIND: `127.0.0.1:${port}`,
    PUBLIC_URL: origin,
    DATA_DIR: join(folder, "data"),
    DATABASE_URL: database.href,
    OIDC_ISSUER_URL: provider.issuer,
    APP_REG_CLIENT_ID: CLIENT_ID,
    APP_REG_CLIENT_SECRET: CLIENT_SECRET,
    APP_REG_REDIRECT_URI: `${origin}/callback`,
    API_COOKIE_SECRET: randomBytes(32).toString("hex"),
    LOG_FORMAT: "json",
    ...environment,
  };
  const latchkey = (...parameters) => run(binary, parameters, { env, cwd: folder });

  const tree = join(folder, "tree");
  for (const [path, bytes] of Object.entries(DOCUMENTS)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), bytes);
  }
  await latchkey("import", tree);

  let log = "";
  let child;
  let ended;
  let stopping = false;
  const begin = async () => {
    const [command, ...parameters] = [...through, binary];
    const mine = spawn(command, parameters, { env, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    child = mine;
    stopping = false;
    ended = new Promise((done) => mine.once("exit", done));
    mine.once("exit", (code, signal) => {
      if (!stopping) console.error(`the portal ended by itself (${signal ?? code}); the end of its log:\n${log.slice(-4000)}`);
    });
    mine.stdout.on("data", (chunk) => (log += chunk));
    mine.stderr.on("data", (chunk) => (log += chunk));
    const deadline = Date.now() + 60_000;
    while (!(await fetch(`${origin}/health/ready`).then((answer) => answer.ok, () => false))) {
      if (Date.now() > deadline || mine.exitCode !== null) throw new Error(`the portal does not start:\n${log}`);
      await new Promise((wait) => setTimeout(wait, 100));
    }
  };
  const end = async (signal) => {
    stopping = true;
    child.kill(signal);
    await ended;
  };
  await begin();
  return {
    origin,
    provider,
    latchkey,
    log: () => log,
    get pid() {
      return child.pid;
    },
    data: env.DATA_DIR,
    database: database.href,
    sql: (text) => run("psql", ["-q", "-d", database.href, "-c", text]),
    kill: () => end("SIGKILL"),
    begin,
    stop: async () => {
      await end("SIGTERM");
      await provider.stop();
      await run("psql", ["-q", "-d", server, "-c", `DROP DATABASE ${name} WITH (FORCE)`]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
