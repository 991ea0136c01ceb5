// The whole way of a new colleague through the portal, once on a phone and once at a desk.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { startWholeChromium } from "./chromium.mjs";
import { check } from "./looks.mjs";
import { choose, names, newFolder, notice } from "./pages.mjs";
import { signedIn } from "./person.mjs";
import { startPortal } from "./portal.mjs";
import { finished, loseNetwork, summary, throttle } from "./uploads.mjs";

const run = promisify(execFile);
const HANDBOOK = await readFile(new URL("../../src/import/samples/handbook.pdf", import.meta.url));
const SENTENCE = "Keep the receipts: a photograph is enough.";
const SPOILT = Buffer.from("%PDF-1.4\nsomebody has saved the wrong thing under this name\n");

let portal, browser, files;

before(async () => {
  portal = await startPortal();
  browser = await startWholeChromium();
  files = await mkdtemp(join(tmpdir(), "latchkey-way-"));
  await mkdir(join(files, "Papers", "2026"), { recursive: true });
  await writeFile(join(files, "Papers", "handbook.pdf"), HANDBOOK);
  for (let number = 1; number < 200; number++) await writeFile(join(files, "Papers", number % 4 ? "2026" : "", `${number}.bin`), randomBytes(4000));
});

after(async () => {
  await browser?.close();
  await portal?.stop();
  if (files) await rm(files, { recursive: true });
});

/** As a hand does it: the menu, the choice, and the system's own window for files. */
async function upload(page, words, what) {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), choose(page, "Add", words)]);
  await chooser.setFiles(what);
}

/** Searches until the words of a new document have been read. */
async function search(page, words, name, folder) {
  const box = page.getByRole("combobox", { name: "Search names and contents" });
  const hit = page.getByRole("option").filter({ hasText: name }).filter({ hasText: folder });
  for (let tries = 0; tries < 100; tries++) {
    await box.fill("");
    await box.pressSequentially(words);
    await page.locator("#search-hits [role=option]").last().waitFor();
    if (await hit.waitFor({ timeout: 1000 }).then(() => true, () => false)) return hit;
  }
  throw new Error(`${name} is never found`);
}

/** What python's zipfile reads from it: each name with its size, after checking every sum. */
async function unzipped(path) {
  const { stdout } = await run("python3", ["-c", "import sys, zipfile, json\nwith zipfile.ZipFile(sys.argv[1]) as z:\n  assert z.testzip() is None\n  print(json.dumps({i.filename: i.file_size for i in z.infolist()}))", path]);
  return JSON.parse(stdout);
}

const WINDOWS = {
  phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
  desk: { viewport: { width: 1280, height: 800 } },
};

for (const [where, options] of Object.entries(WINDOWS)) {
  test(`a new colleague's whole way, ${where}`, async (t) => {
    let step = 0;
    const look = async (page, what) => {
      step += 1;
      if (process.env.LATCHKEY_SHOTS) await page.screenshot({ path: `${process.env.LATCHKEY_SHOTS}/${where}-${String(step).padStart(2, "0")}-${what}.png` });
    };
    const own = `Of the ${where}`;

    // Signs in; nobody has given a role yet, then somebody does.
    const page = await signedIn(t, { portal, browser }, `new-${where}`, options);
    await page.getByText(`new-${where}@example.com`).first().waitFor();
    await look(page, "no-role");
    await portal.latchkey("role", "set", `new-${where}@example.com`, "editor");
    const list = page.getByRole("link", { name: "Report.pdf", exact: true });
    for (let tries = 0; !(await list.count()) && tries < 50; tries++) {
      if (tries) await page.waitForTimeout(100);
      await page.goto(`${portal.origin}/files/`);
    }
    await list.waitFor();
    await look(page, "documents");

    // A folder of 200 files; the network goes in the middle.
    await newFolder(page, own);
    await look(page, "new-folder");
    await throttle(page, 300_000);
    await upload(page, "Upload a folder", join(files, "Papers"));
    await summary(page, /^[3-9]\d of 200 done$/).waitFor();
    await look(page, "under-way");
    await loseNetwork(page);
    await look(page, "no-network");
    await throttle(page, -1);
    await finished(page, "200 files uploaded");
    await look(page, "uploaded");
    await page.getByRole("button", { name: "Close the list of uploads" }).click();
    await page.getByRole("link", { name: "Papers" }).first().click();
    await page.getByRole("heading", { name: "Papers", level: 1 }).waitFor();
    assert.equal((await names(page, `${encodeURIComponent(own)}/Papers/`)).length, 51);
    assert.equal((await names(page, `${encodeURIComponent(own)}/Papers/2026/`)).length, 150);
    await look(page, "papers");

    // Finds the sentence of the PDF, opens it, and sees it.
    const hit = await search(page, SENTENCE, "handbook.pdf", own);
    await look(page, "hits");
    const seen = page.waitForResponse((answer) => answer.url().startsWith(portal.origin) && /application\/pdf/.test(answer.headers()["content-type"] ?? ""));
    await hit.click();
    await page.getByRole("heading", { name: "handbook.pdf", level: 1 }).waitFor();
    assert.equal((await seen).status(), 200);
    await page.locator("iframe[title='handbook.pdf']").waitFor();
    const document = page.url();
    assert.match(document, /\/d\/[0-9a-f-]{36}$/);
    await check(page, `the document, ${where}`);
    await look(page, "document");
    const current = async () => (await page.request.get(`${document}/file`)).body();

    // Replaces it by what is not meant, and gets the old version back.
    await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link", { name: "Papers" }).click();
    await upload(page, "Upload files", { name: "handbook.pdf", mimeType: "application/pdf", buffer: SPOILT });
    const dialog = page.getByRole("dialog", { name: "This name is taken" });
    await dialog.waitFor();
    await look(page, "taken");
    await dialog.getByRole("button", { name: "Replace as new version" }).click();
    await finished(page, "1 file uploaded");
    await page.getByRole("button", { name: "Close the list of uploads" }).click();
    await page.getByRole("link", { name: "handbook.pdf", exact: true }).click();
    // The viewer of PDF files takes the focus when it is there, and a click in that moment would go nowhere.
    await page.waitForLoadState("load");
    await page.getByRole("heading", { name: "Versions" }).scrollIntoViewIfNeeded();
    await look(page, "versions");
    assert.deepEqual(await current(), SPOILT);
    await page.getByRole("button", { name: "Restore version 1" }).click();
    await notice(page, "The old version is the current one again");
    await look(page, "old-version");
    assert.deepEqual(await current(), HANDBOOK);

    // Deletes it twice: once it is undone at once, once got back from the trash.
    await page.getByRole("button", { name: "Move to trash" }).click();
    await notice(page, "Moved to the trash");
    await look(page, "deleted");
    await page.getByRole("button", { name: "Undo" }).click();
    await notice(page, "Restored");
    await look(page, "undone");
    await page.goto(document);
    await page.getByRole("button", { name: "Move to trash" }).click();
    await notice(page, "Moved to the trash");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Trash" }).click();
    await page.getByRole("heading", { name: "Trash", level: 1 }).waitFor();
    await look(page, "trash");
    await page.getByRole("button", { name: "Restore handbook.pdf" }).first().click();
    await notice(page, "Restored");
    await look(page, "restored");
    assert.deepEqual(await current(), HANDBOOK);

    // Takes the whole folder home.
    await page.goto(`${portal.origin}/files/${encodeURIComponent(own)}/`);
    const [archive] = await Promise.all([page.waitForEvent("download"), choose(page, "More", "Zip")]);
    await look(page, "zip");
    assert.equal(archive.suggestedFilename(), `${own}.zip`);
    const entries = await unzipped(await archive.path());
    const documents = Object.keys(entries).filter((name) => !name.endsWith("/"));
    assert.equal(documents.length, 200);
    assert.equal(documents.filter((name) => /^[^/]+\/Papers\/2026\/\d+\.bin$/.test(name)).length, 150);
    assert.equal(entries[`${own}/Papers/handbook.pdf`], HANDBOOK.length);
  });
}
