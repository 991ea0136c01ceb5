// Files that go away, change or cannot be read after they were chosen, and folders that are dropped with all they hold.
import assert from "node:assert/strict";
import { mkdtemp, mkdir, rename, rm, truncate, utimes, writeFile, appendFile, chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { startChromium, unprivilegedChromium } from "./chromium.mjs";
import { checkEverywhere } from "./looks.mjs";
import { bytes, names } from "./pages.mjs";
import { signedIn } from "./person.mjs";
import { startPortal } from "./portal.mjs";
import { dropPaths, fileInput, finished, inFolder, line, said, throttle, untilKept, withoutStorage } from "./uploads.mjs";

let portal, browser, files;

before(async () => {
  portal = await startPortal();
  browser = await startChromium();
  files = await mkdtemp(join(tmpdir(), "latchkey-files-"));
  await chmod(files, 0o755);
});

after(async () => {
  await browser?.close();
  await portal?.stop();
  await rm(files, { recursive: true, force: true });
});

/** At a folder of their own, with a browser that keeps no copies, and a slow line. */
async function sender(t, name, folder) {
  const page = await signedIn(t, { portal, browser }, name, { role: "editor" });
  await withoutStorage(page);
  page.on("filechooser", () => {}); // from now on, so that none is missed
  await inFolder(portal, page, folder);
  await throttle(page, 1_000_000);
  return page;
}

async function file(name, content) {
  const path = join(await mkdtemp(join(files, "chosen-")), name);
  await writeFile(path, content);
  return path;
}

const someSent = (page, name) => line(page, name).locator("[data-state]", { hasText: /^[2-5]\.\d MB/ }).waitFor();

/** What the row's button chooses. */
async function chooseAgain(page, name, path) {
  const chooser = page.waitForEvent("filechooser");
  await line(page, name).getByRole("button", { name: "Choose the file again" }).click();
  await (await chooser).setFiles(path);
}

test("a file that was deleted after it was chosen is left out with its reason, and goes on when it is chosen again", async (t) => {
  const page = await sender(t, "deleter", "Deleted");
  const content = randomBytes(9_000_000);
  const path = await file("gone.bin", content);
  await fileInput(page).setInputFiles([path, await file("stays.txt", "stays")]);
  await someSent(page, "gone.bin");
  await page.locator('[data-do="pause-all"]').click();
  const away = `${path}.away`;
  await rename(path, away);
  await throttle(page, -1);
  await page.locator('[data-do="resume-all"]').click();
  await line(page, "gone.bin").getByText("this file is not there any more").waitFor();
  await said(page, /gone\.bin: Left out: this file is not there any more/);
  await finished(page, "1 file uploaded, 1 left out");
  const asked = [];
  page.on("request", (request) => { if (request.method() === "PATCH") asked.push(request.headers()["upload-offset"]); });
  await rename(away, path);
  await chooseAgain(page, "gone.bin", path);
  await finished(page, "2 files uploaded");
  assert.deepEqual(await bytes(page, "Deleted/gone.bin"), content);
  assert.ok(Number(asked[0]) > 1_000_000, `it went on where it was: ${asked}`);
});

test("a file that was changed after it was chosen is left out, and begins anew when it is chosen again", async (t) => {
  const page = await sender(t, "changer", "Changed");
  const path = await file("report.bin", randomBytes(9_000_000));
  await fileInput(page).setInputFiles(path);
  await someSent(page, "report.bin");
  await page.locator('[data-do="pause-all"]').click();
  const other = randomBytes(9_000_000);
  await writeFile(path, other);
  await utimes(path, new Date(), new Date(Date.now() + 5000)); // clocks of files may tick in seconds
  await throttle(page, -1);
  await page.locator('[data-do="resume-all"]').click();
  await line(page, "report.bin").getByText("this file was changed after you had chosen it").waitFor();
  await finished(page, "1 left out");
  await chooseAgain(page, "report.bin", path);
  await finished(page, "1 file uploaded");
  assert.deepEqual(await bytes(page, "Changed/report.bin"), other, "nothing of the old bytes");
  const left = await (await page.request.get(`${portal.origin}/uploads`, { headers: { accept: "application/json" } })).json();
  assert.deepEqual(left.uploads, [], "the first half is not left over");
});

test("a file that was cut short while it was sent is left out", async (t) => {
  const page = await sender(t, "cutter", "Cut");
  const path = await file("log.bin", randomBytes(9_000_000));
  await fileInput(page).setInputFiles(path);
  await someSent(page, "log.bin");
  await truncate(path, 3000);
  await utimes(path, new Date(), new Date(Date.now() + 5000));
  await throttle(page, -1);
  await line(page, "log.bin").getByText("Left out").waitFor();
  assert.deepEqual(await names(page, "Cut/"), []);
});

test("another file can take the place of one that is gone", async (t) => {
  const page = await sender(t, "replacer", "Other");
  const path = await file("draft.bin", randomBytes(9_000_000));
  await fileInput(page).setInputFiles(path);
  await someSent(page, "draft.bin");
  await page.locator('[data-do="pause-all"]').click();
  await rm(path);
  await throttle(page, -1);
  await page.locator('[data-do="resume-all"]').click();
  await line(page, "draft.bin").getByText("Left out").waitFor();
  await chooseAgain(page, "draft.bin", await file("final.txt", "final"));
  await finished(page, "1 file uploaded");
  assert.deepEqual(await names(page, "Other/"), ["final.txt"]);
});

test("a file that is gone is sent from its copy in the browser, where there is one", async (t) => {
  const page = await signedIn(t, { portal, browser }, "keeper", { role: "editor" });
  await inFolder(portal, page, "Kept");
  await throttle(page, 300_000);
  const content = randomBytes(9_000_000);
  const path = await file("stick.bin", content);
  await fileInput(page).setInputFiles(path);
  await untilKept(page);
  await page.locator('[data-do="pause-all"]').click();
  await rm(path);
  await throttle(page, -1);
  await page.locator('[data-do="resume-all"]').click();
  await finished(page, "1 file uploaded");
  assert.deepEqual(await bytes(page, "Kept/stick.bin"), content);
});

test("a row that is left out looks right on a phone and on a desk, and is worked by keyboard", async (t) => {
  const page = await sender(t, "looker", "Looks");
  const path = await file("a file with quite a long name that does not fit into the width of a phone.bin", randomBytes(6_000_000));
  await fileInput(page).setInputFiles(path);
  await someSent(page, "a file with");
  await page.locator('[data-do="pause-all"]').click();
  await rm(path);
  await page.locator('[data-do="resume-all"]').click();
  await line(page, "a file with").getByText("Left out").waitFor();
  await checkEverywhere(page, "a row that is left out");
  const again = line(page, "a file with").getByRole("button", { name: "Choose the file again" });
  await page.locator('#uploads [data-do="fold"]').focus();
  for (let steps = 0; steps < 6 && !(await again.evaluate((button) => button === document.activeElement)); steps++) await page.keyboard.press("Tab");
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles([]);
  await again.waitFor();
});

test("a dropped tree arrives whole, with its empty folders", async (t) => {
  const page = await signedIn(t, { portal, browser }, "dropper", { role: "editor" });
  await inFolder(portal, page, "Trees");
  const top = join(await mkdtemp(join(files, "dropped-")), "Project");
  await mkdir(join(top, "empty", "deeper", "deepest"), { recursive: true });
  await mkdir(join(top, "full", "bare"), { recursive: true });
  await writeFile(join(top, "full", "a.txt"), "a");
  await writeFile(join(top, "b.txt"), "b");
  await chmod(join(top, ".."), 0o755);
  await dropPaths(page, [top]);
  await finished(page, "2 files uploaded, 2 empty folders made");
  assert.deepEqual((await names(page, "Trees/Project/")).sort(), ["b.txt", "empty", "full"]);
  assert.deepEqual(await names(page, "Trees/Project/empty/deeper/"), ["deepest"]);
  assert.deepEqual((await names(page, "Trees/Project/full/")).sort(), ["a.txt", "bare"]);
  // Once more: what is there already is no hindrance for folders.
  await page.goto(`${portal.origin}/files/Trees/`);
  await dropPaths(page, [join(top, "empty")]);
  await finished(page, "1 empty folder made");
  await page.goto(`${portal.origin}/files/Trees/`);
  await dropPaths(page, [join(top, "empty")]);
  await finished(page, "1 empty folder made");
  assert.deepEqual(await names(page, "Trees/empty/deeper/"), ["deepest"]);
});

test("what cannot be read of a dropped tree is listed with its name and reason, and the rest goes on", async (t) => {
  const unprivileged = await unprivilegedChromium(files);
  const page = await signedIn(t, { portal, browser: unprivileged }, "shut", { role: "editor" });
  await inFolder(portal, page, "Shut");
  const top = join(await mkdtemp(join(files, "shut-")), "Archive");
  await mkdir(join(top, "locked"), { recursive: true });
  await mkdir(join(top, "only secrets"));
  await writeFile(join(top, "locked", "hidden.txt"), "hidden");
  await writeFile(join(top, "only secrets", "secret.txt"), "secret");
  await writeFile(join(top, "open.txt"), "open");
  await chmod(join(top, ".."), 0o755);
  await chmod(join(top, "locked"), 0);
  await chmod(join(top, "only secrets", "secret.txt"), 0);
  await dropPaths(page, [top]);
  await line(page, "Archive/locked").getByText("this folder cannot be read").waitFor();
  await line(page, "Archive/only secrets/secret.txt").getByText("cannot be read").waitFor();
  await said(page, /were left out|Left out/);
  await page.locator("#uploads [data-summary]", { hasText: /^1 file uploaded, .*2 left out$/ }).waitFor();
  await checkEverywhere(page, "a tree that could not be read whole");
  assert.deepEqual((await names(page, "Shut/Archive/")).filter((name) => name !== "only secrets"), ["open.txt"]);
});
