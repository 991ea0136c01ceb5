// The modes without a sign-in: a developer's own machine, and a site that is open on purpose.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { check } from "./looks.mjs";
import { newWindow } from "./person.mjs";
import { startPortal } from "./portal.mjs";

const NO_SIGN_IN = {
  APP_ENV: "development",
  OIDC_ISSUER_URL: undefined,
  APP_REG_CLIENT_ID: undefined,
  APP_REG_CLIENT_SECRET: undefined,
  APP_REG_REDIRECT_URI: undefined,
  API_COOKIE_SECRET: undefined,
};

let browser;

before(async () => {
  browser = await startChromium();
});

after(() => browser?.close());

async function open(t, environment) {
  const portal = await startPortal({ ...NO_SIGN_IN, ...environment });
  t.after(() => portal.stop());
  return { portal, page: await newWindow(t, browser) };
}

test("a developer sees every page as each role, one click apart", async (t) => {
  const { portal, page } = await open(t, { DEV_MODE: "true" });
  await page.goto(portal.origin);
  await page.getByRole("link", { name: "Report.pdf", exact: true }).waitFor();
  const roles = { admin: [200, 200], editor: [200, 403], reader: [200, 403], none: [403, 403] };
  for (const [role, [documents, people]] of Object.entries(roles)) {
    await page.goto(`${portal.origin}/account`);
    await page.getByRole("button", { name: role === "none" ? /none|no role/i : new RegExp(role, "i") }).first().click();
    await page.waitForLoadState();
    assert.equal((await page.goto(`${portal.origin}/files/`)).status(), documents, `the documents as ${role}`);
    assert.equal((await page.goto(`${portal.origin}/admin/people`)).status(), people, `the people as ${role}`);
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await check(page, `people as ${role}, ${width} px`);
    }
  }
});

test("a site that is open on purpose says so on every page", async (t) => {
  const { portal, page } = await open(t, { AUTH_REQUIRED: "false" });
  for (const address of ["/files/", "/account", "/nowhere", "/logout"]) {
    await page.goto(`${portal.origin}${address}`);
    await page.getByText("AUTH_REQUIRED=false").first().waitFor();
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await check(page, `${address}, open, ${width} px`);
    }
  }
  assert.equal((await page.goto(`${portal.origin}/admin/people`)).status(), 403);
  const health = await (await page.context().request.get(`${portal.origin}/health`)).text();
  assert.match(health, /open/i, "health says so");
});
