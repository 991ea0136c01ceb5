// The lab of DEV_MODE: two windows are two people, and what people see when something is not as it should be is one click away.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { checkEverywhere } from "./looks.mjs";
import { newWindow } from "./person.mjs";
import { startPortal } from "./portal.mjs";

const NO_SIGN_IN = {
  APP_ENV: "development",
  DEV_MODE: "true",
  OIDC_ISSUER_URL: undefined,
  APP_REG_CLIENT_ID: undefined,
  APP_REG_CLIENT_SECRET: undefined,
  APP_REG_REDIRECT_URI: undefined,
  API_COOKIE_SECRET: undefined,
};

let browser;
let portal;

before(async () => {
  browser = await startChromium();
  portal = await startPortal(NO_SIGN_IN);
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

/** Becomes somebody, from the page that is shown. */
async function be(page, who) {
  await page.getByRole("link", { name: "Lab", exact: true }).click();
  await page.getByRole("button", { name: who, exact: true }).click();
  await page.waitForURL((address) => address.pathname !== "/dev");
}

test("the lab and its notice stand every window, also with a name of 200 letters and a slow database", async (t) => {
  const page = await newWindow(t, browser);
  await page.goto(`${portal.origin}/dev`);
  await checkEverywhere(page, "the lab");
  await page.goto(`${portal.origin}/files/`);
  await be(page, "Somebody with a long name");
  await page.getByRole("link", { name: "Report.pdf", exact: true }).waitFor();
  await checkEverywhere(page, "a folder with a long name");
  await page.goto(`${portal.origin}/account`);
  await checkEverywhere(page, "an account with a long name");
  await page.setViewportSize({ width: 360, height: 740 });
  const notice = await page.getByRole("complementary", { name: "Development mode" }).boundingBox();
  assert.ok(notice.height <= 150, `the notice is ${notice.height} px high on a phone`);
  await page.goto(`${portal.origin}/dev`);
  await page.getByRole("button", { name: "Slow database", exact: true }).click();
  const stop = page.getByRole("button", { name: "Slow database: stop" }).first();
  await stop.waitFor();
  await checkEverywhere(page, "a slow database");
  await stop.click();
  await stop.waitFor({ state: "detached" });
});

test("two windows are two people, and one shares with the other", async (t) => {
  const owner = await newWindow(t, browser);
  const guest = await newWindow(t, browser);
  await guest.goto(portal.origin);
  await be(guest, "A guest");
  await guest.getByText("robin.guest@partner.example").first().waitFor();
  await owner.goto(portal.origin);
  await owner.getByText("dev.user@example.com").first().waitFor();
  const id = await owner.evaluate(async () => (await (await fetch("/api/v1/items/00000000-0000-7000-8000-000000000001/children")).json()).items.find((item) => item.name === "notes.txt").id);
  await owner.evaluate(async (item) => {
    const body = JSON.stringify({ subject: "robin.guest@partner.example", level: "view" });
    await fetch(`/api/v1/items/${item}/access`, { method: "PUT", headers: { "content-type": "application/json" }, body });
  }, id);
  await guest.goto(`${portal.origin}/shared`);
  await guest.getByRole("link", { name: "notes.txt" }).first().waitFor();
});

test("a page that is open says when its session expires, and goes on after a new sign-in", async (t) => {
  const page = await newWindow(t, browser);
  await page.goto(`${portal.origin}/files/`);
  await page.getByRole("link", { name: "Lab", exact: true }).click();
  await page.getByRole("button", { name: "Session expires" }).click();
  const notice = page.getByRole("complementary", { name: "Your sign-in" });
  await notice.getByText("You are signed out.").waitFor();
  const [tab] = await Promise.all([page.context().waitForEvent("page"), notice.getByRole("link", { name: /Sign in again/ }).click()]);
  await tab.waitForURL(`${portal.origin}/account`);
  await tab.close();
  await notice.waitFor({ state: "hidden" });
});

test("a session that somebody ended shows itself as soon as the page asks for something", async (t) => {
  const page = await newWindow(t, browser);
  await page.goto(`${portal.origin}/files/`);
  await page.getByRole("link", { name: "Lab", exact: true }).click();
  await page.getByRole("button", { name: "Session is ended by somebody" }).click();
  await page.getByRole("link", { name: "Report.pdf", exact: true }).waitFor();
  await page.waitForFunction(async () => (await fetch("/api/v1/me")).status === 401, undefined, { polling: 500 });
  await page.getByRole("link", { name: "Report.pdf", exact: true }).click();
  await page.getByRole("heading", { name: "Report.pdf" }).waitFor();
});

test("the pages of a sign-in that fails lead back to the lab", async (t) => {
  const page = await newWindow(t, browser);
  for (const name of ["Provider is down", "Not assigned (AADSTS50105)"]) {
    await page.goto(`${portal.origin}/dev`);
    await page.getByRole("link", { name }).click();
    await page.getByRole("link", { name: "Try again" }).waitFor();
    await checkEverywhere(page, name);
    await page.getByRole("link", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "The lab" }).waitFor();
  }
});
