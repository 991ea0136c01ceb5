// A person at a window of their own. What the scripts of the pages and the content policy complain about meanwhile
// fails that person's test, at its end: thrown in a listener it would end the whole file instead.
import assert from "node:assert/strict";

/** Fills in the provider's form. */
export async function signInAs(page, name) {
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** A window with nobody signed in, watched in all its tabs, and closed after the test. */
export async function newWindow(t, browser, options = {}) {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  context.setDefaultTimeout(90_000); // ten tabs on two busy cores take their time
  const troubles = [];
  context.on("weberror", (error) => troubles.push(`a script fails: ${error.error()}`));
  context.on("console", (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) troubles.push(`the policy stops something: ${message.text()}`);
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(troubles, []);
  });
  return context.newPage();
}

/** Signs `name` in, with `role` if one is said, and shows the page `at`. */
export async function signedIn(t, { portal, browser }, name, { role, at = "/files/", ...options } = {}) {
  if (role) await portal.latchkey("role", "set", `${name}@example.com`, role);
  const page = await newWindow(t, browser, options);
  await page.goto(`${portal.origin}${at}`);
  await signInAs(page, name);
  try {
    await page.waitForURL(`${portal.origin}${at}**`);
  } catch (error) {
    throw new Error(`${name} is at ${page.url()} and reads: ${await page.locator("body").innerText()}`, { cause: error });
  }
  return page;
}
