// Sending documents, as a browser does it: queue, network, session, conflicts; and without a script.
import assert from "node:assert/strict";
import { mkdtemp, mkdir, writeFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { check } from "./looks.mjs";
import { bytes, names, open } from "./pages.mjs";
import { signedIn, signInAs } from "./person.mjs";
import { startPortal } from "./portal.mjs";
import { fileInput, finished, folderInput, line, loseNetwork, summary, throttle } from "./uploads.mjs";

let portal, browser, files;

before(async () => {
  portal = await startPortal({ MAX_UPLOAD: "200MB" });
  browser = await startChromium();
  files = await mkdtemp(join(tmpdir(), "latchkey-files-"));
});

after(async () => {
  await browser?.close();
  await portal?.stop();
  await rm(files, { recursive: true, force: true });
});

const editor = (t, name, options) => signedIn(t, { portal, browser }, name, { role: "editor", ...options });

/** A folder for one test; the page shows it. */
async function inFolder(page, name) {
  const tree = await mkdtemp(join(files, "tree-"));
  await mkdir(join(tree, name));
  await portal.latchkey("import", tree);
  await page.goto(`${portal.origin}/files/${encodeURIComponent(name)}/`);
  await page.getByRole("heading", { name, exact: true }).waitFor();
}

test("a folder of 200 files arrives, though the network is lost in the middle", async (t) => {
  const page = await editor(t, "many");
  await inFolder(page, "Many");
  const folder = join(files, "Photos");
  const content = new Map();
  for (let number = 0; number < 200; number++) {
    const path = number % 4 ? `Photos/2026/${number}.jpg` : `Photos/${number}.txt`;
    content.set(path, randomBytes(2000 + number * 50));
  }
  await mkdir(join(folder, "2026"), { recursive: true });
  for (const [path, some] of content) await writeFile(join(files, path), some);
  await throttle(page, 400_000);
  await folderInput(page).setInputFiles(folder);
  await summary(page, /^[3-9]\d of 200 done$/).waitFor();
  await loseNetwork(page);
  await throttle(page, -1);
  await finished(page, "200 files uploaded");
  assert.equal((await names(page, "Many/Photos/")).length, 51);
  assert.equal((await names(page, "Many/Photos/2026/")).length, 150);
  for (const path of ["Photos/0.txt", "Photos/2026/41.jpg", "Photos/2026/199.jpg"]) {
    assert.deepEqual(await bytes(page, `Many/${path}`), content.get(path), path);
  }
  await page.getByRole("link", { name: "Photos" }).first().waitFor();
});

test("a reload in the middle goes on where it was", async (t) => {
  const page = await editor(t, "reload");
  await inFolder(page, "Reload");
  const large = randomBytes(6_000_000);
  await throttle(page, 1_000_000);
  await fileInput(page).setInputFiles([{ name: "large.bin", mimeType: "application/octet-stream", buffer: large }, { name: "small.txt", mimeType: "text/plain", buffer: Buffer.from("small") }]);
  await line(page, "large.bin").locator("[data-state]", { hasText: /^[23]\.\d MB/ }).waitFor();
  page.on("dialog", (dialog) => dialog.accept());
  await page.reload();
  await throttle(page, -1);
  await finished(page, "2 files uploaded");
  assert.deepEqual(await bytes(page, "Reload/large.bin"), large);
  assert.deepEqual((await names(page, "Reload/")).sort(), ["large.bin", "small.txt"]);
});

test("clicking around does not stop the uploads, and leaving the site asks first", async (t) => {
  const page = await editor(t, "walker");
  await inFolder(page, "Walk");
  const large = randomBytes(8_000_000);
  await throttle(page, 400_000);
  await fileInput(page).setInputFiles({ name: "large.bin", mimeType: "application/octet-stream", buffer: large });
  await line(page, "large.bin").locator("[data-state]", { hasText: /^[1-7]\.\d MB/ }).waitFor();
  const asked = [];
  page.on("dialog", (dialog) => { asked.push(dialog.type()); return dialog.accept(); });
  await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link", { name: "Documents" }).click();
  await page.waitForURL(`${portal.origin}/files/`);
  assert.deepEqual(asked, [], "a click within the site does not ask");
  await line(page, "large.bin").waitFor();
  await page.goto("about:blank");
  assert.deepEqual(asked, ["beforeunload"], "leaving asks");
  await page.goto(`${portal.origin}/account`);
  await throttle(page, -1);
  await finished(page, "1 file uploaded");
  assert.deepEqual(await bytes(page, "Walk/large.bin"), large);
});

test("the session ends in the middle; after a new sign-in the upload goes on by itself", async (t) => {
  const page = await editor(t, "ended");
  await inFolder(page, "Ended");
  const large = randomBytes(6_000_000);
  await throttle(page, 1_000_000);
  await fileInput(page).setInputFiles({ name: "large.bin", mimeType: "application/octet-stream", buffer: large });
  await line(page, "large.bin").locator("[data-state]", { hasText: /^[1-5]\.\d MB/ }).waitFor();
  await page.locator('[data-do="pause-all"]').click();
  await page.context().clearCookies({ name: "latchkey" });
  await page.locator('[data-do="resume-all"]').click();
  const link = page.getByRole("link", { name: /Sign in again/ });
  await link.waitFor();
  await check(page, "the queue asks to sign in");
  const [tab] = await Promise.all([page.context().waitForEvent("page"), link.click()]);
  await tab.waitForLoadState();
  if (tab.url().includes("/sign-in/")) await signInAs(tab, "ended");
  await tab.waitForURL(`${portal.origin}/account**`);
  await throttle(page, -1);
  await finished(page, "1 file uploaded");
  assert.deepEqual(await bytes(page, "Ended/large.bin"), large);
});

test("a name that is taken: replace, keep both, skip, and the same for all", async (t) => {
  const page = await editor(t, "taken");
  await inFolder(page, "Taken");
  const some = (words, from = 0, to = 6) => [...Array(to - from).keys()].map((number) => ({ name: `${from + number}.txt`, mimeType: "text/plain", buffer: Buffer.from(`${words} ${from + number}`) }));
  await fileInput(page).setInputFiles(some("old"));
  await page.getByRole("link", { name: "5.txt", exact: true }).first().waitFor(); // the page was loaded anew, with all six
  await page.goto(`${portal.origin}/files/Taken/`);
  const dialog = page.getByRole("dialog", { name: "This name is taken" });
  for (const [number, button] of [[0, "Replace as new version"], [1, "Keep both"], [2, "Skip"]]) {
    await fileInput(page).setInputFiles(some("new", number, number + 1));
    await dialog.waitFor();
    await page.getByText(`“${number}.txt” in “Taken”`).waitFor();
    if (number === 0) {
      for (const width of [360, 1280]) { await page.setViewportSize({ width, height: 740 }); await check(page, `the dialog at ${width}`); }
    }
    await dialog.getByRole("button", { name: button }).click();
    await dialog.waitFor({ state: "hidden" });
  }
  await fileInput(page).setInputFiles(some("new", 3, 6));
  await dialog.waitFor();
  await dialog.getByRole("checkbox", { name: /all others/ }).check();
  await dialog.getByRole("button", { name: "Keep both" }).click();
  await finished(page, "5 files uploaded, 1 skipped");
  const there = (await names(page, "Taken/")).sort();
  assert.deepEqual(there, ["0.txt", "1 (2).txt", "1.txt", "2.txt", "3 (2).txt", "3.txt", "4 (2).txt", "4.txt", "5 (2).txt", "5.txt"]);
  assert.equal(String(await bytes(page, "Taken/0.txt")), "new 0");
  assert.equal(String(await bytes(page, "Taken/1%20(2).txt")), "new 1");
  assert.equal(String(await bytes(page, "Taken/2.txt")), "old 2");
  await page.getByRole("link", { name: "5 (2).txt" }).first().waitFor();
});

test("pause, resume and cancel, one and all", async (t) => {
  const page = await editor(t, "pauser");
  await inFolder(page, "Pause");
  const some = ["a.bin", "b.bin", "c.bin"].map((name) => ({ name, mimeType: "application/octet-stream", buffer: randomBytes(5_000_000) }));
  await throttle(page, 600_000);
  await fileInput(page).setInputFiles(some);
  await line(page, "a.bin").locator("[data-state]", { hasText: /\/s · / }).waitFor();
  await page.getByRole("button", { name: "Pause a.bin" }).click();
  await line(page, "a.bin").getByText("Paused").waitFor();
  await page.getByRole("button", { name: "Cancel b.bin" }).click();
  await line(page, "b.bin").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Pause all uploads" }).click();
  await line(page, "c.bin").getByText("Paused").waitFor();
  for (const width of [360, 1280]) { await page.setViewportSize({ width, height: 740 }); await check(page, `the queue at ${width}`); }
  await throttle(page, -1);
  await page.getByRole("button", { name: "Resume a.bin" }).click();
  await page.getByRole("button", { name: "Resume all uploads" }).click();
  await finished(page, "2 files uploaded");
  assert.deepEqual(await bytes(page, "Pause/a.bin"), some[0].buffer);
  assert.deepEqual((await names(page, "Pause/")).sort(), ["a.bin", "c.bin"]);
  let left;
  for (let tries = 0; left?.length !== 0 && tries < 100; tries++) {
    if (tries) await page.waitForTimeout(100);
    left = (await (await page.request.get(`${portal.origin}/uploads`, { headers: { accept: "application/json" } })).json()).uploads;
  }
  assert.deepEqual(left, [], "what was cancelled is gone on the server too");
});

test("dropping a file and pasting one", async (t) => {
  const page = await editor(t, "dropper");
  await inFolder(page, "Drop");
  const transfer = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["dropped"], "dropped.txt", { type: "text/plain" }));
    return transfer;
  });
  await page.dispatchEvent("main", "dragenter", { dataTransfer: transfer });
  await page.getByText("Drop to upload to “Drop”").waitFor();
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(["pasted"], "image.png", { type: "image/png" }));
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
  });
  for (let tries = 0; (await names(page, "Drop/")).length < 2 && tries < 100; tries++) await page.waitForTimeout(100);
  const there = await names(page, "Drop/");
  assert.ok(there.includes("dropped.txt") && there.some((name) => /^Pasted .*\.png$/.test(name)), there.join());
});

test("what cannot be is told with its reason, and the others go on", async (t) => {
  const page = await editor(t, "refused");
  await inFolder(page, "Refused");
  await fileInput(page).setInputFiles([
    { name: "con.txt", mimeType: "text/plain", buffer: Buffer.from("x") },
    { name: "good.txt", mimeType: "text/plain", buffer: Buffer.from("y") },
  ]);
  await line(page, "con.txt").getByText(/Windows keeps this name/).waitFor();
  await finished(page, "1 file uploaded, 1 not taken");
  await open(page, "Add");
  await page.getByText("Up to 200 MB each").waitFor();
});

test("without a script: several files, and the choice for those whose name is taken", async (t) => {
  const page = await editor(t, "scriptless", { javaScriptEnabled: false });
  await inFolder(page, "Plain");
  const some = (words) => ["a.txt", "b.txt"].map((name) => ({ name, mimeType: "text/plain", buffer: Buffer.from(words) }));
  const send = async (list) => {
    await open(page, "Upload files");
    await page.getByLabel("Files", { exact: true }).setInputFiles(list);
    await page.getByRole("button", { name: "Upload", exact: true }).click();
  };
  await send(some("old"));
  await page.waitForURL(/Plain\/$/);
  await page.getByRole("link", { name: "b.txt" }).first().waitFor();
  await send(some("new"));
  await page.getByRole("heading", { name: "Unfinished uploads" }).waitFor();
  await page.getByRole("button", { name: "Replace as new version of a.txt" }).click();
  await page.waitForURL(/\/uploads$/);
  await page.getByRole("button", { name: "Keep both for b.txt" }).click();
  await page.waitForURL(/Plain\//);
  assert.deepEqual((await names(page, "Plain/")).sort(), ["a.txt", "b (2).txt", "b.txt"]);
  assert.equal(String(await bytes(page, "Plain/a.txt")), "new");
});
