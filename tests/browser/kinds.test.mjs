// Every kind of file that people have is opened: its words are seen, or the page says why not.
import assert from "node:assert/strict";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { archive, docx, opendocument, pptx, xlsx } from "./archive.mjs";
import { startWholeChromium } from "./chromium.mjs";
import { check } from "./looks.mjs";
import * as person from "./person.mjs";
import { startPortal } from "./portal.mjs";

const film = await readFile(new URL("film.webm", import.meta.url));
/** The same film, recorded in a way that nobody knows. */
const odd = Buffer.from(film.toString("latin1").replaceAll("V_VP8", "V_XY8"), "latin1");
const picture = await readFile(new URL("../../src/import/samples/plan.png", import.meta.url));

const MAIL = `From: Ada Nowak <ada@example.com>\r\nTo: bo@example.com\r\nSubject: The offer\r\nDate: Mon, 4 Mar 2024 13:00:00 +0100
MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nHere it comes.
--x\r\nContent-Type: application/pdf; name=plan.pdf\r\nContent-Disposition: attachment; filename=plan.pdf\r\n\r\n%PDF\r\n--x--\r\n`;

const EVENT = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Review of the plan\r\nDTSTART:20240304T130000Z\r\nLOCATION:Room 7\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

const MARKDOWN = `# On GitHub\n\n> [!WARNING]\n> Mind the gap.\n\n<details><summary>More</summary>\n\nHidden **words**.\n\n</details>\n
| left | right |\n|:--|--:|\n| a | 1 |\n\nSee https://example.com/a_b.\n\n\`\`\`kotlin\nval answer = 42 // why\n\`\`\`\n`;

const letter = docx({
  heading: "The plan of the year",
  paragraphs: ["A paragraph with <w>words</w>.".replaceAll(/<\/?w>/g, ""), "Another one, which is long enough that it has to be broken on a phone, since it goes on for quite a while without saying much."],
  table: [["Town", "Price"], ["Köln", "1.50"]],
});

const book = archive({
  mimetype: "application/epub+zip",
  "META-INF/container.xml": '<container><rootfiles><rootfile full-path="content.opf"/></rootfiles></container>',
  "content.opf": '<package><manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>',
  "a.xhtml": "<html><body><h1>Once upon a time</h1><p>There was a lighthouse.</p></body></html>",
});

/** What is brought in, and what must be seen of it. */
const FILES = {
  "letter.docx": [letter, "A paragraph with words."],
  "prices.xlsx": [xlsx({ Prices: [["Town", "Price"], ["Köln", 1.5]], "Last year": [["x", 7]] }), "Köln"],
  "talk.pptx": [pptx([["Welcome", "first point", "second point"], ["Goodbye", "the end"]]), "second point"],
  "letter.odt": [opendocument("text", '<text:h text:outline-level="1">Plan</text:h><text:p>words of a text</text:p>'), "words of a text"],
  "prices.ods": [opendocument("spreadsheet", '<table:table table:name="Prices"><table:table-row><table:table-cell><text:p>cell words</text:p></table:table-cell></table:table-row></table:table>'), "cell words"],
  "talk.odp": [opendocument("presentation", '<draw:page draw:name="a"><draw:frame presentation:class="title"><text:p>Hello</text:p></draw:frame><draw:frame><text:p>slide words</text:p></draw:frame></draw:page>'), "slide words"],
  "letter.rtf": ["{\\rtf1\\ansi\\pard\\outlinelevel0 Plan\\par\\pard rich words\\par}", "rich words"],
  "mail.eml": [MAIL, "Here it comes."],
  "event.ics": [EVENT, "Room 7"],
  "book.epub": [book, "There was a lighthouse."],
  "notes.md": [MARKDOWN, "Mind the gap."],
  "table.csv": ['Name;Address\r\nAnn;"Main Street 1\r\n12345 Town"\r\n', "12345 Town"],
  "script.ps1": ["# why\nGet-ChildItem $env:TEMP\n", "Get-ChildItem"],
  "main.tf": ['resource "a" "b" {}\n', "resource"],
  "photo.heic": [Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1"), "cannot be shown here yet"],
  "data.zip": [archive({ "a.txt": "x" }), "unpack it"],
  "locked.odt": [archive({ mimetype: "application/vnd.oasis.opendocument.text", "content.xml": "x", "META-INF/manifest.xml": "<manifest:encryption-data/>" }), "locked with a password"],
  "program.exe": [Buffer.from("MZ\0\x01"), "There is no preview of this document."],
};

/** What is seen, not read. */
const SEEN = {
  "drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="red"/><script>document.title = "stolen"</script></svg>',
  "film.mkv": film,
  "odd.webm": odd,
  "plan.png": picture,
};

let portal, browser;

before(async () => {
  portal = await startPortal();
  const tree = await mkdtemp(join(tmpdir(), "latchkey-kinds-"));
  for (const [name, [bytes]] of Object.entries(FILES)) await writeFile(join(tree, name), bytes);
  for (const [name, bytes] of Object.entries(SEEN)) await writeFile(join(tree, name), bytes);
  await portal.latchkey("import", tree, "--into", "/kinds");
  await portal.latchkey("role", "set", "looker@example.com", "reader");
  browser = await startWholeChromium();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

const signedIn = (t, options) => person.signedIn(t, { portal, browser }, "looker", { at: "/account", ...options });

const open = (page, name) => page.goto(`${portal.origin}/at/kinds/${encodeURIComponent(name)}`);

for (const javaScriptEnabled of [true, false]) {
  test(`words of each kind of file are seen ${javaScriptEnabled ? "with" : "without"} scripts`, async (t) => {
    const page = await signedIn(t, { javaScriptEnabled });
    for (const [name, [, words]] of Object.entries(FILES)) {
      await open(page, name);
      await page.locator(".preview").getByText(words).first().waitFor();
      assert.equal(await page.title(), `${name} · Latchkey`, "nobody has changed it");
    }
  });
}

test("axe finds nothing on any of them, and no page is wider than its window", async (t) => {
  const page = await signedIn(t);
  for (const name of [...Object.keys(FILES), ...Object.keys(SEEN)]) {
    for (const width of [360, 1280]) {
      for (const colorScheme of ["light", "dark"]) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        await open(page, name);
        await check(page, `${name}, ${width} px, ${colorScheme}`);
        if (process.env.LATCHKEY_SHOTS) await page.screenshot({ path: `${process.env.LATCHKEY_SHOTS}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      }
    }
  }
});

test("the parts of a document are led to", async (t) => {
  const page = await signedIn(t);
  await open(page, "prices.xlsx");
  await page.getByRole("navigation", { name: "Parts" }).getByRole("link", { name: "Last year" }).click();
  assert.match(page.url(), /#part-2$/);
  await page.getByRole("region", { name: "Cells of Last year" }).getByRole("rowheader", { name: "1" }).waitFor();
  await open(page, "talk.pptx");
  await page.getByRole("heading", { name: "Slide 2: Goodbye" }).waitFor();
});

test("a drawing is a picture that runs nothing, and its source is one click away", async (t) => {
  const page = await signedIn(t);
  await open(page, "drawing.svg");
  const width = await page.getByRole("img", { name: "drawing.svg" }).evaluate(async (image) => { await image.decode(); return image.naturalWidth; });
  assert.equal(width, 40);
  assert.equal(await page.title(), "drawing.svg · Latchkey");
  await page.getByText("Source", { exact: true }).click();
  await page.locator("pre.code", { hasText: "document.title" }).waitFor();
});

test("a film in another container is played, and one that the browser does not know says so", async (t) => {
  const page = await signedIn(t);
  await open(page, "film.mkv");
  const width = await page.locator("video").evaluate(async (video) => {
    video.muted = true;
    await video.play();
    return video.videoWidth;
  });
  assert.equal(width, 64);
  await page.locator("[data-film-fails]").waitFor({ state: "hidden" });
  await open(page, "odd.webm");
  const notice = page.locator("[data-film-fails].is-certain");
  await notice.waitFor();
  assert.match(await notice.innerText(), /does not know the format/);
  assert.ok(await notice.getByRole("link", { name: "Download it" }).isVisible());
});

test("the first page of a PDF is its picture in tiles", async (t) => {
  const page = await signedIn(t);
  const handbook = await readFile(new URL("../../src/import/samples/handbook.pdf", import.meta.url));
  const tree = await mkdtemp(join(tmpdir(), "latchkey-tiles-"));
  await writeFile(join(tree, "handbook.pdf"), handbook);
  await portal.latchkey("import", tree, "--into", "/tiles");
  await page.goto(`${portal.origin}/files/tiles/?view=tiles`);
  const width = await page.locator("img[src*='/thumbnail']").first().evaluate(async (image) => { image.loading = "eager"; await image.decode(); return image.naturalWidth; });
  assert.ok(width > 100, `${width} px`);
  if (process.env.LATCHKEY_SHOTS) await page.screenshot({ path: `${process.env.LATCHKEY_SHOTS}/tiles.png` });
});
