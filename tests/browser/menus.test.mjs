// Menus and the way through the site: on a phone, by keyboard, with and without scripts.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { check } from "./looks.mjs";
import { choose, open } from "./pages.mjs";
import * as person from "./person.mjs";
import { startPortal } from "./portal.mjs";

let portal, browser, trees;

before(async () => {
  portal = await startPortal();
  browser = await startChromium();
  trees = await mkdtemp(join(tmpdir(), "latchkey-menus-"));
  await mkdir(join(trees, "fruit", "alpha"), { recursive: true });
  for (const name of ["alpha/inside.txt", "apple.txt", "banana.txt", "cherry.csv"]) await writeFile(join(trees, "fruit", name), name);
  await portal.latchkey("import", trees);
});

after(async () => {
  await browser?.close();
  await portal?.stop();
  if (trees) await rm(trees, { recursive: true, force: true });
});

const signedIn = (t, name, role, options) => person.signedIn(t, { portal, browser }, name, { role, at: "/files/fruit/", ...options });

const focused = (page) => page.evaluate(() => document.activeElement.textContent.trim());

for (const javaScriptEnabled of [true, false]) {
  test(`on a phone one row of menus stands above the list, ${javaScriptEnabled ? "with" : "without"} scripts`, async (t) => {
    const page = await signedIn(t, javaScriptEnabled ? "pocket" : "pocket-plain", "admin", { javaScriptEnabled, viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    const bar = await page.locator(".toolbar").boundingBox();
    assert.ok(bar.height <= 48, `one row: ${bar.height} px`);
    const first = await page.locator("#entries tbody tr").first().boundingBox();
    assert.ok(first.y < 740 / 2, `the first line at ${first.y} px`);
    for (const menu of ["Add", "More", "View"]) {
      await open(page, menu);
      const choices = page.locator(".toolbar").locator("summary:visible, a:visible, button:visible");
      for (const choice of await choices.all()) {
        const { width, height } = await choice.boundingBox();
        assert.ok(width >= 44 && height >= 44, `${menu}, ${await choice.innerText()}: ${width} × ${height} px`);
      }
      if (javaScriptEnabled) await check(page, `the menu ${menu} on a phone`); // axe needs them, too
      assert.equal(await page.locator(".menu[open]").count(), 1, "one menu at a time");
    }
    await page.goto(page.url()); // all menus are closed
    await choose(page, "View", "Size");
    await page.waitForURL(/sort=size/);
    await page.locator("#entries tbody tr").first().waitFor();
    await choose(page, "View", "Tiles");
    await page.locator("#entries[data-view=tiles]").waitFor();
    await choose(page, "View", "List");
    await page.locator("#entries[data-view=list]").waitFor();
  });
}

test("a menu opens and closes by keyboard, and closes when one goes elsewhere", async (t) => {
  const page = await signedIn(t, "opener", "editor");
  const more = page.locator("summary", { hasText: "More" });
  const isOpen = () => more.evaluate((summary) => summary.parentElement.open);
  await more.focus();
  await page.keyboard.press("Enter");
  assert.ok(await isOpen());
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByLabel("New name").first().fill("half a name");
  await page.keyboard.press("Escape");
  assert.ok(await isOpen(), "first the form");
  assert.equal(await focused(page), "Rename");
  await page.keyboard.press("Escape");
  assert.ok(!(await isOpen()), "then the menu");
  assert.equal(await focused(page), "More");
  await page.keyboard.press("Space");
  assert.ok(await isOpen());
  await page.locator("main h1").first().click();
  assert.ok(!(await isOpen()), "a click elsewhere");
  await more.click();
  await page.locator("summary", { hasText: "Add" }).focus();
  assert.ok(!(await isOpen()), "the focus elsewhere");
  assert.equal(page.url().split("?")[0], `${portal.origin}/files/fruit/`, "Escape has not led away");
});

test("the way through the site stays reachable on a phone", async (t) => {
  const page = await signedIn(t, "walker", "admin", { viewport: { width: 360, height: 740 } });
  for (const [link, heading] of [["Recent", "Recent"], ["Favourites", "Favourites"], ["People", "People"], ["Documents", "Documents"]]) {
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: link }).click();
    await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
  }
});
