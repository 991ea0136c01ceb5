// The tests' own watch over the pages: what it sees fails the test that has opened the window, and no other.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { newWindow } from "./person.mjs";

let browser;

before(async () => {
  browser = await startChromium();
});

after(() => browser?.close());

const TROUBLES = {
  "a script that fails": "<script>setTimeout(() => { throw new Error('thrown later'); })</script>",
  "a policy that stops something": "<meta http-equiv='Content-Security-Policy' content=\"img-src 'none'\"><img src='http://localhost/x.png'>",
};

for (const [what, html] of Object.entries(TROUBLES)) {
  test(`${what} fails its test at the end, also in another tab`, async () => {
    const hooks = [];
    const page = await newWindow({ after: (hook) => hooks.push(hook) }, browser);
    const tab = await page.context().newPage();
    await tab.setContent(html);
    await tab.evaluate(() => new Promise((then) => setTimeout(then)));
    await assert.rejects(async () => { for (const hook of hooks) await hook(); }, /thrown later|the policy stops something/);
  });
}

test("a quiet page fails nothing", async () => {
  const hooks = [];
  await newWindow({ after: (hook) => hooks.push(hook) }, browser);
  for (const hook of hooks) await hook();
});
