// Groups of people: made, filled, shared with; who is in one finds it, and why says so.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { checkEverywhere } from "./looks.mjs";
import { choose, open } from "./pages.mjs";
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

test("a group is made, filled and shared with, and who is in it finds the folder", async (t) => {
  const owner = await signedIn(t, "owner", { role: "admin", at: "/account" });
  await owner.request.post(`${portal.origin}/api/v1/items/00000000-0000-7000-8000-000000000001/folders`, { data: { name: "Offers" }, headers: { origin: portal.origin } });
  await owner.getByRole("link", { name: "Your groups" }).click();
  await owner.getByLabel("Name", { exact: true }).fill("Sales team");
  await owner.getByLabel("What it is for (optional)").fill("Everybody who sells");
  await owner.getByRole("button", { name: "Make the group" }).click();
  await owner.getByRole("heading", { name: "Sales team" }).waitFor();
  await checkEverywhere(owner, "an empty group");
  await owner.getByLabel("Member", { exact: true }).fill("seller@example.com");
  await owner.getByRole("button", { name: "Add", exact: true }).first().click();
  await owner.getByText("One member was added.").waitFor();
  await open(owner, "Add many at once");
  await owner.getByLabel("E-mail addresses, one on each line").fill("E-mail;Name\nada@example.com;Ada\nnobody at all;\n");
  await owner.getByRole("button", { name: "Take this list" }).click();
  await owner.getByText("Line 3 is no e-mail address").waitFor();
  await checkEverywhere(owner, "a list that was refused");
  await owner.getByLabel("E-mail addresses, one on each line").fill("ada@example.com\nbob@example.com\n");
  await owner.getByRole("button", { name: "Take this list" }).click();
  await owner.getByText("2 members were added.").waitFor();
  await checkEverywhere(owner, "a group");

  await owner.goto(`${portal.origin}/files/Offers/`);
  await choose(owner, "More", "Share");
  await open(owner, "Give a group or a role access");
  await owner.getByLabel("To whom").selectOption("the group Sales team");
  await owner.getByRole("button", { name: "Give access" }).last().click();
  await owner.getByText("They have access now.").waitFor();
  await owner.getByText("(group)").waitFor();
  await checkEverywhere(owner, "shared with a group");

  const seller = await signedIn(t, "seller", { at: "/shared" });
  await seller.getByRole("link", { name: "Offers", exact: true }).click();
  await seller.getByRole("link", { name: "Why can I see this?" }).click();
  await seller.getByText("the group Sales team").first().waitFor();
  await checkEverywhere(seller, "why, by a group");
  await seller.goto(`${portal.origin}/groups`);
  await seller.getByRole("link", { name: "Sales team" }).click();
  await seller.getByText("You are in this group.").waitFor();
  assert.equal(await seller.getByRole("table").count(), 0, "not who else is in it");
  await checkEverywhere(seller, "a group that one is in");

  await owner.goto(`${portal.origin}/groups`);
  await checkEverywhere(owner, "all groups");
  await owner.getByRole("link", { name: "Sales team" }).click();
  await open(owner, "Delete the group");
  await owner.getByRole("button", { name: "Delete it for good" }).click();
  await owner.getByText("You are in no group, and own none.").waitFor();
  assert.equal((await seller.goto(`${portal.origin}/files/Offers/`)).status(), 403);
});

test("without JavaScript roles come from the directory", async (t) => {
  const owner = await signedIn(t, "owner", { role: "admin", at: "/admin/people", javaScriptEnabled: false });
  await owner.getByRole("link", { name: "Roles from the directory" }).click();
  await checkEverywhereWithout(owner);
  await owner.getByRole("button", { name: "Add these four" }).click();
  await owner.getByText("App role Analyst", { exact: true }).waitFor();
  await owner.getByLabel("Kind").selectOption("Group in the directory (object ID)");
  await owner.getByLabel("Object ID or value").fill("0f1e2d3c-0000-4000-8000-000000000001");
  await owner.getByLabel("Role").selectOption("editor");
  await owner.getByRole("button", { name: "Add", exact: true }).click();
  await owner.getByRole("button", { name: /Take away.*0f1e2d3c/ }).click();
  await owner.getByText("4 roles come from the directory").waitFor();
  const watched = await signedIn(t, "owner", { at: "/admin/directory" });
  await checkEverywhere(watched, "roles from the directory");
});

/** axe is a script of the test, which needs scripts; the width does not. */
async function checkEverywhereWithout(page) {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 740 });
    const box = await page.locator("main").boundingBox();
    assert.ok(box.width <= width, `${box.width} px wide in a window of ${width}`);
  }
}
