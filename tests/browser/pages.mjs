// What a person does on the pages, with and without scripts, at any width.
import assert from "node:assert/strict";

/** Opens the form or the menu of that name; where a menu lies around it, that one first. */
export async function open(page, words) {
  const summary = page.locator("main summary", { hasText: words }).first();
  const menu = page.locator("main .menu", { has: page.locator(".menu-panel summary", { hasText: words }) }).first();
  if ((await menu.count()) && (await menu.getAttribute("open")) === null) await menu.locator("summary").first().click();
  await summary.click();
}

/** Chooses a link or a button of a folder's menu. */
export async function choose(page, menu, words) {
  await open(page, menu);
  await page.locator(".menu-panel").locator("a:visible, button:visible", { hasText: words }).first().click();
}

/** Waits for what a page says after a change; else tells what it says instead. */
export async function notice(page, words) {
  try {
    await page.locator(".notice", { hasText: words }).waitFor();
  } catch (error) {
    throw new Error(`${words} is not said at ${page.url()}, which reads: ${await page.locator("main").innerText()}`, { cause: error });
  }
}

/** Makes a folder in the first one; then the page shows it. */
export async function newFolder(page, name) {
  const origin = new URL(page.url()).origin;
  await page.goto(`${origin}/files/`);
  await open(page, "New folder");
  await page.getByLabel("Name of the new folder").fill(name);
  await page.getByRole("button", { name: "Make it" }).click();
  await notice(page, "The folder is there");
  await page.getByRole("heading", { name, exact: true, level: 1 }).waitFor();
}

/** The names in a folder, told by the server. */
export async function names(page, path) {
  const answer = await page.request.get(`${new URL(page.url()).origin}/api/files/${path}`);
  assert.equal(answer.status(), 200, path);
  return (await answer.json()).entries.map((entry) => entry.name);
}

/** The bytes of a document, told by the server. */
export async function bytes(page, path) {
  const answer = await page.request.get(`${new URL(page.url()).origin}/files/${path}?download`);
  assert.equal(answer.status(), 200, path);
  return answer.body();
}
