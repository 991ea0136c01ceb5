// The queue of uploads in each of its states, on a phone and on a desk, light and dark: nothing that axe objects to.
import { after, before, test } from "node:test";
import { randomBytes } from "node:crypto";
import { startChromium } from "./chromium.mjs";
import { checkEverywhere } from "./looks.mjs";
import { signedIn } from "./person.mjs";
import { startPortal } from "./portal.mjs";
import { fileInput, finished, inFolder, line, loseNetwork, moduleAt, throttle } from "./uploads.mjs";

let portal, browser;

before(async () => {
  portal = await startPortal({ MAX_UPLOAD: "50MB" });
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

const binary = (name, bytes) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.isBuffer(bytes) ? bytes : randomBytes(bytes) });

async function editor(t, name, folder) {
  const page = await signedIn(t, { portal, browser }, name, { role: "editor" });
  await inFolder(portal, page, folder);
  return page;
}

test("sending, waiting for its turn, paused, refused, without a network", async (t) => {
  const page = await editor(t, "states", "States");
  await throttle(page, 300_000);
  const long = `${"a long name of a file that goes on and on ".repeat(4).trim()}.bin`;
  await fileInput(page).setInputFiles([binary("con.txt", 10), binary(long, 8_000_000), ...[1, 2, 3, 4, 5].map((number) => binary(`${number}.bin`, 6_000_000))]);
  await line(page, "con.txt").getByText(/Windows keeps this name/).waitFor();
  await line(page, "a long name").locator("[data-state]", { hasText: "/s · " }).waitFor();
  await page.getByRole("button", { name: "Pause 1.bin" }).click();
  await checkEverywhere(page, "uploads under way");
  await loseNetwork(page);
  await page.locator("#uploads [data-notice]").getByText("There is no network.").waitFor();
  await checkEverywhere(page, "uploads without a network");
  await throttle(page, -1);
  await page.locator('[data-do="cancel-all"]').click();
});

test("larger than the site takes, and all is finished", async (t) => {
  const page = await editor(t, "larger", "Larger");
  await fileInput(page).setInputFiles([binary("video.mp4", 50_000_001), binary("small.txt", 5)]);
  await line(page, "video.mp4").getByText(/larger than 50 MB/).waitFor();
  await finished(page, "1 file uploaded, 1 not taken");
  await checkEverywhere(page, "uploads that are finished");
});

test("a name that is taken, asked and put off", async (t) => {
  const page = await editor(t, "taken", "Taken");
  for (const words of ["old", "new"]) {
    await fileInput(page).setInputFiles([binary("plan.txt", Buffer.from(words))]);
    if (words === "old") {
      await finished(page, "1 file uploaded");
      await page.getByRole("link", { name: "plan.txt", exact: true }).first().waitFor(); // the page was loaded anew, with it
    }
    await page.goto(`${portal.origin}/files/Taken/`);
  }
  await fileInput(page).setInputFiles([binary("plan.txt", Buffer.from("newer"))]);
  const dialog = page.getByRole("dialog", { name: "This name is taken" });
  await dialog.waitFor();
  await checkEverywhere(page, "the question what to do");
  await page.keyboard.press("Escape");
  await line(page, "plan.txt").getByRole("button", { name: "Choose what to do" }).first().waitFor();
  await checkEverywhere(page, "a name that is taken");
});

test("interrupted, and the session is over", async (t) => {
  const page = await editor(t, "interrupted", "Interrupted");
  await throttle(page, 300_000);
  await fileInput(page).setInputFiles([binary("large.bin", 9_000_000)]);
  await line(page, "large.bin").locator("[data-state]", { hasText: "/s · " }).waitFor();
  // As a file that is too large to be copied into the browser.
  await page.evaluate(async ([store, shelf]) => {
    const { dispatch, queue } = await import(store);
    const [{ id }] = queue.items;
    dispatch({ type: "kept", id, isKept: false });
    await (await import(shelf)).change(id);
  }, [await moduleAt(page, "upload-store.js"), await moduleAt(page, "upload-storage.js")]);
  page.on("dialog", (dialog) => dialog.accept());
  await page.reload();
  await throttle(page, -1);
  await line(page, "large.bin").getByText("Interrupted").waitFor();
  await checkEverywhere(page, "an upload that was interrupted");
  await page.context().clearCookies({ name: "latchkey" });
  await fileInput(page).setInputFiles([binary("small.txt", 5)]);
  await page.getByRole("link", { name: /Sign in again/ }).waitFor();
  await page.locator("#uploads [data-notice]").getByText("Your session has ended.").waitFor();
  await checkEverywhere(page, "uploads that wait for a session");
});
