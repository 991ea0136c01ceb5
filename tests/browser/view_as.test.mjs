// An administrator sees the site as somebody else does: from the list of people and from the answer to "why", with a banner.
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

let portal, browser, trees;

before(async () => {
  portal = await startPortal();
  browser = await startChromium();
  trees = await mkdtemp(join(tmpdir(), "latchkey-view-as-"));
  for (const path of ["Sales/offer.txt", "Wages/wages.txt"]) {
    await mkdir(join(trees, path, ".."), { recursive: true });
    await writeFile(join(trees, path), "of the lighthouse");
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
const banner = (page, name) => page.getByText(`You see the site as ${name} does. Nothing can be changed.`);

for (const javaScriptEnabled of [true, false]) {
  test(`from the list of people, and back${javaScriptEnabled ? "" : ", without JavaScript"}`, async (t) => {
    const admin = await signedIn(t, "owner", { role: "admin", javaScriptEnabled });
    await signedIn(t, "writer", { role: "editor" });
    await admin.goto(`${portal.origin}/admin/people`);
    await admin.getByRole("button", { name: "View as writer@example.com" }).click();
    await banner(admin, "Writer Example").waitFor();
    assert.ok((await rows(admin)).includes("Wages (folder)"));
    if (javaScriptEnabled) await checkEverywhere(admin, "the documents as somebody else");
    // The person may change it, whoever looks may not.
    await admin.goto(`${portal.origin}/at/Sales/offer.txt`);
    await admin.getByRole("button", { name: "Move to trash" }).click();
    await admin.getByText("You are looking at the site as Writer Example. Stop to change something.").waitFor();
    if (javaScriptEnabled) await checkEverywhere(admin, "a refused change");
    assert.equal((await admin.goto(`${portal.origin}/admin/people`)).status(), 403);
    await admin.goto(`${portal.origin}/files/Sales/`);
    await admin.getByRole("button", { name: "Stop" }).click();
    await admin.waitForURL(`${portal.origin}/files/Sales/`);
    assert.equal(await banner(admin, "Writer Example").count(), 0);
    await admin.getByRole("link", { name: "offer.txt", exact: true }).waitFor();
  });
}

test("from the answer to why, as somebody who was never here", async (t) => {
  const admin = await signedIn(t, "owner", { role: "admin" });
  await portal.latchkey("access", "grant", "Sales", "fresh@example.com", "view");
  await admin.goto(`${portal.origin}/files/Sales/`);
  await choose(admin, "More", "Share");
  await admin.getByLabel("E-mail address to ask about").fill("fresh@example.com");
  await admin.getByRole("button", { name: "Answer" }).click();
  await admin.getByText(/fresh@example.com may see this, because an operator gave the address/).waitFor();
  await checkEverywhere(admin, "the answer about somebody");
  await admin.getByRole("button", { name: "View as fresh@example.com" }).click();
  await admin.waitForURL(`${portal.origin}/files/Sales/`);
  await banner(admin, "fresh@example.com").waitFor();
  await admin.goto(`${portal.origin}/files/`);
  assert.deepEqual(await rows(admin), ["Sales (folder)"]);
  assert.equal((await admin.goto(`${portal.origin}/files/Wages/`)).status(), 404);
  await admin.getByRole("button", { name: "Stop" }).click();
  await admin.getByRole("link", { name: "wages.txt", exact: true }).waitFor();
});
