// The queue of uploads, as a person sees it.

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
