// The queue of uploads, as a person sees it.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const fileInput = (page) => page.locator("[data-files]");
export const folderInput = (page) => page.locator("[data-upload-to] [data-folder]");
export const line = (page, name) => page.locator("#uploads-list li", { hasText: name });
export const summary = (page, words) => page.locator("#uploads [data-summary]", { hasText: words });
export const finished = (page, words) => page.locator("#uploads [data-summary]").getByText(words, { exact: true }).waitFor();

const lines = new WeakMap();

/** All by one session: what another one (`context.setOffline`) says of the network does not hold beside it. */
async function network(page, conditions) {
  if (!lines.has(page)) {
    lines.set(page, await page.context().newCDPSession(page));
    await lines.get(page).send("Network.enable");
  }
  await lines.get(page).send("Network.emulateNetworkConditions", { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: -1, ...conditions });
}

/** A line that carries so many bytes a second; -1: as many as it can. */
export const throttle = (page, rate) => network(page, { uploadThroughput: rate });

/** Loses the network; when this is over, the page has seen that nothing goes on. `throttle` brings it back. */
export async function loseNetwork(page) {
  await network(page, { offline: true });
  await page.getByText("There is no network.").first().waitFor();
  await page.locator('#uploads-list [data-is="waiting"]').first().waitFor();
  await page.locator('#uploads-list [data-is="sending"]').first().waitFor({ state: "detached" });
}

/** A folder for one test; the page shows it. */
export async function inFolder(portal, page, name) {
  const tree = await mkdtemp(join(tmpdir(), "latchkey-tree-"));
  await mkdir(join(tree, name));
  await portal.latchkey("import", tree);
  await rm(tree, { recursive: true });
  await page.goto(`${portal.origin}/files/${encodeURIComponent(name)}/`);
  await page.getByRole("heading", { name, exact: true }).waitFor();
}

/** From the next page on, the browser keeps nothing, as in some private windows. */
export const withoutStorage = (page) =>
  page.addInitScript(() => Object.defineProperty(globalThis, "indexedDB", { get() { throw new DOMException("", "SecurityError"); } }));

/** Waits until a screen reader has been told. */
export const said = (page, words) => page.locator("#uploads-said", { hasText: words }).waitFor({ state: "attached" });

/** Drops files and folders of the disk onto the page. */
export async function dropPaths(page, paths) {
  const session = await page.context().newCDPSession(page);
  const drag = (type) => session.send("Input.dispatchDragEvent", { type, x: 200, y: 300, data: { items: [], files: paths, dragOperationsMask: 1 } });
  await drag("dragEnter");
  await drag("dragOver");
  await drag("drop");
  await session.detach();
}

/** What scripts have left in the browser. */
export const kept = (page) =>
  page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
  }));

/** How many uploads lie in the browser, whoever's they are. */
export const waiting = (page) =>
  page.evaluate(async () => {
    const database = await new Promise((done) => { indexedDB.open("latchkey-uploads").onsuccess = ({ target }) => done(target.result); });
    const count = await new Promise((done) => { database.transaction("items").objectStore("items").count().onsuccess = ({ target }) => done(target.result); });
    database.close();
    return count;
  });

/** The address of a module that the page has loaded; importing it there gives the page's own. */
export const moduleAt = (page, name) => page.evaluate((name) => new URL(name, document.querySelector('script[type="module"]').src).href, name);

/** Waits until the first upload has its copy in the browser, and more than so many bytes of it are sent. */
export async function untilKept(page, sent = -1) {
  const store = await page.evaluateHandle((address) => import(address), await moduleAt(page, "upload-store.js"));
  // Not async: a promise would count as true at once.
  await page.waitForFunction(([store, sent]) => {
    const [item] = store.queue.items;
    return item?.isKept && item.sent > sent;
  }, [store, sent]);
}

/** Waits until the page has thrown away what is not its person's. */
export async function untilTidy(page) {
  await page.evaluate(async (person) => { await (await import(person)).ready; }, await moduleAt(page, "person.js"));
}
