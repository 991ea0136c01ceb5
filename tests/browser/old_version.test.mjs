// A page of the version before, whose scripts the site does not have any more: as when a new version starts between the
// page and its scripts, or when two copies of the program run different ones for a while.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { check } from "./looks.mjs";
import { bytes, names, notice, open } from "./pages.mjs";
import * as person from "./person.mjs";
import { startPortal } from "./portal.mjs";

const BEFORE = "0123456789abcdef";

let portal, browser, trees;

before(async () => {
  portal = await startPortal();
  browser = await startChromium();
  trees = await mkdtemp(join(tmpdir(), "latchkey-before-"));
  await mkdir(join(trees, "fruit", "alpha"), { recursive: true });
  for (const name of ["alpha/inside.txt", "apple.txt", "banana.txt", "cherry.csv"]) await writeFile(join(trees, "fruit", name), name);
  await portal.latchkey("import", trees);
});

after(async () => {
  await browser?.close();
  await portal?.stop();
  if (trees) await rm(trees, { recursive: true, force: true });
});

const isDocument = (route) => route.request().resourceType() === "document";

/**
 * Shows a page that names the scripts of the version before; what follows it is of today. `kept` are scripts of that
 * version which the browser still has. Gives what was answered for each script.
 */
async function goBefore(page, at, kept = []) {
  const answers = new Map();
  let today;
  const asked = (answer) => { if (/\.js$/.test(answer.url())) answers.set(answer.url().split("/").slice(5).join("/"), answer.status()); };
  page.on("response", asked);
  await page.route(`${portal.origin}${at}`, async (route) => {
    if (!isDocument(route) || today) return route.fallback();
    const answer = await route.fetch();
    const html = await answer.text();
    [, today] = html.match(/\/static\/([0-9a-f]{16})\/app\.js/);
    await route.fulfill({ response: answer, body: html.replaceAll(today, BEFORE) });
  });
  await page.route(`**/static/${BEFORE}/**`, async (route) => {
    const address = route.request().url();
    if (!kept.includes(address.split("/").at(-1))) return route.continue();
    await route.fulfill({ response: await route.fetch({ url: address.replace(BEFORE, today) }) });
  });
  await page.goto(`${portal.origin}${at}`);
  page.off("response", asked);
  return answers;
}

const signedIn = (t, name, role) => person.signedIn(t, { portal, browser }, name, { role, at: "/files/fruit/" });
const hasScripts = (page) => page.evaluate(() => document.documentElement.classList.contains("js"));
const isSeen = (page, selector) => page.locator(selector).first().isVisible();

test("a page whose scripts are gone shows what a page without scripts shows", async (t) => {
  const page = await signedIn(t, "looker", "editor");
  assert.ok(await hasScripts(page), "a page of today");
  const answers = await goBefore(page, "/files/fruit/");
  for (const name of ["app.js", "search.js", "listing.js", "listing-keys.js", "upload.js"]) assert.equal(answers.get(name), 404, name);
  assert.deepEqual([...answers].filter(([name, status]) => status !== 404 && !name.startsWith("vendor/")), [], "no script of two versions");
  assert.equal(await hasScripts(page), false);
  assert.equal(await isSeen(page, "[data-theme-switch]"), false, "nothing that only scripts can do");
  assert.ok(await page.getByRole("link", { name: "Show folder sizes" }).isVisible(), "what scripts would do is offered");
  assert.ok(await page.getByRole("button", { name: "Move", exact: true }).isVisible(), "what is done with selected things, too");
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await check(page, `a page of the version before, ${width} px`);
  }
});

test("forms of such a page work, and the page that answers has its scripts again", async (t) => {
  const page = await signedIn(t, "former", "editor");

  await goBefore(page, "/files/fruit/");
  await open(page, "New folder");
  await page.getByLabel("Name of the new folder").fill("new");
  await page.getByRole("button", { name: "Make it" }).click();
  await notice(page, "The folder is there");
  assert.ok(await hasScripts(page), "the next page");

  await goBefore(page, "/files/fruit/");
  await open(page, "Upload files");
  await page.getByLabel("Files", { exact: true }).setInputFiles({ name: "sent.txt", mimeType: "text/plain", buffer: Buffer.from("sent") });
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await notice(page, "Uploaded");
  assert.equal(String(await bytes(page, "fruit/sent.txt")), "sent");

  await goBefore(page, "/files/fruit/");
  await page.getByRole("button", { name: "Favourite: cherry.csv" }).click();
  await page.waitForURL(`${portal.origin}/files/fruit/`);
  await page.locator('.star[aria-pressed="true"]').waitFor();

  await goBefore(page, "/files/fruit/");
  await page.getByRole("checkbox", { name: "Select banana.txt" }).check();
  await page.getByRole("button", { name: "Move to trash" }).last().click();
  await notice(page, "to the trash");
  assert.deepEqual((await names(page, "fruit/")).sort(), ["alpha", "apple.txt", "cherry.csv", "new", "sent.txt"]);

  await goBefore(page, "/files/fruit/");
  await page.getByRole("searchbox", { name: "Search names and contents" }).fill("apple");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?/);
  await page.getByRole("heading", { name: "apple.txt" }).waitFor();
});

test("somebody signs out of such a page", async (t) => {
  const page = await signedIn(t, "leaver", "reader");
  await goBefore(page, "/files/fruit/");
  await page.getByRole("button", { name: /sign out/i }).first().click();
  await page.getByRole("button", { name: /yes, sign me out/i }).click();
  await page.getByRole("heading", { name: /signed out/i }).waitFor();
});

test("where the browser has kept some of those scripts, they do what they can beside the forms", async (t) => {
  const page = await signedIn(t, "keeper", "editor");
  const kept = ["app.js", "person.js", "page.js", "reader.js", "texts.js", "messages.js", "listing.js"];
  const answers = await goBefore(page, "/files/fruit/", kept);
  assert.deepEqual(kept.filter((name) => answers.get(name) !== 200), []);
  assert.equal(answers.get("upload.js"), 404);
  assert.equal(await hasScripts(page), false);
  const star = page.getByRole("button", { name: "Favourite: apple.txt" });
  await star.click();
  await page.locator('.star[aria-pressed="true"][aria-label="Favourite: apple.txt"]').waitFor();
  await open(page, "New folder");
  await page.getByLabel("Name of the new folder").fill("half");
  await page.getByRole("button", { name: "Make it" }).click();
  await notice(page, "The folder is there");
});
