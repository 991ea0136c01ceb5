// Sharing: an owner gives, somebody who was never here finds it, and a folder that is cut off is gone for them.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { checkEverywhere } from "./looks.mjs";
import { choose, open } from "./pages.mjs";
import * as person from "./person.mjs";
import { startPortal } from "./portal.mjs";

const FILES = {
  "Sales/Offers/offer.txt": "a lighthouse for sale",
  "Sales/Offers/Margins/margins.txt": "the margin of a lighthouse",
  "Sales/plans.txt": "plans",
  "Wages/wages.txt": "wages of the lighthouse keeper",
};

let portal, browser, trees;

before(async () => {
  portal = await startPortal();
  browser = await startChromium();
  trees = await mkdtemp(join(tmpdir(), "latchkey-sharing-"));
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

const signedIn = (t, name, options) => person.signedIn(t, { portal, browser }, name, options);

const rows = (page) => page.locator("tbody .name a").allTextContents();

/** What a person finds, told by the server. */
async function found(page, words) {
  const answer = await page.request.get(`${portal.origin}/api/v1/search?q=${words}`);
  return (await answer.json()).items.map((item) => item.path).sort();
}

test("a folder is shared with somebody who was never here, and a folder in it is cut off again", async (t) => {
  const owner = await signedIn(t, "owner", { role: "admin" });
  await owner.goto(`${portal.origin}/files/Sales/Offers/`);
  await choose(owner, "More", "Share");
  await owner.getByRole("heading", { name: "Who has access to Offers" }).waitFor();
  await owner.getByLabel("E-mail address", { exact: true }).fill("fresh@example.com");
  await owner.getByLabel("May", { exact: true }).first().selectOption("edit");
  await owner.getByLabel("Until the end of (optional)").fill("2099-12-31");
  await owner.getByLabel("Why (optional)").fill("the fair in spring");
  await owner.getByRole("button", { name: "Give access" }).first().click();
  await owner.getByText("They have access now.").waitFor();
  await owner.getByText("(has not signed in yet)").waitFor();
  await checkEverywhere(owner, "who has access");

  const fresh = await signedIn(t, "fresh", { at: "/shared" });
  await fresh.getByRole("link", { name: "Offers", exact: true }).waitFor();
  await fresh.getByText("the fair in spring").waitFor();
  await checkEverywhere(fresh, "shared with me");
  await fresh.getByRole("link", { name: "Offers", exact: true }).click();
  await fresh.getByRole("link", { name: "offer.txt", exact: true }).waitFor();
  // The way there: its name, and what leads on.
  await fresh.goto(`${portal.origin}/files/`);
  assert.deepEqual(await rows(fresh), ["Sales (folder)"]);
  await checkEverywhere(fresh, "a folder on the way");
  await fresh.goto(`${portal.origin}/files/Sales/`);
  assert.deepEqual(await rows(fresh), ["Offers (folder)"]);
  for (let tries = 0; tries < 200 && (await found(fresh, "lighthouse")).length < 2; tries += 1) await fresh.waitForTimeout(100);
  assert.deepEqual(await found(fresh, "lighthouse"), ["Sales/Offers/Margins/margins.txt", "Sales/Offers/offer.txt"]);

  await owner.goto(`${portal.origin}/files/Sales/Offers/Margins/`);
  await choose(owner, "More", "Share");
  await owner.getByRole("button", { name: "Only these people" }).click();
  await owner.getByText("Now only the people who are listed here have access.").waitFor();
  assert.deepEqual(await found(fresh, "lighthouse"), ["Sales/Offers/offer.txt"]);
  const gone = await fresh.goto(`${portal.origin}/files/Sales/Offers/Margins/`);
  assert.equal(gone.status(), 404);

  await owner.goto(`${portal.origin}/files/Sales/Offers/`);
  await choose(owner, "More", "Share");
  await owner.getByRole("button", { name: /Take away.*Fresh Example|Take away.*fresh/i }).click();
  await owner.getByText("They do not have it from here any more.").waitFor();
  const nothing = await fresh.goto(`${portal.origin}/shared`);
  assert.equal(nothing.status(), 403);
});

test("what is wrong with the form is said, and nothing that was typed is lost", async (t) => {
  const owner = await signedIn(t, "owner", { role: "admin" });
  await owner.goto(`${portal.origin}/files/Wages/`);
  await choose(owner, "More", "Share");
  const form = owner.locator("form", { has: owner.getByLabel("E-mail address", { exact: true }) });
  await form.evaluate((element) => element.setAttribute("novalidate", ""));
  await owner.getByLabel("E-mail address", { exact: true }).fill("nobody");
  await owner.getByLabel("Why (optional)").fill("because");
  await owner.getByRole("button", { name: "Give access" }).first().click();
  await owner.getByText("That is not an e-mail address.").waitFor();
  assert.equal(await owner.getByLabel("E-mail address", { exact: true }).inputValue(), "nobody");
  assert.equal(await owner.getByLabel("Why (optional)").inputValue(), "because");
  await checkEverywhere(owner, "a refused form");
});

test("without JavaScript everybody with a role gets access, and loses it", async (t) => {
  const owner = await signedIn(t, "owner", { role: "admin", javaScriptEnabled: false });
  await owner.goto(`${portal.origin}/files/Wages/`);
  await choose(owner, "More", "Share");
  await owner.getByRole("button", { name: "Only these people" }).click();
  const reader = await signedIn(t, "reader", { role: "reader" });
  assert.equal((await reader.goto(`${portal.origin}/files/Wages/`)).status(), 404);
  await open(owner, "Give a group or a role access");
  await owner.getByLabel("To whom").selectOption("role:reader");
  await owner.getByRole("button", { name: "Give access" }).last().click();
  await owner.getByText("They have access now.").waitFor();
  assert.equal((await reader.goto(`${portal.origin}/files/Wages/`)).status(), 200);
  await owner.getByRole("button", { name: /Take away.*Everybody who may read/ }).click();
  assert.equal((await reader.goto(`${portal.origin}/files/Wages/`)).status(), 404);
});

test("an owner asks why somebody cannot see something, and everybody why they can", async (t) => {
  const owner = await signedIn(t, "owner", { role: "admin" });
  const reader = await signedIn(t, "viewer", { role: "reader" });
  await reader.goto(`${portal.origin}/files/Sales/`);
  await reader.getByRole("link", { name: "Why can I see this?" }).click();
  await reader.getByText(/You may see this, because everybody with the role reader or a higher one has access to all documents/).waitFor();
  assert.equal(await reader.getByLabel("E-mail address to ask about").count(), 0);
  await checkEverywhere(reader, "why I can see it");

  await owner.goto(`${portal.origin}/files/Sales/`);
  await choose(owner, "More", "Share");
  await owner.getByLabel("E-mail address", { exact: true }).fill("viewer@example.com");
  await owner.getByLabel("May", { exact: true }).first().selectOption("edit");
  await owner.getByLabel("Why (optional)").fill("helps with the offers");
  await owner.getByRole("button", { name: "Give access" }).first().click();
  await owner.getByText("They have access now.").waitFor();
  await owner.goto(`${portal.origin}/files/Sales/Offers/Margins/`);
  await choose(owner, "More", "Share");
  await owner.getByLabel("E-mail address to ask about").fill("viewer@example.com");
  await owner.getByRole("button", { name: "Answer" }).click();
  // The folder was cut off above, in the first of these stories.
  await owner.getByText(/Viewer Example cannot see this: this folder is only for the people who are listed there/).waitFor();
  await owner.getByRole("cell", { name: "no, cut off at Margins" }).first().waitFor();
  assert.ok(!owner.url().includes("viewer"));
  assert.equal(await owner.getByLabel("E-mail address to ask about").inputValue(), "viewer@example.com");
  await checkEverywhere(owner, "why somebody cannot see it");

  await reader.goto(`${portal.origin}/files/Sales/Offers/offer.txt`.replace("/files/", "/at/"));
  await reader.getByRole("link", { name: "Why can I see this?" }).click();
  await reader.getByText(/You may see and change this, because Owner Example gave you access to the folder Sales on/).waitFor();
  await reader.getByText("yes, this decides").waitFor();
});

test("an owner lists everybody who can get in, in any order, and takes the list along", async (t) => {
  const owner = await signedIn(t, "owner", { role: "admin", at: "/files/Sales/" });
  await portal.latchkey("access", "grant", "Sales", "zoe@example.com", "edit", "--until", "2099-12-31");
  await choose(owner, "More", "Share");
  await owner.getByRole("link", { name: "Everybody who can get in" }).click();
  await owner.getByRole("heading", { name: "Everybody who can get into Sales" }).waitFor();
  const first = () => owner.locator("tbody tr").first().innerText();
  assert.match(await first(), /Fresh|Owner/);
  await owner.getByRole("columnheader", { name: "Last here" }).getByRole("link").click();
  assert.match(await first(), /Owner Example/);
  await owner.getByRole("columnheader", { name: "Who" }).getByRole("link").click();
  await owner.getByRole("columnheader", { name: "Who" }).getByRole("link").click();
  assert.match(await first(), /zoe@example.com/);
  assert.equal(await owner.getByRole("columnheader", { name: "Who" }).getAttribute("aria-sort"), "descending");
  await checkEverywhere(owner, "everybody who can get in");
  const [download] = await Promise.all([owner.waitForEvent("download"), owner.getByRole("link", { name: "Download the list (CSV)" }).click()]);
  assert.equal(download.suggestedFilename(), "Sales.csv");
});

test("names are offered while somebody types: people and groups, by the keyboard alone", async (t) => {
  await portal.latchkey("group", "make", "Lighthouse keepers");
  const known = await signedIn(t, "linus", { at: "/account" });
  await known.close();
  const owner = await signedIn(t, "owner", { role: "admin", at: "/files/Sales/" });
  await choose(owner, "More", "Share");
  const field = owner.getByRole("combobox", { name: "E-mail address", exact: true });
  await field.pressSequentially("li");
  const offered = owner.getByRole("listbox", { name: "People and groups" });
  await offered.getByRole("option", { name: /Linus Example/ }).waitFor();
  await owner.getByText("2 people and groups. Arrow down to choose.").waitFor();
  await checkEverywhere(owner, "names while somebody types");
  await field.press("Escape");
  assert.equal(await offered.isVisible(), false);
  await field.press("ArrowDown");
  assert.equal(await offered.getByRole("option", { selected: true }).locator(".hit-name").innerText(), "Lighthouse keepers");
  await field.press("ArrowDown");
  await field.press("Enter");
  assert.equal(await field.inputValue(), "linus@example.com");
  await owner.getByRole("button", { name: "Give access" }).first().click();
  await owner.getByText("They have access now.").waitFor();
  await owner.getByRole("rowheader", { name: /Linus Example/ }).waitFor();
  await field.pressSequentially("keep");
  await offered.getByRole("option", { name: /Lighthouse keepers/ }).click();
  assert.equal(await field.inputValue(), "Lighthouse keepers");
  await owner.getByRole("button", { name: "Give access" }).first().click();
  await owner.getByText("They have access now.").waitFor();
  await owner.getByRole("rowheader", { name: /Lighthouse keepers/ }).waitFor();

  await owner.goto(`${portal.origin}/groups`);
  await owner.getByRole("link", { name: "Lighthouse keepers" }).click();
  const member = owner.getByRole("combobox", { name: "Member", exact: true });
  await member.pressSequentially("linus ex");
  await owner.getByRole("option", { name: /Linus Example/ }).click();
  await owner.getByRole("button", { name: "Add", exact: true }).first().click();
  await owner.getByText("One member was added.").waitFor();
  await owner.getByRole("rowheader", { name: /Linus Example/ }).waitFor();
  await checkEverywhere(owner, "a group with somebody who was offered");
});
