// Links for people outside: an owner makes one and copies it, somebody without a sign-in opens it, somebody else sends files.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { checkEverywhere } from "./looks.mjs";
import { choose } from "./pages.mjs";
import * as person from "./person.mjs";
import { startPortal } from "./portal.mjs";

const FILES = { "Fair/Offers/offer.txt": "an offer", "Fair/plan.txt": "the plan", "Wages/wages.txt": "wages" };

let portal, browser, trees;

before(async () => {
  portal = await startPortal({ SHARE_LINKS: "true" });
  browser = await startChromium();
  trees = await mkdtemp(join(tmpdir(), "latchkey-links-"));
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

/** A picture of the page on a phone and on a desk, where somebody wants some. */
async function picture(page, name) {
  const folder = process.env.LATCHKEY_SHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 740 });
    await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
  }
}

/** Somebody outside: a window without any cookie, with scripts or without. */
async function outside(t, options = {}) {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  return context.newPage();
}

async function make(owner, fill) {
  await owner.goto(`${portal.origin}/files/Fair/`);
  await choose(owner, "More", "Share");
  await owner.getByRole("heading", { name: "Links for people outside" }).waitFor();
  await fill(owner);
  await owner.getByRole("button", { name: "Make a link" }).click();
  await owner.getByRole("heading", { name: "The link is made" }).waitFor();
  return owner.locator("#link-address").innerText();
}

test("a folder is shown to somebody outside who knows the password, until the link is ended", async (t) => {
  const owner = await person.signedIn(t, { portal, browser }, "owner", { role: "admin" });
  const address = await make(owner, async (page) => {
    await page.getByLabel("Password (optional)").fill("open sesame");
    await page.getByLabel("What it is for (optional)").fill("the fair in spring");
  });
  assert.match(address, new RegExp(`^${portal.origin}/l/[A-Za-z0-9_-]{24}$`));
  await checkEverywhere(owner, "the link is made");
  await picture(owner, "link-made");
  for (const javaScriptEnabled of [true, false]) {
    const guest = await outside(t, { javaScriptEnabled });
    await guest.goto(address);
    if (javaScriptEnabled) await checkEverywhere(guest, "a password is needed");
    if (javaScriptEnabled) await picture(guest, "link-locked");
    await guest.getByLabel("Password").fill("close sesame");
    await guest.getByRole("button", { name: "Open" }).click();
    await guest.getByText("That is not the password.").waitFor();
    await guest.getByLabel("Password").fill("open sesame");
    await guest.getByRole("button", { name: "Open" }).click();
    await guest.getByRole("heading", { name: "Fair" }).waitFor();
    if (javaScriptEnabled) await checkEverywhere(guest, "a folder by a link");
    if (javaScriptEnabled) await picture(guest, "link-folder");
    await guest.getByRole("link", { name: "Offers" }).click();
    await guest.getByRole("link", { name: "offer.txt", exact: true }).click();
    await guest.getByRole("heading", { name: "offer.txt" }).waitFor();
    if (javaScriptEnabled) await checkEverywhere(guest, "a document by a link");
    if (javaScriptEnabled) await picture(guest, "link-document");
    const [download] = await Promise.all([guest.waitForEvent("download"), guest.getByRole("link", { name: "Download" }).click()]);
    assert.equal(download.suggestedFilename(), "offer.txt");
    await guest.getByRole("link", { name: "Fair / Offers" }).click();
    await guest.getByRole("heading", { name: "Offers" }).waitFor();
    assert.equal(await guest.getByRole("link", { name: "Latchkey" }).count(), 0, "nothing of the site stands around it");
  }
  await owner.goto(`${portal.origin}/files/Fair/`);
  await choose(owner, "More", "Share");
  await owner.getByText("opened once, 2 downloads").waitFor();
  await owner.getByText("Who used it").click();
  await checkEverywhere(owner, "the list of links");
  await picture(owner, "link-list");
  await owner.getByRole("button", { name: "End the link the fair in spring" }).click();
  await owner.getByText("The link has ended.").waitFor();
  const late = await outside(t);
  await late.goto(address);
  await late.getByRole("heading", { name: "This link does not work" }).waitFor();
  await checkEverywhere(late, "a link that does not work");
  await picture(late, "link-over");
});

test("somebody outside sends files, and sees what has arrived", async (t) => {
  const owner = await person.signedIn(t, { portal, browser }, "taker", { role: "admin" });
  const address = await make(owner, (page) => page.getByLabel("The link lets people").selectOption("upload"));
  for (const javaScriptEnabled of [true, false]) {
    const guest = await outside(t, { javaScriptEnabled });
    await guest.goto(address);
    if (javaScriptEnabled) await checkEverywhere(guest, "sending files");
    if (javaScriptEnabled) await picture(guest, "drop");
    await guest.getByLabel("Your name").fill("Eve");
    await guest.getByLabel("Files").setInputFiles([
      { name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("mine") },
      { name: "large.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(3_000_000, 7) },
    ]);
    await guest.getByRole("button", { name: "Send" }).click();
    await guest.getByText("2 files have arrived:").waitFor();
    await guest.getByText(javaScriptEnabled ? "plan (2).txt" : "plan (3).txt").waitFor();
    if (javaScriptEnabled) await checkEverywhere(guest, "what has arrived");
    if (javaScriptEnabled) await picture(guest, "dropped");
  }
  await owner.goto(`${portal.origin}/files/Fair/`);
  await owner.getByRole("link", { name: "plan (3).txt", exact: true }).waitFor();
});
