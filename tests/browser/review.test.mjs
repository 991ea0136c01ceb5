// An owner is asked who shall still have access, and answers on a phone and at a desk, with and without scripts.
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { checkEverywhere } from "./looks.mjs";
import { newFolder } from "./pages.mjs";
import * as person from "./person.mjs";
import { startPortal } from "./portal.mjs";

let portal, browser;

before(async () => {
  // Everything that was given before now is old.
  portal = await startPortal({ ACCESS_REVIEW_DAYS: "1" });
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with scripts" : "without scripts";
  test(`an owner keeps one and takes another away, ${how}`, async (t) => {
    const name = `Of ${how}`;
    const owner = `owner-${javaScriptEnabled}`;
    const admin = await person.signedIn(t, { portal, browser }, `admin-${javaScriptEnabled}`, { role: "admin" });
    await newFolder(admin, name);
    for (const [email, level] of [[`${owner}@example.com`, "own"], ["kept@example.com", "view"], ["gone@example.com", "edit"]]) {
      await portal.latchkey("access", "grant", name, email, level);
    }
    await portal.sql("UPDATE grants SET granted_at = granted_at - interval '3 days'");
    const page = await person.signedIn(t, { portal, browser }, owner, { at: "/shared", javaScriptEnabled });
    await page.getByText("3 permissions wait for you").getByRole("link", { name: "review who has access" }).click();
    await page.getByRole("heading", { name: "Review who has access" }).waitFor();
    if (javaScriptEnabled) await checkEverywhere(page, "the access review");
    if (process.env.LATCHKEY_SHOTS) for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.screenshot({ path: `${process.env.LATCHKEY_SHOTS}/review-${width}.png`, fullPage: true });
    }
    await page.getByRole("group", { name: "kept@example.com" }).getByLabel("Keep").check();
    await page.getByRole("group", { name: "gone@example.com" }).getByLabel("Take away").check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved. Kept: 1. Taken away: 1.").waitFor();
    await page.getByRole("group", { name: `Owner-${javaScriptEnabled} Example` }).waitFor();
  });
}
