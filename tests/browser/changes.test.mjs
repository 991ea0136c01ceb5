// Changing documents and folders as a person does it, with and without scripts: nothing is lost on the way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { check } from "./looks.mjs";
import { newFolder, notice, open } from "./pages.mjs";
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

const signedIn = (t, name, role, options) => person.signedIn(t, { portal, browser }, name, { role, ...options });

const bytes = async (page, address) => (await page.request.get(`${portal.origin}${address}`)).text();

/** By the plain form, which is there with scripts too, but hidden. */
async function send(page, name, text, onTaken) {
  const folder = new URL(page.url()).pathname; // without what the last change has said
  const form = await page.locator("form[action$='/documents']").getAttribute("action");
  const answer = await page.request.post(`${portal.origin}${form}`, {
    headers: { origin: portal.origin },
    multipart: { ...(onTaken && { ontaken: onTaken }), file: { name, mimeType: "text/plain", buffer: Buffer.from(text) } },
  });
  assert.ok(answer.ok(), `${answer.status()} ${await answer.text()}`);
  await page.goto(`${portal.origin}${folder}`);
  return answer.text();
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with scripts" : "without scripts";
  const own = javaScriptEnabled ? "Lively" : "Plain";

  test(`a document is renamed, described, moved, copied, and its old links lead on, ${how}`, async (t) => {
    const page = await signedIn(t, `changer-${own.toLowerCase()}`, "editor", { javaScriptEnabled });
    await newFolder(page, `${own} moves`);
    await send(page, "first.txt", "the first words");
    await page.getByRole("link", { name: "first.txt", exact: true }).click();
    const permanent = new URL(page.url()).pathname;

    await open(page, "Rename");
    await page.getByLabel("New name").fill(`${own} renamed.txt`);
    await page.getByRole("button", { name: "Rename", exact: true }).click();
    await notice(page, "Renamed");
    await page.getByRole("heading", { name: `${own} renamed.txt` }).waitFor();

    await open(page, "Describe");
    await page.getByLabel("Description").fill("What everybody\nasks for");
    await page.getByRole("button", { name: "Save", exact: true }).first().click();
    await notice(page, "The description is saved");
    assert.match(await page.locator(".document-description").innerText(), /What everybody\nasks for/);

    await page.getByRole("link", { name: "Move", exact: true }).click();
    await page.getByRole("link", { name: "Documents", exact: true }).last().click();
    await page.getByRole("link", { name: "Übersicht & Pläne", exact: true }).click();
    await page.getByRole("button", { name: "Move to Übersicht & Pläne" }).click();
    await notice(page, "Moved");
    assert.equal(new URL(page.url()).pathname, permanent, "the page of a document stays where it is");
    assert.equal(await bytes(page, `/files/${own}%20moves/first.txt`), "the first words", "the oldest address leads on");
    assert.equal(await bytes(page, `${permanent}/file`), "the first words");

    await page.getByRole("link", { name: "Copy", exact: true }).click();
    await page.getByRole("button", { name: "Copy to Übersicht & Pläne" }).click();
    await notice(page, "Copied");
    await page.goto(`${portal.origin}/files/%C3%9Cbersicht%20%26%20Pl%C3%A4ne/`);
    await page.getByRole("link", { name: `${own} renamed (2).txt`, exact: true }).waitFor();
  });

  test(`a document is replaced, its old version is got back, it is deleted and restored, ${how}`, async (t) => {
    const page = await signedIn(t, `restorer-${own.toLowerCase()}`, "editor", { javaScriptEnabled });
    await newFolder(page, `${own} history`);
    const here = page.url().split("?")[0];
    await send(page, "plan.txt", "as it was");
    await page.getByRole("link", { name: "plan.txt", exact: true }).click();
    const document = new URL(page.url()).pathname;
    await page.locator("summary", { hasText: "Replace" }).click();
    const file = { name: "plan (from home).txt", mimeType: "text/plain", buffer: Buffer.from("as somebody spoilt it") };
    await page.getByLabel("The file with the new version").setInputFiles(file);
    await page.getByRole("button", { name: "Replace", exact: true }).click();
    await notice(page, "The new version is here");
    assert.equal(await bytes(page, `${document}/file`), "as somebody spoilt it");
    await page.getByRole("button", { name: "Restore version 1" }).click();
    await notice(page, "The old version is the current one again");
    assert.equal(await bytes(page, `${document}/file`), "as it was");
    assert.equal(await page.locator(".versions tbody tr").count(), 3, "nothing of the history is lost");

    await page.getByRole("button", { name: "Move to trash" }).click();
    await notice(page, "Moved to the trash");
    assert.equal((await page.request.get(`${portal.origin}${document}`)).status(), 404, "for a program");
    await page.getByRole("button", { name: "Undo" }).click();
    await notice(page, "Restored");
    await page.goto(`${portal.origin}${document}`);
    await page.getByRole("button", { name: "Move to trash" }).click();
    await notice(page, "Moved to the trash");
    await page.goto(`${portal.origin}/trash`);
    await page.getByRole("button", { name: "Restore plan.txt" }).click();
    await notice(page, "Restored");
    await page.goto(here);
    await page.getByRole("link", { name: "plan.txt", exact: true }).waitFor();
    assert.equal(await bytes(page, `${document}/file`), "as it was");
  });

  test(`what is selected goes to another folder and to the trash together, ${how}`, async (t) => {
    const page = await signedIn(t, `selector-${own.toLowerCase()}`, "editor", { javaScriptEnabled });
    await newFolder(page, `${own} several`);
    const here = page.url().split("?")[0];
    for (const name of ["one.txt", "two.txt", "three.txt"]) await send(page, name, name);
    for (const name of ["one.txt", "two.txt"]) await page.getByRole("checkbox", { name }).check();
    await page.getByRole("button", { name: "Move to trash" }).last().click();
    await notice(page, "Moved to the trash");
    await page.getByRole("link", { name: "three.txt", exact: true }).waitFor();
    assert.equal(await page.getByRole("link", { name: "one.txt", exact: true }).count(), 0);
    await page.getByRole("button", { name: "Undo" }).click();
    await notice(page, "Restored");
    await page.goto(here);
    await page.getByRole("link", { name: "two.txt", exact: true }).waitFor();

    for (const name of ["one.txt", "three.txt"]) await page.getByRole("checkbox", { name }).check();
    await page.locator("button[formaction=\"/selection/move\"]").click();
    await page.getByRole("button", { name: "Documents", exact: true }).click();
    await page.getByRole("button", { name: "Move to Documents" }).click();
    await notice(page, "Moved");
    await page.goto(`${portal.origin}/files/`);
    await page.getByRole("link", { name: "three.txt", exact: true }).waitFor();
    // Out of the next test's way.
    for (const name of ["one.txt", "three.txt"]) await page.getByRole("checkbox", { name, exact: false }).first().check();
    await page.getByRole("button", { name: "Move to trash" }).last().click();
    await notice(page, "Moved to the trash");
  });
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing on the pages for changing, ${colorScheme}`, async (t) => {
    const page = await signedIn(t, `looker-${colorScheme}`, "admin", { colorScheme });
    await newFolder(page, `Looks ${colorScheme}`);
    await send(page, "looked at.txt", "words");
    const folder = page.url().split("?")[0];
    await page.getByRole("link", { name: "looked at.txt", exact: true }).click();
    const document = page.url();
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(folder);
      await open(page, "New folder");
      await check(page, `what can be added to a folder, ${width} px, ${colorScheme}`);
      for (const summary of ["Limit size", "Describe", "Rename"]) await open(page, summary);
      await check(page, `a folder with its forms, ${width} px, ${colorScheme}`);
      await page.goto(document);
      for (const summary of ["Rename", "Describe"]) await open(page, summary);
      await check(page, `a document with its forms, ${width} px, ${colorScheme}`);
      await page.goto(`${document}/move`);
      await check(page, `choosing a folder, ${width} px, ${colorScheme}`);
      await page.goto(document);
      await page.getByRole("button", { name: "Move to trash" }).click();
      await notice(page, "Moved to the trash");
      await check(page, `a notice, ${width} px, ${colorScheme}`);
      await page.goto(`${portal.origin}/trash`);
      await check(page, `the trash, ${width} px, ${colorScheme}`);
      await page.getByRole("button", { name: "Restore looked at.txt" }).first().click();
      await notice(page, "Restored");
    }
  });
}
