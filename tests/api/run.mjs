// Starts the portal with documents, folders, versions and things in the trash, and lets schemathesis make requests out
// of the description that it serves. The last line says how many operations were fine and how many were not.
//
//   node run.mjs [ARGUMENT...]    more arguments for schemathesis, such as --include-operation-id=copy
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startPortal } from "../browser/portal.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const portal = await startPortal({ FAIR_SHARE: "0" });
const reports = await mkdtemp(join(tmpdir(), "latchkey-api-"));
let status = 1;
try {
  await portal.latchkey("role", "set", "editor@example.com", "editor");
  const { stdout } = await promisify(execFile)("node", [join(here, "../bench/sign_in.mjs"), `${portal.origin}/files/`, "editor"]);
  const cookie = stdout.trim();
  await furnish(cookie);
  const [description, junit] = [join(reports, "openapi.json"), join(reports, "junit.xml")];
  const served = await fetch(`${portal.origin}/api/v1/openapi.json`, { headers: { cookie } });
  await writeFile(description, await served.text());
  // Another name than the cookie's own would go unnoticed: the description has to name it.
  const session = cookie.split("; ").find((pair) => pair.startsWith("latchkey=")).slice("latchkey=".length);
  const { sessions } = await (await fetch(`${portal.origin}/api/v1/me/sessions`, { headers: { cookie } })).json();
  const own = sessions.find((line) => line.is_current).id;
  const child = spawn(
    join(here, ".venv/bin/st"),
    ["--config-file", join(here, "schemathesis.toml"), "run", description, "--url", portal.origin,
      "--header", `Origin: ${portal.origin}`, "--report", "junit", "--report-junit-path", junit, ...process.argv.slice(2)],
    {
      cwd: reports, stdio: "inherit",
      env: { ...process.env, LATCHKEY_SESSION: session, LATCHKEY_SESSION_ID: own, LATCHKEY_API_HOOKS: join(here, "hooks.py") },
    },
  );
  status = await new Promise((ended) => child.once("exit", (code) => ended(code ?? 1)));
  const of = (name, report) => Number(report.match(new RegExp(`<testsuites[^>]* ${name}="(\\d+)"`))?.[1] ?? 0);
  const report = await readFile(junit, "utf8");
  let bad = of("failures", report) + of("errors", report);
  if (!(await fetch(`${portal.origin}/api/v1/me`, { headers: { cookie } })).ok) {
    console.log("The judge was signed out on the way, and has heard nothing but 401 since.");
    [status, bad] = [1, bad + 1];
  }
  console.log(`operations: ${of("tests", report) - bad} passed; ${bad} failed`);
} finally {
  if (process.env.LATCHKEY_API_LOG) console.log(portal.log());
  await portal.stop();
  await rm(reports, { recursive: true, force: true });
}
process.exit(status);

/** A second version, a description, a copy, two things in the trash, and two uploads that are announced. */
async function furnish(cookie) {
  const ask = async (method, path, body) => {
    const headers = { cookie, origin: portal.origin, "content-type": "application/json" };
    const answer = await fetch(`${portal.origin}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const { items } = await ask("GET", "/items/root/children");
  const id = (name) => items.find((item) => item.name === name).id;
  await ask("PUT", `/items/${id("notes.txt")}/content`, { these: "are other bytes" });
  await ask("PATCH", `/items/${id("notes.txt")}`, { description: "Notes of\nmany years" });
  const folder = await ask("POST", "/items/root/folders", { name: "Archive" });
  await ask("POST", `/items/${id("Übersicht & Pläne")}/copy`, { folder: folder.id });
  await ask("DELETE", `/items/${id("empty.txt")}`);
  await ask("DELETE", `/items/${folder.id}`);
  await upload(cookie, "begun.txt");
  await upload(cookie, "notes.txt");
}

/** Announces an upload of ten bytes. */
async function upload(cookie, name) {
  const headers = {
    cookie, origin: portal.origin, "tus-resumable": "1.0.0", "upload-length": "10",
    "upload-metadata": `filename ${Buffer.from(name).toString("base64")},ontaken ${Buffer.from("keep_both").toString("base64")}`,
  };
  const answer = await fetch(`${portal.origin}/uploads`, { method: "POST", headers });
  if (!answer.ok) throw new Error(`an upload: ${answer.status} ${await answer.text()}`);
}
