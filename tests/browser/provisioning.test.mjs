// The page on which an administrator sets up the directory, and the directory that then sends somebody.
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

test("an administrator makes a secret, and the directory signs somebody out with it", async (t) => {
  const page = await person.signedIn(t, { portal, browser }, "setter", { role: "admin", at: "/admin/directory" });
  await page.getByRole("link", { name: "People sent by the directory (SCIM)" }).click();
  await page.getByRole("heading", { name: "People sent by the directory" }).waitFor();
  assert.equal(await page.locator("#address").innerText(), `${portal.origin}/scim/v2`);
  await page.getByRole("button", { name: "Make a new secret" }).click();
  const secret = await page.locator("#secret").innerText();
  assert.match(secret, /^latchkey_scim_[\w-]{43}$/);
  await checkEverywhere(page, "a new secret of the directory");

  const worker = await person.signedIn(t, { portal, browser }, "worker", { role: "reader" });
  const send = (method, path, body) => fetch(`${portal.origin}/scim/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/scim+json" },
    body: body && JSON.stringify(body),
  });
  const made = await send("POST", "/Users", { externalId: "worker", userName: "worker@example.com", displayName: "Worker Example", active: true });
  assert.equal(made.status, 201, await made.clone().text());
  const { id } = await made.json();
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
  const disabled = await send("PATCH", `/Users/${id}`, { schemas, Operations: [{ op: "Replace", path: "active", value: false }] });
  assert.equal(disabled.status, 200);
  assert.equal((await worker.request.get(`${portal.origin}/api/v1/me`)).status(), 401);

  await page.goto(`${portal.origin}/admin/scim`);
  assert.equal(await page.locator("#secret").count(), 0, "it is shown once");
  await page.getByText("1, of whom 1 disabled").waitFor();
  await page.getByRole("link", { name: "Worker Example" }).click();
  await page.getByText("The company's directory has ended Worker Example's access").waitFor();
  await checkEverywhere(page, "somebody whom the directory has disabled");
  await page.goto(`${portal.origin}/admin/scim`);
  await checkEverywhere(page, "what the directory has sent");
  await page.getByRole("button", { name: /^End the secret made/ }).click();
  await page.getByText("The secret has ended.").waitFor();
  assert.equal((await send("GET", "/Users")).status, 401);
});
