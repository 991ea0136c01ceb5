// Mail through a server that others wrote, over STARTTLS with a password: a code opens a link that is for certain people.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";
import { checkEverywhere } from "./looks.mjs";
import { startMailServer } from "./mail_server.mjs";
import { choose } from "./pages.mjs";
import * as person from "./person.mjs";
import { startPortal } from "./portal.mjs";

let portal, browser, server, trees;

before(async () => {
  server = await startMailServer();
  portal = await startPortal({
    SHARE_LINKS: "true",
    SMTP_URL: server.url,
    MAIL_FROM: "Dokumente für alle <documents@example.com>",
    SSL_CERT_FILE: server.certificate,
  });
  browser = await startChromium();
  trees = await mkdtemp(join(tmpdir(), "latchkey-mail-"));
  await mkdir(join(trees, "Fair"));
  await writeFile(join(trees, "Fair", "offer.txt"), "an offer");
  await portal.latchkey("import", trees);
});

after(async () => {
  await browser?.close();
  await portal?.stop();
  await server?.stop();
  if (trees) await rm(trees, { recursive: true, force: true });
});

test("the check says whether the mail server takes the password", async () => {
  const { stdout } = await portal.latchkey("check");
  assert.match(stdout, /The mail server answers/);
  assert.doesNotMatch(stdout, /a%20password|a password/);
});

test("a code that comes by mail opens a link", async (t) => {
  const owner = await person.signedIn(t, { portal, browser }, "owner", { role: "admin" });
  await owner.goto(`${portal.origin}/files/Fair/`);
  await choose(owner, "More", "Share");
  await owner.getByLabel("Only for these people (optional)").fill("ada@outside.example\nbob@outside.example");
  await checkEverywhere(owner, "who has access, with links for certain people");
  await owner.getByRole("button", { name: "Make a link" }).click();
  const address = await owner.locator("#link-address").innerText();
  const context = await browser.newContext();
  t.after(() => context.close());
  const guest = await context.newPage();
  await guest.goto(address);
  await checkEverywhere(guest, "asking for a code");
  await guest.getByLabel("E-mail address").fill("Ada@outside.example");
  await guest.getByRole("button", { name: "Send me a code" }).click();
  await guest.getByText("a code is on its way").waitFor();
  await checkEverywhere(guest, "typing a code");
  const { to, from, secure, mail } = await server.waitFor(1);
  assert.deepEqual([to, from, secure], [["ada@outside.example"], "documents@example.com", true]);
  assert.equal(mail.from.value[0].name, "Dokumente für alle");
  assert.equal(mail.headers.get("auto-submitted"), "auto-generated");
  const code = mail.text.match(/^ *(\d{6})$/m)[1];
  assert.ok(mail.html.includes(code) && mail.subject === "Your code", mail.html);
  await guest.getByLabel("Code", { exact: true }).fill(code);
  await guest.getByRole("button", { name: "Open" }).click();
  await guest.getByRole("link", { name: "offer.txt", exact: true }).waitFor();
});
