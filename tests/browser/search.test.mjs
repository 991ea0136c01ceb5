// Finding documents: with the box while one types, on the page of hits, and without scripts.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { check } from "./looks.mjs";
import * as person from "./person.mjs";
import { startPortal } from "./portal.mjs";

const FILES = {
  "Harbour/lighthouse.txt": "The keeper counts <b>gulls</b> at dawn.",
  "Harbour/Deep/gulls.csv": "bird,count\ngull,12\n",
  "Office/keeper of keys.md": "# Keys\n\nnothing else",
};

let portal, browser, trees;

before(async () => {
  portal = await startPortal();
  browser = await startChromium();
  trees = await mkdtemp(join(tmpdir(), "latchkey-search-"));
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(join(trees, path, ".."), { recursive: true });
    await writeFile(join(trees, path), text);
  }
  await portal.latchkey("import", trees);
});

after(async () => {
  await browser?.close();
  await portal?.stop();
  if (trees) await rm(trees, { recursive: true, force: true });
});

async function signedIn(t, name, role, options) {
  const page = await person.signedIn(t, { portal, browser }, name, { role, at: "/files/Harbour/", ...options });
  // The words are read in the background.
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await page.request.get(`${portal.origin}/api/v1/search?q=dawn`);
    if ((await answer.json()).items.length) break;
    await page.waitForTimeout(100);
  }
  return page;
}

const options = (page) => page.getByRole("option");

test("hits appear while one types, and the keyboard leads to them", async (t) => {
  const page = await signedIn(t, "typist", "reader");
  await page.keyboard.press("/");
  const box = page.getByRole("combobox", { name: "Search names and contents" });
  assert.ok(await box.evaluate((node) => node === document.activeElement), "/ leads to the box");
  await page.keyboard.type("keep");
  await options(page).first().waitFor();
  assert.equal(await box.getAttribute("aria-expanded"), "true");
  assert.deepEqual(await options(page).locator(".hit-name").allTextContents(), [
    "keeper of keys.md", "lighthouse.txt", "Search in this folder for “keep”", "Search everywhere for “keep”",
  ]);
  await page.locator("#search-hits mark", { hasText: "keeper" }).waitFor();
  assert.equal(await page.locator("#search-hits b").count(), 0, "what a document says is text");
  await page.getByRole("status").filter({ hasText: "2 hits" }).waitFor({ state: "attached" });
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await box.getAttribute("aria-activedescendant"), "search-hits-1");
  assert.equal(await options(page).nth(1).getAttribute("aria-selected"), "true");
  await check(page, "the list of hits");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#search-hits").isVisible(), false);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter"); // the last but one: this folder
  await page.waitForURL(/\/search\?.*in=Harbour/);
  assert.deepEqual(await page.locator(".hit h2").allTextContents().then((all) => all.map((one) => one.trim())), ["lighthouse.txt"]);
  await page.getByLabel("Everywhere").check();
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("2 hits").waitFor();
});

test("a hit leads to the document, its folder to the folder", async (t) => {
  const page = await signedIn(t, "clicker", "reader");
  await page.goto(`${portal.origin}/search?q=gulls`);
  assert.equal(await page.locator(".hit").count(), 2);
  await page.getByRole("link", { name: "Harbour / Deep" }).click();
  await page.waitForURL(`${portal.origin}/files/Harbour/Deep/`);
  await page.goBack();
  await page.getByRole("link", { name: "lighthouse.txt" }).click();
  await page.waitForURL(/\/d\/[0-9a-f-]{36}$/);
  await page.getByRole("heading", { name: "lighthouse.txt" }).waitFor();
});

test("without scripts the box is a form, and the page offers the folder it came from", async (t) => {
  const page = await signedIn(t, "plain", "reader", { javaScriptEnabled: false });
  await page.getByRole("searchbox", { name: "Search names and contents" }).fill("gulls");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?/);
  assert.equal(await page.locator(".hit").count(), 2);
  await page.getByLabel("In Harbour").check();
  await page.getByText("Filters").click();
  await page.getByLabel("Type").selectOption("office");
  await page.getByRole("button", { name: "Search" }).click();
  await page.waitForURL(/kind=office/);
  assert.deepEqual((await page.locator(".hit h2").allTextContents()).map((one) => one.trim()), ["gulls.csv"]);
  await page.goto(`${portal.origin}/search?q=nothing+of+that+kind&kind=pdf`);
  await page.getByText("Nothing found.").waitFor();
  await page.getByRole("link", { name: "Search without filters" }).click();
  assert.match(page.url(), /\/search\?q=nothing/);
  assert.doesNotMatch(page.url(), /kind=/);
});

test("administrators see how far reading has come", async (t) => {
  const page = await signedIn(t, "keeper", "admin");
  await page.getByRole("link", { name: "Search index" }).click();
  await page.getByRole("heading", { name: "Search index" }).waitFor();
  await page.getByText("the PDF is damaged").waitFor();
  await page.getByRole("button", { name: "Try all of them again" }).click();
  await page.getByText("They wait to be read again.").waitFor();
});

test("axe finds nothing, on a phone and on a desk", async (t) => {
  const page = await signedIn(t, "axe", "admin");
  for (const width of [360, 1280]) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      for (const address of ["/search", "/search?q=gulls&kind=text&here=Harbour", "/search?q=qqq", "/search?kind=x", "/admin/index"]) {
        await page.goto(portal.origin + address);
        await check(page, `${address} at ${width}, ${colorScheme}`);
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${address.replace(/\W+/g, "-")}-${width}-${colorScheme}.png`, fullPage: true });
      }
      await page.goto(`${portal.origin}/files/Harbour/`);
      await page.keyboard.press("/");
      await page.keyboard.type("gulls");
      await options(page).first().waitFor();
      await check(page, `the box at ${width}, ${colorScheme}`);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/box-${width}-${colorScheme}.png` });
    }
  }
});
