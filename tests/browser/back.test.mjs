// Back after signing out, in a browser that keeps pages alive (the back/forward cache), which playwright switches off.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { signedIn } from "./person.mjs";
import { startPortal } from "./portal.mjs";

let portal, browser;

before(async () => {
  portal = await startPortal();
  browser = await startChromium({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

/** Whether anything of a document can be seen. */
const shows = (page) =>
  page.evaluate(() => document.documentElement.checkVisibility({ visibilityProperty: true }) && document.body.innerText.includes("Report.pdf"));

async function toTheFiles(t, name) {
  const page = await signedIn(t, { portal, browser }, name, { role: "reader" });
  await page.getByRole("link", { name: "Report.pdf", exact: true }).first().waitFor();
  return page;
}

async function signOut(page) {
  await page.getByRole("button", { name: /sign out/i }).first().click();
  await page.getByRole("button", { name: /yes, sign me out/i }).click(); // else the company signs in again without a word
  await page.getByRole("heading", { name: /signed out/i }).waitFor();
}

test("pages are not to be stored by anything", async (t) => {
  const page = await toTheFiles(t, "stored");
  for (const address of ["/files/", "/account", "/recent", "/search?q=report", "/logout"]) {
    const answer = await page.request.get(`${portal.origin}${address}`, { headers: { accept: "text/html" } });
    assert.equal(answer.headers()["cache-control"], "no-store", address);
  }
});

test("Back after signing out shows nothing, however many steps", async (t) => {
  const page = await toTheFiles(t, "backer");
  await page.goto(`${portal.origin}/recent`);
  await page.goto(`${portal.origin}/files/`);
  await signOut(page);
  for (let steps = 1; steps <= 5; steps++) {
    await page.goBack({ waitUntil: "commit" }).catch(() => null);
    assert.equal(await shows(page).catch(() => false), false, `at once, ${steps} × Back`);
    await page.waitForFunction(() => document.readyState === "complete"); // a page from the cache tells of no load
    assert.equal(await shows(page), false, `${steps} × Back`);
  }
});

test("a page that lay in the back/forward cache is hidden before it comes back, and asks the site again", async (t) => {
  const page = await toTheFiles(t, "cached");
  // As the browser does it, in one that keeps pages in spite of no-store.
  const hidden = await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    return getComputedStyle(document.body).visibility;
  });
  assert.equal(hidden, "hidden");
  const again = page.waitForEvent("request", (request) => request.isNavigationRequest());
  await page.evaluate(() => { dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })); });
  await again;
  await page.getByRole("link", { name: "Report.pdf", exact: true }).first().waitFor();
});
