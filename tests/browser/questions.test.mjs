// Asking for access and answering; and the page for somebody who leaves.
import assert from "node:assert/strict";
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

for (const javaScriptEnabled of [true, false]) {
  const [how, folder, asker] = javaScriptEnabled ? ["with", "Offers", "fay"] : ["without", "Bids", "gus"];
  test(`somebody asks for access, an owner gives it, and they find the answer, ${how} JavaScript`, async (t) => {
    const looks = javaScriptEnabled ? checkEverywhere : async () => {};
    const owner = await signedIn(t, "owner", { role: "admin", javaScriptEnabled });
    const root = `${portal.origin}/api/v1/items/00000000-0000-7000-8000-000000000001/folders`;
    await owner.request.post(root, { data: { name: folder }, headers: { origin: portal.origin } });
    const page = await signedIn(t, asker, { at: `/files/${folder}/`, javaScriptEnabled });
    await looks(page, "nothing granted");
    await page.getByRole("link", { name: "Ask for access" }).click();
    await looks(page, "asking");
    await page.getByLabel("I would like to").selectOption("change");
    await page.getByLabel("Why (optional)").fill("for the fair in spring");
    await page.getByRole("button", { name: "Send the question" }).click();
    await page.getByText("Your question is sent.").waitFor();
    await looks(page, "what I asked");

    await owner.goto(`${portal.origin}/account`);
    await owner.getByRole("link", { name: "Questions to you" }).click();
    await owner.getByRole("heading", { name: new RegExp(`would like to change /${folder}`) }).waitFor();
    await looks(owner, "questions to me");
    await owner.getByLabel("Answer in words (optional)").fill("welcome");
    await owner.getByRole("button", { name: /^Give access/ }).click();
    await owner.getByText("They have access now.").waitFor();

    await page.goto(`${portal.origin}/questions`);
    await page.getByText("welcome").waitFor();
    await looks(page, "an answer");
    await page.getByRole("link", { name: `/files/${folder}/` }).click();
    await page.getByRole("heading", { name: folder }).first().waitFor();
  });
}

test("an administrator ends everything that somebody has, and lets them in again", async (t) => {
  const owner = await signedIn(t, "owner", { role: "admin" });
  const leaver = await signedIn(t, "leaver", { role: "reader" });
  await owner.goto(`${portal.origin}/admin/sessions`);
  await owner.getByRole("link", { name: "leaver" }).click();
  await owner.getByRole("link", { name: /This person leaves/ }).click();
  await checkEverywhere(owner, "somebody leaves");
  await owner.getByRole("button", { name: "End all access" }).click();
  await owner.getByText("has had no access since").waitFor();
  await checkEverywhere(owner, "somebody has left");
  await leaver.goto(`${portal.origin}/files/`);
  await leaver.getByText("Your access to this site has ended.").waitFor();
  await checkEverywhere(leaver, "a sign-in of somebody who left");
  await owner.getByRole("button", { name: "Let them sign in again" }).click();
  await owner.getByRole("button", { name: "End all access" }).waitFor();
});
