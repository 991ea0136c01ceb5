// Whose browser it is: what one person's pages leave in it, the next person neither sees nor sends.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { checkEverywhere } from "./looks.mjs";
import { bytes, names } from "./pages.mjs";
import { signedIn, signInAs } from "./person.mjs";
import { startPortal } from "./portal.mjs";
import { fileInput, finished, inFolder, kept, line, throttle, untilKept, untilTidy, waiting } from "./uploads.mjs";

let portal, browser;

before(async () => {
  portal = await startPortal();
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

const SECRET = "only for the eyes of the first person";
const binary = (name, buffer) => ({ name, mimeType: "application/octet-stream", buffer });

/** An editor whose upload of a legible file waits in the browser. */
async function withWaiting(t, name, folder, size = 3_000_000) {
  const page = await signedIn(t, { portal, browser }, name, { role: "editor" });
  await inFolder(portal, page, folder);
  await throttle(page, 100_000);
  await fileInput(page).setInputFiles(binary("salaries.txt", Buffer.from(SECRET.repeat(Math.ceil(size / SECRET.length)))));
  await untilKept(page);
  return page;
}

const leave = (page) => page.getByRole("dialog", { name: "Uploads are not finished" });

test("signing out tells of uploads that would stop, and staying goes on with them", async (t) => {
  const page = await withWaiting(t, "stayer", "Staying");
  await page.getByRole("button", { name: "Sign out" }).click();
  await leave(page).getByText("1 upload is not finished. If you sign out now, it stops").waitFor();
  await checkEverywhere(page, "the question before signing out");
  await page.keyboard.press("Enter"); // staying is what the keyboard is at
  await leave(page).waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Sign out" }).click();
  await leave(page).waitFor();
  await page.keyboard.press("Escape");
  await throttle(page, -1);
  await finished(page, "1 file uploaded");
});

test("signing out counts the uploads of other tabs, too", async (t) => {
  const page = await withWaiting(t, "tabber", "Tabs");
  const other = await page.context().newPage();
  await other.goto(`${portal.origin}/account`);
  await other.getByRole("button", { name: "Sign out" }).first().click();
  await leave(other).getByText("1 upload is not finished").waitFor();
});

test("after signing out nothing of the uploads is left in the browser, and open tabs give way", async (t) => {
  const page = await withWaiting(t, "leaver", "Leaving");
  const context = page.context();
  const tab = await context.newPage();
  await tab.goto(`${portal.origin}/files/Leaving/`);
  await page.goto(`${portal.origin}/logout`).catch(() => null);
  const asked = [];
  page.on("dialog", (dialog) => { asked.push(dialog.type()); return dialog.accept(); });
  await page.getByRole("button", { name: /only/i }).click();
  const signedOut = page.getByRole("heading", { name: "Signed out" });
  await leave(page).or(signedOut).first().waitFor(); // the locks are looked at first
  if (await leave(page).count()) await leave(page).getByRole("button", { name: "Sign out all the same" }).click();
  await signedOut.waitFor();
  await tab.waitForURL(`${portal.origin}/logout`);
  assert.deepEqual(asked, [], "one question is enough");
  assert.deepEqual(await kept(page), { databases: [], local: ["latchkey-person"], session: ["latchkey-person"] });
  assert.equal(await page.evaluate(() => localStorage.getItem("latchkey-person")), "", "and that says nobody");
});

test("what waits in the browser is of no use without a session of the same person", async (t) => {
  const page = await withWaiting(t, "sealed", "Sealed");
  const found = await page.evaluate(async () => {
    const database = await new Promise((done) => { indexedDB.open("latchkey-uploads").onsuccess = ({ target }) => done(target.result); });
    const all = (store) => new Promise((done) => { database.transaction(store).objectStore(store).getAll().onsuccess = ({ target }) => done(target.result); });
    const words = (value) => (value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder("latin1").decode(value) : value && typeof value === "object" ? Object.values(value).map(words).join(" ") : String(value));
    const items = await all("items");
    const pieces = await all("pieces");
    database.close();
    return { items: items.length, pieces: pieces.length, words: words(items) + words(pieces) };
  });
  assert.deepEqual([found.items, found.pieces], [1, 1]);
  for (const secret of ["eyes of the first", "salaries", "Sealed"]) assert.ok(!found.words.includes(secret), `${secret} is legible`);
  // Nobody is handed the key of somebody else, or any without a session.
  const mine = await (await page.request.get(`${portal.origin}/account/shelf-key`)).json();
  const other = await signedIn(t, { portal, browser }, "other", { role: "editor" });
  const theirs = await (await other.request.get(`${portal.origin}/account/shelf-key`)).json();
  assert.notEqual(mine.person, theirs.person);
  assert.notEqual(mine.keys[0], theirs.keys[0]);
  await page.context().clearCookies();
  assert.equal((await page.request.get(`${portal.origin}/account/shelf-key`)).status(), 401);
});

test("a reload goes on with the sealed file, byte for byte", async (t) => {
  const page = await signedIn(t, { portal, browser }, "reloader", { role: "editor" });
  await inFolder(portal, page, "Sealed again");
  const large = randomBytes(11_000_003);
  await throttle(page, 1_000_000);
  await fileInput(page).setInputFiles(binary("large.bin", large));
  await untilKept(page, 2_000_000);
  page.on("dialog", (dialog) => dialog.accept());
  await page.reload();
  await line(page, "large.bin").waitFor();
  await throttle(page, -1);
  await finished(page, "1 file uploaded");
  assert.deepEqual(await bytes(page, "Sealed%20again/large.bin"), large);
});

test("the next person in the same browser neither sees nor sends what the one before has left", async (t) => {
  const page = await withWaiting(t, "first", "First");
  await page.locator('[data-do="pause-all"]').click();
  // The session ends without a word, and somebody else signs in.
  await page.context().clearCookies();
  await portal.latchkey("role", "set", "second@example.com", "editor");
  const tab = await page.context().newPage();
  await tab.goto(`${portal.origin}/files/`);
  await signInAs(tab, "second");
  await tab.waitForURL(`${portal.origin}/files/**`);
  await page.waitForURL(`${portal.origin}/files/`); // the first person's page gives way
  for (const shown of [tab, page]) {
    await shown.getByText("second").first().waitFor();
    await untilTidy(shown);
    assert.equal(await shown.locator("#uploads").isVisible(), false);
  }
  assert.equal(await waiting(tab), 0);
  assert.deepEqual(await names(tab, "First/"), []);
});

test("a page that has not heard of the next person sends nothing under their name, and gives way", async (t) => {
  const page = await signedIn(t, { portal, browser }, "unaware", { role: "editor" });
  await page.addInitScript(() => { delete globalThis.BroadcastChannel; });
  await inFolder(portal, page, "Unaware");
  await portal.latchkey("role", "set", "unforeseen@example.com", "editor");
  await page.context().clearCookies();
  const tab = await page.context().newPage();
  await tab.goto(`${portal.origin}/files/`);
  await signInAs(tab, "unforeseen");
  await tab.waitForURL(`${portal.origin}/files/**`);
  assert.equal(await page.getByRole("heading", { name: "Unaware" }).count(), 1, "it has not heard");
  await fileInput(page).setInputFiles(binary("mine.txt", Buffer.from(SECRET)));
  await page.waitForURL(`${portal.origin}/files/`);
  assert.deepEqual(await names(tab, "Unaware/"), []);
  assert.deepEqual(await (await tab.request.get(`${portal.origin}/uploads`, { headers: { accept: "application/json" } })).json(), { uploads: [] });
});

test("what is left goes with the first page of a reader, too, who has no queue", async (t) => {
  const page = await withWaiting(t, "editing", "Handed on");
  await page.context().clearCookies();
  page.on("dialog", (dialog) => dialog.accept());
  await portal.latchkey("role", "set", "onlooker@example.com", "reader");
  await page.goto(`${portal.origin}/files/`);
  await signInAs(page, "onlooker");
  await page.waitForURL(`${portal.origin}/files/**`);
  await untilTidy(page);
  assert.deepEqual((await kept(page)).databases, []);
});

test("what is left goes with a page that is shown to nobody", async (t) => {
  const page = await withWaiting(t, "forgetter", "Nobody");
  page.on("dialog", (dialog) => dialog.accept());
  await page.context().clearCookies();
  await page.goto(`${portal.origin}/nowhere`);
  await untilTidy(page);
  assert.deepEqual((await kept(page)).databases, []);
});

test("the chosen theme outlives signing out", async (t) => {
  const page = await signedIn(t, { portal, browser }, "dark", { role: "reader" });
  await page.locator("[data-theme-switch]").click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await page.goto(`${portal.origin}/logout`);
  await page.getByRole("button", { name: /only/i }).click();
  await page.getByRole("heading", { name: "Signed out" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
});
