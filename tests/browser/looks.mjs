// What every page must stand: axe, and a window of any width.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const RULES = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] };

/** Holds the page that is shown against axe and its window. */
export async function check(page, what) {
  // Transitions would be measured half-way.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))));
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const found = await page.evaluate(async (options) => {
    const { violations } = await globalThis.axe.run(options);
    // Only words leave the page: all that axe tells of what is right takes longer to bring here than to find.
    return violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => node.html).join("\n    ")}`);
  }, RULES);
  assert.deepEqual(found, [], `${what}:\n${found.join("\n")}`);
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= window, `${what}: ${wide} px wide in a window of ${window}`);
  assert.ok((await page.title()).length > 3, `${what} has a title`);
}

/** The same for what is shown now, on a phone and on a desk, light and dark. */
export async function checkEverywhere(page, what) {
  for (const width of [360, 1280]) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height: 740 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await check(page, `${what}, ${width} px, ${colorScheme}`);
      if (process.env.LATCHKEY_SHOTS) await page.screenshot({ path: `${process.env.LATCHKEY_SHOTS}/${what.replaceAll(" ", "-")}-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
}
