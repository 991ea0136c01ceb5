// The page of a document: each kind of preview, with and without scripts, on a phone and on a desk.
import assert from "node:assert/strict";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startWholeChromium } from "./chromium.mjs";
import { check } from "./looks.mjs";
import * as person from "./person.mjs";
import { startPortal } from "./portal.mjs";

/** A minute of a quiet hum: 8,000 samples a second, 8 bits each. */
function hum() {
  const samples = Buffer.alloc(480_000, 0).map((_, at) => 128 + Math.round(20 * Math.sin(at / 6)));
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

const samples = new URL("../../src/import/samples/", import.meta.url);

const CODE = `// Adds what is there.
fn total(prices: &[u64]) -> u64 {
    let rounded = 10; // a long comment that goes on and on, so that on a phone this line is wider than the window itself
    prices.iter().sum::<u64>() / rounded * 10
}
`;

const MARKDOWN = `# The plan

See [the code](<b code.rs>), [the end](#the-end) and [elsewhere](https://example.com/).

- [x] thought of
- [ ] done

| Stadt | Preis |
|---|--:|
| Köln | 1,50 |

> Somebody said so.

![A plan](f%20plan.png) ![a spy](https://spy.example/pixel.png)

\`\`\`sh
echo "a long line that does not end before the window of a phone does, and then goes on for a while"
\`\`\`

<script>document.title = "stolen"</script>

## The end
`;

const FILES = {
  "a empty.txt": Buffer.alloc(0),
  "b code.rs": Buffer.from(CODE),
  "c plan.md": Buffer.from(MARKDOWN),
  "d table.csv": Buffer.from(`Stadt;Preis;Bemerkung\n${"Köln;1,50;<b>billig</b>\n".repeat(60)}`),
  "e hum.wav": hum(),
  "f plan.png": await readFile(new URL("plan.png", samples)),
  "g handbook.pdf": await readFile(new URL("handbook.pdf", samples)),
  "h letter.docx": Buffer.from("PK\x03\x04\0\0"),
  "i evil.svg": Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><script>document.title = 'stolen'</script></svg>"),
  "j evil.html": Buffer.from("<!doctype html><script>document.title = 'stolen'</script><h1>hello</h1>"),
  "k film.webm": await readFile(new URL("film.webm", import.meta.url)), // a square that wanders, VP8, recorded by Chromium
};

let portal, browser;

before(async () => {
  portal = await startPortal();
  const tree = await mkdtemp(join(tmpdir(), "latchkey-look-"));
  for (const [name, bytes] of Object.entries(FILES)) await writeFile(join(tree, name), bytes);
  await portal.latchkey("import", tree, "--into", "/look");
  await portal.latchkey("role", "set", "looker@example.com", "reader");
  browser = await startWholeChromium();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

const signedIn = (t, options) => person.signedIn(t, { portal, browser }, "looker", { at: "/account", ...options });

const open = (page, name) => page.goto(`${portal.origin}/at/look/${encodeURIComponent(name)}`);

/** What must be seen of each, with and without scripts. */
const SEEN = {
  "a empty.txt": (page) => page.getByText("This document is empty.").waitFor(),
  "b code.rs": (page) => page.locator(".hue-comment", { hasText: "Adds what is there" }).waitFor(),
  "c plan.md": async (page) => {
    await page.getByRole("heading", { name: "The plan" }).waitFor();
    await page.locator(".rendered img[src='/files/look/f%20plan.png']").waitFor();
    await page.getByRole("cell", { name: "1,50" }).waitFor();
  },
  "d table.csv": (page) => page.getByRole("columnheader", { name: "Preis" }).waitFor(),
  "e hum.wav": (page) => page.locator("audio[controls]").waitFor(),
  "f plan.png": async (page) => {
    const image = page.getByRole("img", { name: "f plan.png" });
    await image.waitFor();
    assert.ok(await image.evaluate(async (image) => { await image.decode(); return image.naturalWidth; }));
  },
  "g handbook.pdf": (page) => page.locator("iframe[title='g handbook.pdf']").waitFor(),
  "h letter.docx": (page) => page.getByText("open it with a word processor").waitFor(),
  "i evil.svg": async (page) => {
    await page.locator("summary", { hasText: "Source" }).click();
    await page.locator("pre.code", { hasText: "document.title" }).waitFor();
  },
  "j evil.html": (page) => page.locator("pre.code", { hasText: "document.title" }).waitFor(),
  "k film.webm": (page) => page.locator("video[controls]").waitFor(),
};

for (const javaScriptEnabled of [true, false]) {
  test(`each kind of document is shown ${javaScriptEnabled ? "with" : "without"} scripts, and can be saved`, async (t) => {
    const page = await signedIn(t, { javaScriptEnabled });
    for (const [name, bytes] of Object.entries(FILES)) {
      await open(page, name);
      assert.match(page.url(), /\/d\/[0-9a-f-]{36}$/);
      assert.equal(await page.title(), `${name} · Latchkey`, "nobody has changed it");
      await SEEN[name](page);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.locator(".document-actions a[download]").click(),
      ]);
      assert.equal(download.suggestedFilename(), name);
      assert.deepEqual(await readFile(await download.path()), bytes, name);
    }
  });
}

test("axe finds nothing on any preview, and no page is wider than its window", async (t) => {
  const page = await signedIn(t);
  for (const name of Object.keys(FILES)) {
    for (const width of [360, 1280]) {
      for (const colorScheme of ["light", "dark"]) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        await open(page, name);
        await check(page, `${name}, ${width} px, ${colorScheme}`);
        if (process.env.LATCHKEY_SHOTS) {
          await page.waitForTimeout(name.endsWith(".pdf") ? 3000 : 200);
          await page.screenshot({ path: `${process.env.LATCHKEY_SHOTS}/${name[0]}-${width}-${colorScheme}.png`, fullPage: true });
        }
      }
    }
  }
});

test("sound can be listened to from anywhere in it", async (t) => {
  const page = await signedIn(t);
  const parts = [];
  page.on("response", (answer) => {
    if (answer.url().endsWith(".wav")) parts.push([answer.status(), answer.request().headers().range]);
  });
  await open(page, "e hum.wav");
  const [length, at] = await page.locator("audio").evaluate(async (audio) => {
    const on = (event) => new Promise((done) => audio.addEventListener(event, done, { once: true }));
    if (audio.readyState < 1) await on("loadedmetadata");
    audio.muted = true;
    const seeked = on("seeked");
    audio.currentTime = 50;
    await seeked;
    await audio.play();
    await on("timeupdate");
    return [audio.duration, audio.currentTime];
  });
  assert.ok(Math.abs(length - 60) < 0.1, `${length} s long`);
  assert.ok(at >= 50, `at ${at} s`);
  assert.ok(parts.some(([status]) => status === 206), `in parts: ${JSON.stringify(parts)}`);
});

test("a film is played", async (t) => {
  const page = await signedIn(t);
  await open(page, "k film.webm");
  const [width, height, at] = await page.locator("video").evaluate(async (video) => {
    const moved = new Promise((done) => video.addEventListener("timeupdate", () => video.currentTime > 0 && done()));
    video.muted = true;
    await video.play();
    await moved;
    return [video.videoWidth, video.videoHeight, video.currentTime];
  });
  assert.deepEqual([width, height], [64, 48]);
  assert.ok(at > 0, `at ${at} s`);
});

test("the arrow keys leaf through the folder, and Escape leads back to it", async (t) => {
  const page = await signedIn(t);
  await open(page, "a empty.txt");
  await page.keyboard.press("ArrowLeft"); // there is none before it
  await page.keyboard.press("ArrowRight");
  await page.getByRole("heading", { level: 1, name: "b code.rs" }).waitFor();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("heading", { level: 1, name: "c plan.md" }).waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.getByRole("heading", { level: 1, name: "b code.rs" }).waitFor();
  await page.getByRole("link", { name: /^Next/ }).click();
  await page.getByRole("heading", { level: 1, name: "c plan.md" }).waitFor();
  await page.keyboard.press("Escape");
  await page.waitForURL(`${portal.origin}/files/look/`);
});

test("keys stay with what has the focus", async (t) => {
  const page = await signedIn(t, { viewport: { width: 360, height: 800 } });
  await open(page, "b code.rs");
  const here = page.url();
  await page.locator("pre.code").focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.querySelector("pre.code").scrollLeft > 0);
  assert.equal(page.url(), here, "the code is scrolled");
  await open(page, "e hum.wav");
  const sound = page.url();
  await page.locator("audio").focus();
  // Whoever else takes the key does so after the player: by then it is known what has become of it.
  await page.evaluate(() => {
    globalThis.taken = new Promise((done) => addEventListener("keydown", (event) => setTimeout(() => done(event.defaultPrevented)), { once: true }));
  });
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => globalThis.taken), false, "the player has its keys");
  assert.equal(page.url(), sound);
});

test("links in Markdown lead to the page of what lies beside it", async (t) => {
  const page = await signedIn(t);
  await open(page, "c plan.md");
  await page.getByRole("link", { name: "the end" }).click();
  assert.match(page.url(), /#in-the-end$/);
  await page.getByRole("link", { name: "the code" }).click();
  await page.getByRole("heading", { level: 1, name: "b code.rs" }).waitFor();
  await page.goBack();
  assert.equal(await page.getByRole("link", { name: "elsewhere" }).getAttribute("rel"), "noopener noreferrer nofollow");
});

test("a star is put on a document and taken away", async (t) => {
  const page = await signedIn(t);
  await open(page, "b code.rs");
  const star = page.getByRole("button", { name: "Favourite" });
  for (const pressed of ["false", "true"]) {
    assert.equal(await star.getAttribute("aria-pressed"), pressed);
    const here = page.url();
    await star.click();
    await page.waitForURL(here);
  }
  assert.equal(await star.getAttribute("aria-pressed"), "false");
});

test("the permanent link is copied with one click", async (t) => {
  const page = await signedIn(t);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: portal.origin });
  await open(page, "b code.rs");
  await page.getByRole("button", { name: "Copy the link" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
});
