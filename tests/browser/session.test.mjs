// A page that was left open, and the pages that say where somebody is signed in. The browser's clock is moved, not the site's.
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
const notice = (page) => page.getByRole("complementary", { name: "Your sign-in" });
const cookie = async (page) => (await page.context().cookies()).find(({ name }) => name === "latchkey_until")?.value;

/** A page on which something is typed, and whose clock a test may move. */
async function typing(t, name) {
  const page = await signedIn(t, name, { role: "admin" });
  await page.clock.install();
  await page.goto(`${portal.origin}/admin/people`);
  await page.getByLabel("E-mail address").fill("typed.for.long@example.com");
  return page;
}

/** In the tab that the notice opens. */
async function signInAgain(page, name) {
  const [tab] = await Promise.all([page.context().waitForEvent("page"), notice(page).getByRole("link", { name: "Sign in again" }).click()]);
  await tab.waitForLoadState();
  if (tab.url().includes("/sign-in/")) await person.signInAs(tab, name);
  await tab.waitForURL(`${portal.origin}/account**`);
}

test("shortly before an idle session ends every tab says so, and staying is one click for all", async (t) => {
  const page = await typing(t, "sitter");
  const other = await page.context().newPage();
  await other.goto(`${portal.origin}/account`);
  const before = await cookie(page);
  await page.clock.fastForward("07:50:00");
  assert.equal(await notice(page).count(), 0, "not yet");
  await page.clock.fastForward("00:06:00");
  await notice(page).getByText("You will be signed out at").waitFor();
  await notice(other).getByText("You will be signed out at").waitFor();
  assert.equal(await cookie(page), before, "asking is no visit");
  await checkEverywhere(page, "the notice before the end");
  await notice(other).getByRole("button", { name: "Dismiss" }).click();
  await notice(other).waitFor({ state: "hidden" });
  await notice(page).getByRole("button", { name: "Stay signed in" }).click();
  await notice(page).waitFor({ state: "hidden" });
  await page.getByText("You stay signed in.").waitFor();
  assert.notEqual(await cookie(page), before);
  assert.equal(await page.getByLabel("E-mail address").inputValue(), "typed.for.long@example.com");
});

test("after the end nothing typed is lost, and the page goes on with a sign-in in another tab", async (t) => {
  const page = await typing(t, "sleeper");
  await page.clock.fastForward("09:00:00");
  await notice(page).getByText("You are signed out.").waitFor();
  await checkEverywhere(page, "the notice after the end");
  await notice(page).getByRole("button", { name: "Dismiss" }).click();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await notice(page).getByText("You are signed out.").waitFor();
  assert.equal(await page.getByLabel("E-mail address").inputValue(), "typed.for.long@example.com");
  await signInAgain(page, "sleeper");
  await page.getByText("You are signed in again.").waitFor();
  await notice(page).waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("Added. The role holds from now on.").waitFor();
  await page.getByRole("rowheader", { name: "typed.for.long@example.com" }).waitFor();
});

test("where a visit moves nothing any more, the notice leads to a sign-in", async (t) => {
  const page = await signedIn(t, "worker", { role: "reader" });
  await page.evaluate(() => {
    const end = Math.floor(Date.now() / 1000) + 200;
    document.cookie = `latchkey_until=${end}.${end}; path=/`;
    dispatchEvent(new Event("focus")); // else it is looked at within a minute
  });
  await notice(page).getByText("Your sign-in ends at").waitFor();
  assert.equal(await notice(page).getByRole("button", { name: "Stay signed in" }).count(), 0);
  await signInAgain(page, "worker");
  await notice(page).waitFor({ state: "hidden" });
});

test("a session that is ended elsewhere shows with the next request of a script", async (t) => {
  const page = await signedIn(t, "ended", { role: "reader" });
  await portal.latchkey("sessions", "end", "ended@example.com");
  await page.getByRole("combobox").first().fill("lighthouse");
  await notice(page).getByText("You are signed out.").waitFor();
  await signInAgain(page, "ended");
  await page.getByText("You are signed in again.").waitFor();
});

test("a sign-in in the same second as the one before is noticed", async (t) => {
  const page = await signedIn(t, "quick", { role: "reader" });
  const before = await cookie(page);
  await portal.latchkey("sessions", "end", "quick@example.com");
  await page.getByRole("combobox").first().fill("lighthouse");
  await notice(page).getByText("You are signed out.").waitFor();
  // What the new sign-in says of its ends is what the old one has said, as with two in one second; the page does not look
  // meanwhile.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 2000);
  await page.context().addInitScript((said) => { document.cookie = `latchkey_until=${said}; path=/`; }, before);
  await signInAgain(page, "quick");
  await page.getByText("You are signed in again.").waitFor();
  await notice(page).waitFor({ state: "hidden" });
});

test("a person sees where they are signed in and ends it there", async (t) => {
  const here = await signedIn(t, "mover", { at: "/account" });
  const there = await signedIn(t, "mover", { at: "/account" });
  await here.getByRole("link", { name: "Where you are signed in" }).click();
  await here.getByText("(this one)").waitFor();
  await checkEverywhere(here, "where one is signed in");
  await here.getByRole("button", { name: /Sign out there.*Chrome on Linux/ }).click();
  await here.getByText("Signed out there.").waitFor();
  await there.reload();
  await there.getByLabel("Name").or(there.getByRole("heading", { name: "Your account" })).first().waitFor();
  await signedIn(t, "mover", { at: "/account" });
  await here.getByRole("button", { name: "Sign out everywhere else" }).click();
  await here.getByText("Signed out everywhere else.").waitFor();
  assert.equal(await here.locator("tbody tr").count(), 1);
});

test("an administrator signs somebody out, without scripts too", async (t) => {
  const theirs = await signedIn(t, "left", { role: "reader" });
  const admin = await signedIn(t, "boss", { role: "admin", at: "/admin/people", javaScriptEnabled: false });
  await admin.getByRole("link", { name: "Who is signed in" }).click();
  await admin.getByRole("heading", { name: "Who is signed in" }).waitFor();
  await admin.getByRole("link", { name: "Left Example" }).click();
  await admin.getByRole("heading", { name: "Where Left Example is signed in" }).waitFor();
  await admin.getByRole("button", { name: "Sign out everywhere" }).click();
  await admin.getByText("Left Example is signed out everywhere.").waitFor();
  assert.equal((await theirs.request.get(`${portal.origin}/api/v1/me`)).status(), 401);
  const again = await signedIn(t, "boss", { at: "/admin/sessions" });
  await checkEverywhere(again, "who is signed in");
  await again.getByRole("link", { name: "Boss Example", exact: true }).click();
  await again.getByText("(this one)").waitFor();
  await checkEverywhere(again, "where somebody is signed in");
});
