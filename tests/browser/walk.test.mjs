// A person's way through the portal, as a browser sees it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import * as person from "./person.mjs";
import { DOCUMENTS, startPortal } from "./portal.mjs";

let portal, browser;

before(async () => {
  portal = await startPortal();
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

const newWindow = (t, options) => person.newWindow(t, browser, options);

const signedIn = (t, name, role, options) => person.signedIn(t, { portal, browser }, name, { role, ...options });

async function saved(page, link) {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test("a deep link leads through the sign-in to the very file", async (t) => {
  await portal.latchkey("role", "set", "deep@example.com", "reader");
  const page = await newWindow(t);
  await page.goto(`${portal.origin}/files/?sort=name`);
  assert.match(page.url(), /^http:\/\/localhost:\d+\/sign-in\//, "at the provider's form");
  await person.signInAs(page, "deep");
  await page.waitForURL(/\/files\/\?sort=name&_=\d+$/);
  await page.getByRole("link", { name: "Report.pdf", exact: true }).waitFor();

  // And a link to a file itself: the browser saves it, and its name and bytes are right.
  const fresh = await newWindow(t);
  const path = "/files/%C3%9Cbersicht%20&%20Pl%C3%A4ne/100%25%20fertig%3F%20%231%20(ja).bin";
  await fresh.goto(`${portal.origin}${path}`);
  const download = fresh.waitForEvent("download");
  await person.signInAs(fresh, "deep");
  const file = await download;
  assert.deepEqual(await readFile(await file.path()), DOCUMENTS["Übersicht & Pläne/100% fertig? #1 (ja).bin"]);
});

test("without a role a person reads what to do, and sees the files once somebody gives one", async (t) => {
  const page = await newWindow(t);
  await page.goto(`${portal.origin}/files/`);
  await person.signInAs(page, "newcomer");
  await page.waitForURL(`${portal.origin}/files/**`);
  await page.getByText("newcomer@example.com").first().waitFor();
  assert.equal((await page.reload()).status(), 403);
  await portal.latchkey("role", "set", "newcomer@example.com", "reader");
  // At once, or nearly: the running server hears of the change.
  let status = 0;
  for (let tries = 0; status !== 200 && tries < 50; tries++) {
    status = (await page.goto(`${portal.origin}/files/`)).status();
    if (status !== 200) await page.waitForTimeout(100);
  }
  assert.equal(status, 200);
  await page.getByRole("link", { name: "notes.txt", exact: true }).waitFor();
  await portal.latchkey("role", "remove", "newcomer@example.com");
  for (let tries = 0; status !== 403 && tries < 50; tries++) {
    status = (await page.goto(`${portal.origin}/files/`)).status();
    if (status !== 403) await page.waitForTimeout(100);
  }
  assert.equal(status, 403, "and loses them when the role is taken away");
});

test("a click on the download link saves the very bytes, whatever the name", async (t) => {
  const page = await signedIn(t, "clicker", "reader");
  for (const [path, bytes] of Object.entries(DOCUMENTS)) {
    await page.goto(`${portal.origin}/files/`);
    const parts = path.split("/");
    for (const folder of parts.slice(0, -1)) await page.getByRole("link", { name: folder }).click();
    const link = page.getByRole("link", { name: `Download ${parts.at(-1)}`, exact: true });
    const address = new URL(await link.getAttribute("href"), page.url()).href;
    // The same session, as a download manager would use it.
    const answer = await page.context().request.get(address);
    assert.equal(answer.status(), 200, path);
    assert.deepEqual(await answer.body(), bytes, path);
    assert.equal(answer.headers()["x-content-type-options"], "nosniff", path);
    const file = await saved(page, link);
    assert.deepEqual(file.bytes, bytes, path);
  }
});

test("uploaded pages do not run", async (t) => {
  const page = await signedIn(t, "careful", "reader");
  for (const name of ["evil.html", "drawing.svg"]) {
    await page.goto(`${portal.origin}/files/`);
    const file = await saved(page, page.getByRole("link", { name: `Download ${name}`, exact: true }));
    assert.equal(file.name, name);
    assert.notEqual(await page.title(), "stolen");
  }
});

test("signing out ends it, also for Back and for a copied cookie", async (t) => {
  const page = await signedIn(t, "leaver", "reader");
  await page.getByRole("link", { name: "Report.pdf", exact: true }).waitFor();
  const cookies = await page.context().cookies(portal.origin);
  await page.getByRole("button", { name: /sign out/i }).first().click();
  await page.getByRole("button", { name: /yes, sign me out/i }).click();
  await page.waitForURL(`${portal.origin}/logout**`);
  await page.getByRole("heading", { name: /signed out/i }).waitFor();
  assert.deepEqual((await page.context().cookies(portal.origin)).filter((cookie) => cookie.name.startsWith("latchkey")), []);
  for (let steps = 0; steps < 4; steps++) {
    await page.goBack({ waitUntil: "load" }).catch(() => null);
    assert.equal(await page.getByRole("link", { name: "Report.pdf", exact: true }).count(), 0, `nothing to see after ${steps + 1} × Back`);
  }
  const thief = await newWindow(t);
  await thief.context().addCookies(cookies);
  assert.equal((await thief.context().request.get(`${portal.origin}/api/v1/me`)).status(), 401);
});

test("ten tabs sign in at once", async (t) => {
  await portal.latchkey("role", "set", "tabs@example.com", "reader");
  const first = await newWindow(t);
  const pages = [first];
  for (let tab = 1; tab < 10; tab++) pages.push(await first.context().newPage());
  await Promise.all(pages.map((page, tab) => page.goto(`${portal.origin}/files/?tab=${tab}`)));
  // The provider shows its form in each; they are filled in from the last to the first.
  for (const page of pages.toReversed()) {
    if (page.url().includes("/sign-in/")) await person.signInAs(page, "tabs");
    await page.waitForURL(`${portal.origin}/files/**`);
  }
  for (const [tab, page] of pages.entries()) {
    assert.equal(new URL(page.url()).searchParams.get("tab"), String(tab), "each at its own place");
    assert.equal(await page.getByRole("link", { name: "Report.pdf", exact: true }).count(), 1);
  }
});

test("Back onto the callback and a reload show no error", async (t) => {
  const page = await signedIn(t, "backer", "reader");
  await page.getByRole("link", { name: "notes.txt", exact: true }).waitFor();
  await page.goBack().catch(() => null);
  await page.goForward().catch(() => null);
  await page.goto(`${portal.origin}/callback?code=used&state=unknown`);
  assert.ok(page.url().startsWith(`${portal.origin}/files/`), page.url());
  await page.reload();
  await page.getByRole("link", { name: "notes.txt", exact: true }).waitFor();
});

test("another account can be chosen", async (t) => {
  const page = await signedIn(t, "wrong");
  await page.getByText("wrong@example.com").first().waitFor();
  await portal.latchkey("role", "set", "right@example.com", "reader");
  await page.getByRole("link", { name: /another account/i }).click();
  await person.signInAs(page, "right");
  await page.waitForURL(`${portal.origin}/files/**`);
  await page.getByRole("link", { name: "Report.pdf", exact: true }).waitFor();
  const me = await (await page.context().request.get(`${portal.origin}/api/v1/me`)).text();
  assert.match(me, /right@example\.com/);
  assert.doesNotMatch(me, /wrong@example\.com/);
});

test("everything works without JavaScript", async (t) => {
  const page = await signedIn(t, "scriptless", "reader", { javaScriptEnabled: false });
  await page.getByRole("link", { name: /Übersicht/ }).click();
  assert.deepEqual((await saved(page, page.getByRole("link", { name: /^Download .*fertig/ }))).bytes, DOCUMENTS["Übersicht & Pläne/100% fertig? #1 (ja).bin"]);
  await page.goto(`${portal.origin}/account`);
  await page.getByText("scriptless@example.com").first().waitFor();
  await page.goto(`${portal.origin}/logout`);
  await page.getByRole("button", { name: /only/i }).click();
  await page.getByRole("heading", { name: /signed out/i }).waitFor();
});

test("an administrator gives a role on the page People", async (t) => {
  const admin = await signedIn(t, "boss", "admin");
  const page = await signedIn(t, "waiting");
  await admin.goto(`${portal.origin}/admin/people`);
  await admin.getByLabel("E-mail address").last().fill("waiting@example.com");
  const form = admin.locator("form").filter({ has: admin.getByLabel("E-mail address") }).last();
  const role = form.getByRole("combobox");
  if (await role.count()) await role.first().selectOption("reader");
  else await form.getByLabel(/reader/i).check();
  await form.getByRole("button").first().click();
  await admin.getByText("waiting@example.com").first().waitFor();
  await page.goto(`${portal.origin}/files/`);
  await page.getByRole("link", { name: "Report.pdf", exact: true }).waitFor();
});

test("the log of it all holds no code, no token and no address of a person", () => {
  const log = portal.log();
  assert.ok(log.length > 1000, "there is a log");
  assert.doesNotMatch(log, /@example\.com/);
  assert.doesNotMatch(log, /eyJ[\w-]+\.eyJ/);
  assert.doesNotMatch(log, /[?&](code|state)=/);
});
