// A folder as one file, and a download that outlives its session, as a browser sees them.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { startChromium } from "./chromium.mjs";
import { check } from "./looks.mjs";
import * as person from "./person.mjs";
import { DOCUMENTS, startPortal } from "./portal.mjs";

const run = promisify(execFile);
let portal, browser;

before(async () => {
  portal = await startPortal();
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

const signedIn = (t, name, options) => person.signedIn(t, { portal, browser }, name, { role: "reader", ...options });

async function saved(page, link) {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** An archive of stored entries holds each document's bytes as they are, under a name that Windows can unpack. */
function holds(archive, path) {
  return archive.includes(Buffer.from(path.replaceAll("?", "_"))) && archive.includes(DOCUMENTS[path]);
}

test("one click saves a folder, and its size stands beside the link", async (t) => {
  const page = await signedIn(t, "zip-reader");
  const link = page.locator("a[data-zip]");
  await page.waitForFunction(() => document.querySelector("[data-zip-size]")?.textContent.includes("documents"));
  assert.match(await link.innerText(), /Zip.*7 documents, 37\d kB/s);
  const { name, bytes } = await saved(page, link);
  assert.equal(name, "Documents.zip");
  for (const path of Object.keys(DOCUMENTS)) assert.ok(holds(bytes, path), path);
});

test("without scripts a page tells the size first", async (t) => {
  const page = await signedIn(t, "zip-plain", { javaScriptEnabled: false });
  await page.getByRole("link", { name: "Übersicht & Pläne" }).first().click();
  await page.getByRole("link", { name: "Zip of this folder" }).click();
  await page.getByRole("heading", { name: "Download as zip" }).waitFor();
  assert.match(await page.locator("main").innerText(), /70,012 bytes/);
  const { name, bytes } = await saved(page, page.getByRole("link", { name: "Download", exact: true }));
  assert.equal(name, "Übersicht & Pläne.zip");
  assert.ok(holds(bytes, "Übersicht & Pläne/会社案内.txt"));
  assert.ok(!holds(bytes, "Report.pdf"));
});

for (const javaScriptEnabled of [true, false]) {
  test(`a download link works without the session and ends with it, ${javaScriptEnabled ? "with" : "without"} scripts`, async (t) => {
    const page = await signedIn(t, javaScriptEnabled ? "ticket-reader" : "ticket-plain", { javaScriptEnabled });
    await page.getByRole("link", { name: "Report.pdf", exact: true }).first().click();
    await page.getByRole("button", { name: "Make a download link" }).click();
    const line = await page.locator("#ticket-curl").innerText();
    const folder = await mkdtemp(join(tmpdir(), "latchkey-ticket-"));
    t.after(() => rm(folder, { recursive: true }));
    await run("sh", ["-c", line], { cwd: folder });
    assert.deepEqual(await readFile(join(folder, "Report.pdf")), DOCUMENTS["Report.pdf"]);
    const address = await page.locator("#ticket-url").innerText();
    const rest = await fetch(address, { headers: { range: "bytes=300000-" } });
    assert.deepEqual([rest.status, (await rest.arrayBuffer()).byteLength], [206, 9]);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL((url) => url.origin !== portal.origin || url.pathname === "/logout");
    assert.equal((await fetch(address)).status, 410);
    assert.ok(!portal.log().includes(address.split("/")[4]), "never in the log");
  });
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing on the pages of archives and links, ${colorScheme}`, async (t) => {
    const page = await signedIn(t, `looks-${colorScheme}`, { colorScheme });
    const folder = await page.locator("#entries").getAttribute("data-folder");
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${portal.origin}/files/`);
      await page.waitForFunction(() => document.querySelector("[data-zip-size]")?.textContent.includes("documents"));
      await check(page, `a folder at ${width}`);
      await page.goto(`${portal.origin}/zip/size?id=${folder}`);
      await check(page, `the size of an archive at ${width}`);
      await page.goto(`${portal.origin}/files/`);
      await page.getByRole("link", { name: "notes.txt", exact: true }).first().click();
      await check(page, `a document with its checksum at ${width}`);
      await page.getByRole("button", { name: "Make a download link" }).click();
      await page.locator("#ticket-curl").waitFor();
      await check(page, `a download link at ${width}`);
    }
  });
}
