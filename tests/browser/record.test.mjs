// The record: an administrator follows what happened, somebody reads about themselves, an owner about their document.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { checkEverywhere } from "./looks.mjs";
import * as person from "./person.mjs";
import { startPortal } from "./portal.mjs";

let portal, browser;

before(async () => {
  portal = await startPortal();
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

const signedIn = (t, name, options) => person.signedIn(t, { portal, browser }, name, options);

/** Renames a document, gives somebody access to it and leaves its page. */
async function worksOn(page, name, next, whom) {
  await page.goto(`${portal.origin}/files/`);
  const link = await page.locator("tbody .name a", { hasText: name }).first().getAttribute("href");
  await page.goto(new URL(link, portal.origin).href);
  const { pathname } = new URL(page.url());
  await page.locator("summary", { hasText: "Rename" }).click();
  await page.getByLabel("New name").fill(next);
  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByRole("heading", { level: 1, name: next }).waitFor();
  await page.goto(`${portal.origin}${pathname}/access`);
  await page.getByLabel("E-mail address", { exact: true }).fill(whom);
  await page.getByRole("button", { name: "Give access" }).first().click();
  await page.getByText("They have access now.").waitFor();
  return pathname;
}

test("an administrator follows a person, a document and a request, and takes the rows out", async (t) => {
  const page = await signedIn(t, "keeper", { role: "admin" });
  const document = await worksOn(page, "notes.txt", "minutes.txt", "reader@example.com");
  await page.getByRole("link", { name: "Record", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Record" }).waitFor();
  await page.getByText("Moved or renamed it: from notes.txt to minutes.txt.").waitFor();
  await checkEverywhere(page, "the record");
  await page.getByLabel("What happened").selectOption({ label: "Moved or renamed" });
  await page.getByLabel("From", { exact: true }).fill(new Date().toISOString().slice(0, 4) + "-01-01");
  await page.getByRole("button", { name: "Filter" }).click();
  assert.equal(await page.locator("table.record tbody tr").count(), 1);
  await page.getByText("Details").first().click();
  await checkEverywhere(page, "a row of the record with its details");
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
  const text = await readFile(await saved.path(), "utf8");
  assert.equal(text.trim().split("\n").length, 2);
  assert.match(saved.suggestedFilename(), /^record-\d{4}-\d\d-\d\d\.csv$/);
  await page.getByRole("link", { name: /^Follow/ }).first().click();
  await page.getByText("Gave access to reader@example.com: view.").waitFor();
  assert.ok(page.url().includes("item="), "the rows about the document");
  await page.getByText("Without filters").click();
  await page.getByText("Downloaded rows of this record (csv).").waitFor();
  await page.goto(`${portal.origin}/admin/record?since=yesterday`);
  await page.getByRole("alert").getByText("That is not a date.").waitFor();
  await checkEverywhere(page, "a filter that is none");
  await page.goto(`${portal.origin}/admin/record?person=nobody@example.com`);
  await page.getByText("Nothing was recorded that fits.").waitFor();
  await checkEverywhere(page, "an empty record");
  await page.goto(`${portal.origin}${document}`);
  await page.getByRole("link", { name: "Who has opened this" }).click();
  await page.getByRole("heading", { level: 1, name: "What happened to minutes.txt" }).waitFor();
  await page.getByText("Gave access to reader@example.com: view.").waitFor();
  await checkEverywhere(page, "the history of a document");
});

test("somebody without a role reads about themselves", async (t) => {
  const page = await signedIn(t, "reader", { at: "/account" });
  await page.getByRole("link", { name: "Your activity" }).click();
  await page.getByRole("heading", { level: 1, name: "Your activity" }).waitFor();
  await page.getByText("Signed in.").first().waitFor();
  await page.getByText(/^Gave access to/).waitFor();
  await checkEverywhere(page, "my activity");
  assert.equal(await page.locator('a[href^="/admin/"]').count(), 0, "nothing leads to what they may not see");
});
