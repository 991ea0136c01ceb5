// What the pages promise at the worst moments: a session that has ended, a network that is gone, a list that is long.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { checkEverywhere } from "./looks.mjs";
import { names, newFolder, notice, open } from "./pages.mjs";
import * as person from "./person.mjs";
import { startPortal } from "./portal.mjs";
import { fileInput, finished, line } from "./uploads.mjs";

const MANY = 701; // three pages

let portal, browser, tree;

before(async () => {
  portal = await startPortal();
  browser = await startChromium();
  tree = await mkdtemp(join(tmpdir(), "latchkey-promises-"));
  await mkdir(join(tree, "many"));
  for (let number = 1; number <= MANY; number += 1) await writeFile(join(tree, "many", `entry ${number}.txt`), String(number));
  await mkdir(join(tree, "sizes", "below"), { recursive: true });
  await writeFile(join(tree, "sizes", "below", "one.txt"), "1".repeat(1000));
  await mkdir(join(tree, "blanks"));
  await writeFile(join(tree, "blanks", " led  and ended "), "x");
  await writeFile(join(tree, "blanks", `${"long".repeat(60)}.txt`), "x");
  await utimes(join(tree, "blanks", " led  and ended "), 1551675967, 1551675967);
  await portal.latchkey("import", tree);
});

after(async () => {
  await browser?.close();
  await portal?.stop();
  if (tree) await rm(tree, { recursive: true, force: true });
});

const signedIn = (t, name, options) => person.signedIn(t, { portal, browser }, name, { role: "editor", ...options });
const link = (page, text) => page.getByRole("link", { name: text, exact: true });
const rows = (page, count) => page.waitForFunction((wanted) => document.querySelectorAll("#entries tbody tr").length === wanted, count);
const told = (page) => page.locator("#told");

/** In the tab that a link opens. */
async function signInAgain(page, name, way) {
  const [tab] = await Promise.all([page.context().waitForEvent("page"), way.click()]);
  await tab.waitForLoadState();
  if (tab.url().includes("/sign-in/")) await person.signInAs(tab, name);
  await tab.waitForURL(`${portal.origin}/account**`);
  await tab.close();
}

for (const javaScriptEnabled of [true, false]) {
  test(`a form whose session was ended meanwhile comes back with its text, ${javaScriptEnabled ? "with" : "without"} scripts`, async (t) => {
    const name = javaScriptEnabled ? "typist" : "plaintypist";
    const page = await signedIn(t, name, { javaScriptEnabled });
    await open(page, "New folder");
    await page.getByLabel("Name of the new folder").fill(`Of ${name}`);
    await portal.latchkey("sessions", "end", `${name}@example.com`);
    await page.getByRole("button", { name: "Make it" }).click();
    await page.getByRole("heading", { name: "Sign in to continue" }).waitFor();
    await page.locator("pre", { hasText: `Of ${name}` }).waitFor();
    if (javaScriptEnabled) await checkEverywhere(page, "a form that was kept");
    await signInAgain(page, name, page.getByRole("link", { name: "Sign in again" }));
    await page.getByRole("button", { name: "Send it now" }).click();
    await page.getByRole("heading", { name: `Of ${name}`, level: 1 }).waitFor();
    await notice(page, "The folder is there");
    assert.equal(new URL(page.url()).search, "", "the notice is not in the address");
    await page.reload();
    assert.equal(await page.locator(".notice").count(), 0, "it was said once");
  });
}

test("a star that could not be set says so, and is set after the sign-in", async (t) => {
  const page = await signedIn(t, "starrer", { at: "/files/sizes/" });
  await portal.latchkey("sessions", "end", "starrer@example.com");
  const star = page.getByRole("button", { name: "Favourite: below" });
  await star.click();
  await told(page).getByText("You are signed out, so the star was not set: below").waitFor();
  assert.equal(await star.getAttribute("aria-pressed"), "false");
  await checkEverywhere(page, "what a script tells");
  await signInAgain(page, "starrer", page.getByRole("complementary", { name: "Your sign-in" }).getByRole("link", { name: "Sign in again" }));
  await star.click();
  await page.waitForFunction((button) => button.getAttribute("aria-pressed") === "true", await star.elementHandle());
});

test("a search that fails is seen to fail", async (t) => {
  const page = await signedIn(t, "seeker");
  await page.route(/api\/v1\/search/, (route) => route.abort());
  await page.getByRole("combobox").first().fill("anything");
  await page.getByText("Search does not answer right now. Enter tries in full.").and(page.locator(":visible")).waitFor();
});

test("the rest of a long list that does not come is said, and comes when it can", async (t) => {
  const page = await signedIn(t, "waiter", { at: "/files/sizes/" });
  await page.route(/[?&]after=/, (route) => route.abort());
  await page.goto(`${portal.origin}/files/many/`);
  await told(page).getByText(`Only 250 of ${MANY} are here`).waitFor();
  await page.unroute(/[?&]after=/);
  await told(page).getByRole("button", { name: "Try again" }).click();
  await rows(page, MANY);
  await told(page).waitFor({ state: "hidden" });
});

test("renaming and deleting far down keeps the place and the focus", async (t) => {
  const page = await signedIn(t, "farmer", { at: "/files/many/" });
  await rows(page, MANY);
  const focused = () => page.evaluate(() => document.activeElement?.closest("tr")?.querySelector(".name a span")?.textContent);
  const isInSight = (text) => page.waitForFunction((words) => {
    const row = [...document.querySelectorAll("#entries .name a span")].find((span) => span.textContent === words)?.closest("tr");
    const box = row?.getBoundingClientRect();
    return box && box.top >= 0 && box.bottom <= innerHeight && row.contains(document.activeElement);
  }, text);
  await link(page, "entry 601.txt").focus();
  await page.keyboard.press("F2");
  await page.waitForFunction(() => document.activeElement?.id === "rename-name");
  await page.keyboard.press("End");
  await page.locator("#rename-name").fill("entry 601 b.txt");
  await page.keyboard.press("Enter");
  await notice(page, "Renamed");
  await isInSight("entry 601 b.txt");
  await page.keyboard.press("Delete");
  await notice(page, "Moved to the trash");
  await isInSight("entry 602.txt");
  assert.equal(await focused(), "entry 602.txt", "what stood behind it");
});

test("something is pasted into an empty folder", async (t) => {
  const page = await signedIn(t, "paster");
  await newFolder(page, "Empty one");
  await page.goto(`${portal.origin}/files/`);
  await link(page, "notes.txt").focus();
  await page.keyboard.press("Control+c");
  await page.goto(`${portal.origin}/files/Empty%20one/`);
  await page.keyboard.press("Control+v");
  await notice(page, "Copied");
  assert.deepEqual(await names(page, "Empty%20one/"), ["notes.txt"]);
});

test("a question about a name that was put off stays put off, and waits in the list", async (t) => {
  const page = await signedIn(t, "postponer");
  await newFolder(page, "Quiet");
  const some = (words) => ["1.txt", "2.txt", "3.txt"].map((name) => ({ name, mimeType: "text/plain", buffer: Buffer.from(words) }));
  await fileInput(page).setInputFiles(some("old"));
  await page.locator("#entries").getByRole("link", { name: "3.txt" }).first().waitFor();
  await page.goto(`${portal.origin}/files/Quiet/`);
  const dialog = page.getByRole("dialog", { name: "This name is taken" });
  await fileInput(page).setInputFiles(some("new"));
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  for (const name of ["1.txt", "2.txt", "3.txt"]) await line(page, name).getByText("This name is taken").waitFor();
  assert.equal(await dialog.isVisible(), false, "for none of them");
  await page.goto(`${portal.origin}/files/`);
  for (const name of ["1.txt", "2.txt", "3.txt"]) await line(page, name).getByText("This name is taken").waitFor();
  assert.equal(await dialog.isVisible(), false, "nor on the next page");
  const asked = [];
  page.on("dialog", (each) => { asked.push(each.type()); return each.accept(); });
  await page.goto(`${portal.origin}/account`);
  assert.deepEqual(asked, [], "nothing would be lost");
  await line(page, "2.txt").getByRole("button", { name: "Choose what to do" }).click();
  await dialog.getByRole("button", { name: "Replace as new version" }).click();
  await line(page, "2.txt").waitFor({ state: "detached" });
  assert.equal(await dialog.isVisible(), false, "the others were not asked about");
});

test("what is said on the page of uploads holds in the queue", async (t) => {
  const page = await signedIn(t, "agreed");
  await newFolder(page, "Agreed");
  const file = (words) => ({ name: "one.txt", mimeType: "text/plain", buffer: Buffer.from(words) });
  await fileInput(page).setInputFiles(file("old"));
  await page.locator("#entries").getByRole("link", { name: "one.txt" }).first().waitFor();
  // The name is taken only once all bytes are there: so the upload waits at the server.
  await page.goto(`${portal.origin}/files/Agreed/`);
  await page.route(/\/uploads$/, async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    const headers = { ...route.request().headers() };
    headers["upload-metadata"] = headers["upload-metadata"].replace(/ontaken [^,]*/, `ontaken ${btoa("refuse")}`);
    return route.continue({ headers });
  });
  await fileInput(page).setInputFiles(file("new"));
  const dialog = page.getByRole("dialog", { name: "This name is taken" });
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await page.goto(`${portal.origin}/uploads`);
  await line(page, "one.txt").getByText("This name is taken").waitFor();
  const discard = page.getByRole("button", { name: /one\.txt/ }).and(page.locator("main button"));
  if (await discard.count()) {
    await discard.last().click();
    await line(page, "one.txt").waitFor({ state: "detached" });
  } else {
    await line(page, "one.txt").getByRole("button", { name: "Cancel one.txt" }).click();
    await page.getByText("Nothing is unfinished").or(page.locator("main .empty")).first().waitFor();
  }
});

test("the size of a folder grows with what is sent into it", async (t) => {
  const page = await signedIn(t, "weigher", { at: "/files/sizes/" });
  const size = page.locator("tr[data-folder] .size");
  await size.getByText("1.0 KB").or(size.getByText("1 kB")).or(size.getByText("1.0 kB")).first().waitFor();
  const was = await size.textContent();
  await page.goto(`${portal.origin}/files/sizes/below/`);
  await fileInput(page).setInputFiles({ name: "two.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(500_000, 1) });
  await finished(page, "1 file uploaded");
  await page.goto(`${portal.origin}/files/sizes/`);
  await page.waitForFunction((before) => { const now = document.querySelector("tr[data-folder] .size")?.textContent; return now && now !== before; }, was);
  assert.match(await size.textContent(), /50\d/);
});

test("whoever types keeps their session without being asked", async (t) => {
  const page = await signedIn(t, "novelist", { role: "admin" });
  await page.clock.install();
  await page.goto(`${portal.origin}/admin/people`);
  await page.clock.fastForward("07:50:00");
  await page.getByLabel("E-mail address").pressSequentially("abc");
  // Not the cookie is compared: a session that is prolonged in the second of its sign-in ends when it did before.
  const renewal = page.waitForResponse((answer) => new URL(answer.url()).pathname === "/account/stay");
  await page.clock.fastForward("00:06:00");
  assert.equal((await renewal).status(), 200, "the session goes on");
  assert.equal(await page.getByRole("complementary", { name: "Your sign-in" }).count(), 0);
});

test("a picture is pasted under a name of the reader's own time", async (t) => {
  const page = await signedIn(t, "kiwi", { timezoneId: "Pacific/Kiritimati" });
  await newFolder(page, "Pasted");
  const hour = await page.evaluate(() => new Date().getHours());
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(["pasted"], "image.png", { type: "image/png" }));
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
  });
  for (let tries = 0; !(await names(page, "Pasted/")).length && tries < 100; tries++) await page.waitForTimeout(100);
  const [name] = await names(page, "Pasted/");
  const said = Number(/ (\d\d)\.\d\d\.\d\d/.exec(name)[1]);
  assert.ok(said === hour || said === (hour + 1) % 24, `${name} at ${hour}`);
});

test("blanks in a name are seen, and the time of a file is its own", async (t) => {
  const page = await signedIn(t, "watcher", { at: "/files/blanks/", timezoneId: "UTC", locale: "en-GB" });
  const row = page.locator("#entries tbody tr", { hasText: "led" });
  assert.equal(await row.locator(".blank").count(), 3);
  for (const blank of await row.locator(".blank").all()) assert.ok((await blank.boundingBox()).width > 2);
  assert.equal(await row.locator(".name a span").first().textContent(), " led  and ended ");
  assert.match(await row.locator(".changed").textContent(), /2019/);
  await row.locator(".name a").click();
  await page.getByRole("definition").filter({ hasText: "2019" }).first().waitFor();
  await checkEverywhere(page, "a document with a time of its own");
});

test("the search in the header has room beside every name, and a long name pushes no button away", async (t) => {
  const page = await signedIn(t, "Anna-Maria-Theresia-von-Hohenlohe-Langenburg", { role: "admin", at: "/files/blanks/" });
  for (const width of [360, 768, 1024, 1280, 1440]) {
    await page.setViewportSize({ width, height: 740 });
    const box = await page.locator("#search-box").boundingBox();
    assert.ok(box.width >= 200, `${box.width} px at ${width}`);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${over} px too wide at ${width}`);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  for (const at of ["/files/blanks/", "/trash", "/uploads", "/recent"]) {
    await page.goto(`${portal.origin}${at}`);
    const outside = await page.evaluate(() => [...document.querySelectorAll("main :is(button, a)")].filter((element) => {
      const box = element.getBoundingClientRect();
      return element.checkVisibility() && box.width && (box.right > innerWidth + 1 || box.left < -1) && !element.closest(".table-scroll, .site-nav");
    }).map((element) => element.outerHTML.slice(0, 120)));
    assert.deepEqual(outside, [], at);
  }
});

test("many things come out of the trash at once", async (t) => {
  const page = await signedIn(t, "cleaner");
  await newFolder(page, "Bin");
  const files = ["a.txt", "b.txt", "c.txt"].map((name) => ({ name, mimeType: "text/plain", buffer: Buffer.from(name) }));
  await fileInput(page).setInputFiles(files);
  await page.locator("#entries").getByRole("link", { name: "c.txt" }).first().waitFor();
  await page.goto(`${portal.origin}/files/Bin/`);
  const address = await link(page, "a.txt").getAttribute("href");
  for (const { name } of files) {
    await page.goto(`${portal.origin}/files/Bin/`);
    await link(page, name).focus();
    await page.keyboard.press("Delete");
    await notice(page, "Moved to the trash");
  }
  await page.goto(`${portal.origin}${address}`);
  await page.getByRole("heading", { name: "a.txt is in the trash" }).waitFor();
  await checkEverywhere(page, "a link to something in the trash");
  await page.getByRole("link", { name: "See the trash" }).click();
  await checkEverywhere(page, "the trash");
  for (const { name } of files) await page.getByRole("checkbox", { name: `Select ${name}` }).check();
  await page.getByRole("button", { name: "Restore what is chosen" }).click();
  await notice(page, "Restored");
  assert.deepEqual((await names(page, "Bin/")).sort(), ["a.txt", "b.txt", "c.txt"]);
});
