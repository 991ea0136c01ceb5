// Every page, on a phone and on a desk, light and dark: nothing that axe objects to, nothing wider than the window.
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { check } from "./looks.mjs";
import { newWindow, signedIn } from "./person.mjs";
import { startPortal } from "./portal.mjs";

let portal, browser;

before(async () => {
  portal = await startPortal();
  await portal.latchkey("role", "set", "admin@example.com", "admin");
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

const PAGES = {
  stranger: {
    "signed out": "/logout",
    "a bad callback": "/callback?code=x&state=y",
    "a missing page": "/nowhere",
  },
  admin: {
    listing: "/files/",
    "sorted listing": "/files/?sort=size",
    tiles: "/files/?view=tiles",
    "the list again": "/files/?view=list",
    recent: "/recent",
    "opened lately": "/recent?list=opened",
    favourites: "/favourites",
    folder: "/files/%C3%9Cbersicht%20&%20Pl%C3%A4ne/",
    account: "/account",
    people: "/admin/people",
    "sign out": "/logout",
    "a missing file": "/files/nowhere.pdf",
  },
  nobody: {
    "no role": "/files/",
    account: "/account",
    forbidden: "/admin/people",
  },
};

for (const [person, pages] of Object.entries(PAGES)) {
  test(`axe finds nothing on the pages of ${person}`, async (t) => {
    const page = person === "stranger" ? await newWindow(t, browser) : await signedIn(t, { portal, browser }, person, { at: "/account" });
    for (const [what, address] of Object.entries(pages)) {
      for (const width of [360, 1280]) {
        for (const colorScheme of ["light", "dark"]) {
          await page.setViewportSize({ width, height: 800 });
          await page.emulateMedia({ colorScheme });
          await page.goto(`${portal.origin}${address}`);
          await check(page, `${what} for ${person}, ${width} px, ${colorScheme}`);
        }
      }
    }
  });
}
