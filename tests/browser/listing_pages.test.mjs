// A folder of thousands comes in pages, which the scripts put together.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import * as person from "./person.mjs";
import { startPortal } from "./portal.mjs";
import { fileInput, finished } from "./uploads.mjs";

const MANY = 1201;
const SOME = 600; // three pages

let portal, browser, trees;

before(async () => {
  portal = await startPortal();
  browser = await startChromium();
  trees = await mkdtemp(join(tmpdir(), "latchkey-pages-"));
  for (const [folder, count] of [["many", MANY], ["some", SOME]]) {
    await mkdir(join(trees, folder));
    for (let number = 1; number <= count; number += 1) await writeFile(join(trees, folder, `entry ${number}.txt`), String(number));
  }
  await mkdir(join(trees, "some", "below"));
  await writeFile(join(trees, "some", "below", "inside.txt"), "22");
  await portal.latchkey("import", trees);
});

after(async () => {
  await browser?.close();
  await portal?.stop();
  if (trees) await rm(trees, { recursive: true, force: true });
});

const signedIn = (t, name, role, folder) => person.signedIn(t, { portal, browser }, name, { role, at: `/files/${folder}/` });

const name = (page, text) => page.getByRole("link", { name: text, exact: true });
const rows = (page, count) => page.waitForFunction((wanted) => document.querySelectorAll("#entries tbody tr").length === wanted, count);

/** Holds back the pages of a list after the first; `ask` is settled when one is wanted, `go` lets them come. */
async function heldBack(page) {
  let go, wanted;
  const held = new Promise((done) => { go = done; });
  const asked = new Promise((done) => { wanted = done; });
  await page.route(/[?&]after=/, async (route) => {
    wanted();
    await held;
    await route.continue();
  });
  return { asked, go };
}

test("a folder of thousands is whole after a while, and Back leads to the place in it", async (t) => {
  const page = await signedIn(t, "scroller", "reader", "many");
  await rows(page, MANY);
  const names = await page.locator("tbody .name a").allTextContents();
  assert.deepEqual(names, Array.from({ length: MANY }, (_, number) => `entry ${number + 1}.txt`));
  assert.match(await page.locator("tbody tr").last().locator("time").textContent(), /\d:\d\d/, "times of later pages are local, too");
  assert.equal(await page.locator("#entries tbody [tabindex='0']").count(), 1);

  const row = page.locator("tbody tr", { has: name(page, "entry 1100.txt") });
  await row.scrollIntoViewIfNeeded();
  await page.evaluate(() => new Promise(requestAnimationFrame));
  const before = await row.evaluate((element) => element.getBoundingClientRect().top);
  await page.goto(`${portal.origin}/recent`);
  await page.goBack();
  await row.waitFor();
  await page.waitForFunction(([id, top]) => {
    const found = document.querySelector(`tr[data-id="${id}"]`);
    return found && Math.abs(found.getBoundingClientRect().top - top) < 60;
  }, [await row.getAttribute("data-id"), before]);
});

test("Back to a place on the second page brings the pages after it as well", async (t) => {
  const page = await signedIn(t, "leafer", "reader", "many");
  await rows(page, MANY);
  await page.locator("tbody tr", { has: name(page, "entry 300.txt") }).scrollIntoViewIfNeeded();
  await page.goto(`${portal.origin}/recent`);
  const { asked, go } = await heldBack(page);
  await page.goBack();
  await asked;
  await page.evaluate(() => new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))); // the list goes on in idle times
  go();
  await rows(page, MANY);
});

test("everything is selected, what has not come yet as well", async (t) => {
  const page = await signedIn(t, "collector", "reader", "some");
  const { asked, go } = await heldBack(page);
  await page.goto(`${portal.origin}/files/some/`);
  await asked;
  await page.getByRole("checkbox", { name: "Select everything" }).check();
  go();
  await page.getByText(`${SOME + 1} selected`).first().waitFor();
});

test("after an upload the list of a long folder is whole again, with sizes, and Tab leads into it", async (t) => {
  const page = await signedIn(t, "adder", "editor", "some");
  await rows(page, SOME + 1);
  await fileInput(page).setInputFiles({ name: "a new one.txt", mimeType: "text/plain", buffer: Buffer.from("new") });
  await finished(page, "1 file uploaded");
  await rows(page, SOME + 2);
  await name(page, "a new one.txt").waitFor();
  await page.locator("tr[data-folder]", { hasText: "below" }).getByText("2 B").waitFor();
  assert.equal(await page.locator("#entries tbody [tabindex='0']").count(), 1, "one stop for Tab");
});
