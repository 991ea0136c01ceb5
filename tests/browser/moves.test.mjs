// Moving and copying: what it changes for whom is said where the folder is chosen, and its owner chooses what goes along.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { checkEverywhere } from "./looks.mjs";
import { choose, notice } from "./pages.mjs";
import * as person from "./person.mjs";
import { startPortal } from "./portal.mjs";

let portal, browser, trees;

before(async () => {
  portal = await startPortal();
  browser = await startChromium();
  trees = await mkdtemp(join(tmpdir(), "latchkey-moves-"));
  for (const path of ["Sales/Offers/offer.txt", "Sales/plans.txt", "Archive/old.txt"]) {
    await mkdir(join(trees, path, ".."), { recursive: true });
    await writeFile(join(trees, path), path);
  }
  await portal.latchkey("import", trees);
  for (const role of ["role:reader", "role:editor"]) await portal.latchkey("access", "revoke", "/", role);
  await portal.latchkey("group", "make", "Sellers");
  for (const name of ["ada", "bob", "cy"]) await portal.latchkey("group", "add", "Sellers", `${name}@example.com`);
  await portal.latchkey("access", "grant", "Sales", "group:Sellers", "view");
  for (let number = 1; number <= 7; number += 1) await portal.latchkey("access", "grant", "Archive", `keeper${number}@example.com`, number % 2 ? "view" : "edit");
  await portal.latchkey("access", "grant", "Sales/Offers", "friend@example.com", "edit");
});

after(async () => {
  await browser?.close();
  await portal?.stop();
  if (trees) await rm(trees, { recursive: true, force: true });
});

const signedIn = (t, name, options) => person.signedIn(t, { portal, browser }, name, options);

test("a folder that is moved says who will no longer see it, and keeps what its owner wants", async (t) => {
  const owner = await signedIn(t, "owner", { role: "admin", at: "/files/Sales/Offers/" });
  await choose(owner, "More", "Move");
  assert.equal(await owner.getByText("people of Sellers").count(), 0, "nothing changes where it lies");
  await owner.getByRole("link", { name: "Documents" }).last().click();
  await owner.getByRole("link", { name: "Archive", exact: true }).click();
  const keep = owner.getByRole("group", { name: "What was shared with it by name" });
  await keep.getByText("3 people of Sellers will no longer see it.").first().waitFor();
  await keep.getByText("4 people will be able to see it.").first().waitFor();
  assert.equal(await owner.getByLabel("Keep what was shared with it by name").isChecked(), true);
  await keep.getByText("Everybody for whom it changes something").last().click();
  await keep.getByRole("row", { name: /keeper7@example.com nothing view/ }).waitFor();
  await checkEverywhere(owner, "what a move changes");
  await owner.getByLabel("Only what holds in the target folder").check();
  await owner.getByRole("button", { name: "Move to Archive" }).click();
  await notice(owner, "Moved");
  await owner.goto(`${portal.origin}/files/Archive/Offers/`);
  await choose(owner, "More", "Share");
  assert.equal(await owner.getByText("friend@example.com").count(), 0);
});

test("without JavaScript whoever does not own it is told, and chooses nothing", async (t) => {
  await portal.latchkey("access", "grant", "Sales/plans.txt", "editor@example.com", "edit");
  await portal.latchkey("access", "grant", "Archive", "editor@example.com", "edit");
  const editor = await signedIn(t, "editor", { at: "/shared", javaScriptEnabled: false });
  await editor.getByRole("link", { name: "plans.txt" }).click();
  await editor.getByRole("link", { name: "Move", exact: true }).click();
  await editor.getByRole("heading", { name: "What this changes" }).waitFor();
  await editor.getByText("3 people of Sellers will no longer see it.").waitFor();
  assert.equal(await editor.getByRole("radio").count(), 0);
  assert.equal(await editor.getByText("keeper1").count(), 0, "only numbers of people whom others gave access");
  await editor.getByRole("button", { name: "Move to Archive" }).click();
  await editor.getByText("Moved", { exact: false }).first().waitFor();
});

test("a copy says who sees the original and not the copy", async (t) => {
  const owner = await signedIn(t, "copier", { role: "admin", at: "/files/Archive/" });
  await portal.latchkey("access", "grant", "Archive/old.txt", "friend@example.com", "view");
  await owner.getByRole("link", { name: "old.txt", exact: true }).click();
  await owner.goto(`${owner.url()}`.replace("/files/Archive/old.txt", "/at/Archive/old.txt"));
  await owner.getByRole("link", { name: "Copy", exact: true }).click();
  await owner.getByRole("link", { name: "Documents" }).last().click();
  await owner.getByRole("link", { name: "Sales", exact: true }).click();
  await owner.getByText("3 people of Sellers cannot see the original, but will be able to see the copy.").first().waitFor();
  assert.equal(await owner.getByLabel("Only what holds in the target folder").isChecked(), true);
  await checkEverywhere(owner, "what a copy changes");
});
