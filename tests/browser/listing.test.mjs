// Lists of documents: with a mouse, with the keyboard, and without scripts.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { check } from "./looks.mjs";
import * as person from "./person.mjs";
import { startPortal } from "./portal.mjs";

const FOLDER = {
  "alpha/inside.txt": "1",
  "beta/inside.txt": "22",
  "apple.txt": "an apple",
  "banana 9.txt": "nine",
  "banana 10.txt": "ten",
  "cherry.csv": "a,b\n1,2\n",
  "README.md": "# Fruit\n\nRead <b>me</b>.",
  "a name that is so long that no window of a phone can ever show it in one line, whatever the size of its letters.txt": "x",
  "דוח שנתי.txt": "x",
};

let portal, browser, trees;

before(async () => {
  portal = await startPortal();
  browser = await startChromium();
  trees = await mkdtemp(join(tmpdir(), "latchkey-listing-"));
  for (const [path, text] of Object.entries(FOLDER)) {
    await mkdir(join(trees, "fruit", path, ".."), { recursive: true });
    await writeFile(join(trees, "fruit", path), text);
  }
  await portal.latchkey("import", trees);
});

after(async () => {
  await browser?.close();
  await portal?.stop();
  if (trees) await rm(trees, { recursive: true, force: true });
});

const signedIn = (t, name, role, options) => person.signedIn(t, { portal, browser }, name, { role, at: "/files/fruit/", ...options });

const name = (page, text) => page.getByRole("link", { name: text, exact: true });
const box = (page, text) => page.getByRole("checkbox", { name: `Select ${text}`, exact: true });
const focused = (page) => page.evaluate(() => document.activeElement.textContent.trim());
const selected = (page) => page.locator("tbody .pick input:checked").evaluateAll((boxes) => boxes.map((one) => one.getAttribute("aria-label").slice("Select ".length)));

test("axe finds nothing in lists and tiles, chosen from, on a phone and on a desk", async (t) => {
  const page = await signedIn(t, "axe", "editor");
  for (const view of ["list", "tiles"]) {
    for (const width of [360, 1280]) {
      for (const colorScheme of ["light", "dark"]) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        await page.goto(`${portal.origin}/files/fruit/?view=${view}`);
        await box(page, "apple.txt").check();
        await check(page, `${view}, ${width} px, ${colorScheme}`);
      }
    }
  }
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
  await check(page, "the keyboard's help");
});

test("without JavaScript the list is sorted, shown as tiles, starred and downloaded", async (t) => {
  const page = await signedIn(t, "plain", "reader", { javaScriptEnabled: false });
  await page.getByRole("link", { name: "Size", exact: true }).click();
  await page.getByRole("link", { name: "Size", exact: true }).click();
  assert.match(await page.locator("tbody tr:not([data-folder]) .name").first().innerText(), /README\.md/);
  await page.getByRole("link", { name: "Tiles" }).click();
  assert.equal(await page.locator("#entries").getAttribute("data-view"), "tiles");
  await page.goto(`${portal.origin}/files/fruit/`);
  assert.equal(await page.locator("#entries").getAttribute("data-view"), "tiles", "remembered");
  await page.getByRole("button", { name: "Favourite: apple.txt" }).click();
  await page.waitForURL(`${portal.origin}/files/fruit/`);
  assert.equal(await page.getByRole("button", { name: "Favourite: apple.txt" }).getAttribute("aria-pressed"), "true");
  await page.getByRole("link", { name: "Show folder sizes" }).click();
  assert.match(await page.locator("tr[data-folder]", { hasText: "beta" }).innerText(), /2 B/);
  await page.getByRole("link", { name: "Favourites" }).click();
  await name(page, "apple.txt").waitFor();
});

test("what was chosen is there at the first paint", async (t) => {
  const page = await signedIn(t, "chooser", "reader");
  await page.getByRole("link", { name: "Tiles" }).click();
  const answer = await page.context().request.get(`${portal.origin}/files/fruit/`);
  assert.match(await answer.text(), /data-view="tiles"/);
});

test("rows are selected by click, Shift, Ctrl and box", async (t) => {
  const page = await signedIn(t, "selector", "editor");
  const cell = (text) => page.locator("tbody tr", { has: name(page, text) }).locator(".type");
  await cell("apple.txt").click();
  assert.deepEqual(await selected(page), ["apple.txt"]);
  await cell("banana 10.txt").click({ modifiers: ["Shift"] });
  assert.deepEqual(await selected(page), ["apple.txt", "banana 9.txt", "banana 10.txt"]);
  await cell("banana 9.txt").click({ modifiers: ["Control"] });
  assert.deepEqual(await selected(page), ["apple.txt", "banana 10.txt"]);
  await box(page, "cherry.csv").check();
  assert.equal((await selected(page)).length, 3);
  await page.getByText("3 selected").first().waitFor();
  await page.getByRole("checkbox", { name: "Select everything" }).check();
  assert.equal((await selected(page)).length, Object.keys(FOLDER).length);
  await page.getByRole("button", { name: "Select nothing" }).click();
  assert.deepEqual(await selected(page), []);
  assert.equal(await page.locator("tr[aria-selected=true]").count(), 0);
});

test("the keyboard goes through the list, and takes nothing from fields", async (t) => {
  const page = await signedIn(t, "typist", "editor");
  await page.keyboard.press("ArrowDown");
  assert.match(await focused(page), /^alpha/);
  await page.keyboard.press("ArrowDown");
  assert.match(await focused(page), /^beta/);
  await page.keyboard.type("ban");
  assert.equal(await focused(page), "banana 9.txt");
  await page.keyboard.press("Shift+ArrowDown");
  assert.deepEqual(await selected(page), ["banana 9.txt", "banana 10.txt"]);
  await page.keyboard.press("Control+Space");
  assert.deepEqual(await selected(page), ["banana 9.txt"]);
  await page.keyboard.press("Control+a");
  assert.equal((await selected(page)).length, Object.keys(FOLDER).length);
  await page.keyboard.press("Escape");
  assert.deepEqual(await selected(page), []);
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  assert.match(await focused(page), /^alpha/);
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement.className), "star");
  // One stop for Tab in the whole list.
  assert.equal(await page.locator("#entries tbody [tabindex='0']").count(), 1);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Space");
  await page.waitForURL(`${portal.origin}/files/fruit/alpha/`);
  await page.keyboard.press("Backspace");
  await page.waitForURL(`${portal.origin}/files/fruit/`);
  await name(page, "apple.txt").focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.waitForURL(`${portal.origin}/files/`);
  await page.goto(`${portal.origin}/files/fruit/`);
  await page.keyboard.press("F1");
  const help = page.getByRole("dialog", { name: "Keyboard" });
  await help.waitFor();
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "hidden" });
  await name(page, "apple.txt").focus();
  await page.keyboard.press("F2");
  const field = page.getByRole("textbox", { name: "New name" });
  await field.fill("");
  await page.keyboard.type("? nothing else happens ");
  assert.equal(await field.inputValue(), "? nothing else happens ");
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("dialog").count(), 0);
});

test("a reader's keys change nothing", async (t) => {
  const page = await signedIn(t, "reading", "reader");
  await name(page, "apple.txt").focus();
  for (const key of ["F2", "Delete", "Control+x", "Control+v"]) await page.keyboard.press(key);
  assert.equal(await page.getByRole("dialog").count(), 0);
  assert.equal(page.url(), `${portal.origin}/files/fruit/`.replace(/$/, new URL(page.url()).search));
  assert.equal(await page.evaluate(() => sessionStorage.getItem("latchkey-clipboard")), null);
});

test("tiles: up and down go by lines", async (t) => {
  const page = await signedIn(t, "tiler", "reader");
  await page.goto(`${portal.origin}/files/fruit/?view=tiles`);
  await page.keyboard.press("ArrowDown");
  const first = await page.evaluate(() => document.activeElement.closest("tr").offsetLeft);
  await page.keyboard.press("ArrowDown");
  const [left, index] = await page.evaluate(() => [document.activeElement.closest("tr").offsetLeft, [...document.querySelectorAll("tbody tr")].indexOf(document.activeElement.closest("tr"))]);
  assert.equal(left, first);
  assert.ok(index > 1, "more than one tile further");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await page.evaluate(() => [...document.querySelectorAll("tbody tr")].indexOf(document.activeElement.closest("tr"))), index - 1);
});

test("a star is set without leaving the place", async (t) => {
  const page = await signedIn(t, "stargazer", "reader");
  const star = page.getByRole("button", { name: "Favourite: cherry.csv" });
  const before = await page.evaluate(() => performance.timeOrigin);
  for (const pressed of ["true", "false", "true"]) {
    const sent = page.waitForResponse((answer) => /favourite$/.test(answer.url()));
    await star.click();
    assert.equal((await sent).status(), 204);
    assert.equal(await star.getAttribute("aria-pressed"), pressed);
  }
  assert.equal(await page.evaluate(() => performance.timeOrigin), before, "the same page");
  await page.goto(`${portal.origin}/favourites`);
  await name(page, "cherry.csv").waitFor();
});

test("sizes of folders come afterwards", async (t) => {
  const page = await signedIn(t, "sizer", "reader");
  await page.locator("tr[data-folder]", { hasText: "beta" }).getByText("2 B").waitFor();
});

test("Back to a list after signing out shows nothing", async (t) => {
  const page = await signedIn(t, "gone", "reader");
  await page.evaluate(() => scrollTo(0, 100));
  await page.goto(`${portal.origin}/logout`);
  await page.locator("main").getByRole("button", { name: /sign out/i }).first().click();
  await page.getByRole("button", { name: /yes, sign me out/i }).click();
  await page.getByRole("heading", { name: /signed out/i }).waitFor();
  for (let steps = 0; steps < 3; steps += 1) {
    await page.goBack({ waitUntil: "load" }).catch(() => null);
    assert.equal(await page.getByText("apple.txt").filter({ visible: true }).count(), 0, `${steps + 1} × Back: ${page.url()}`);
  }
});
