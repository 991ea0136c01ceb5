// What a page of another site can send here without asking first. src/transport/csrf.rs believes a POST that says nothing of
// its body, because no browser sends one; Chromium is asked whether that is so.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { test } from "node:test";

import { startChromium } from "./chromium.mjs";

async function listen(address, answer) {
  const server = createServer(answer).listen(0, address);
  await once(server, "listening");
  return { origin: `http://${address}:${server.address().port}`, close: () => server.close() };
}

test("each POST of a foreign page says how long it is, where it comes from, or asks first", async () => {
  const seen = new Map();
  const here = await listen("127.0.0.1", (request, answer) => {
    seen.set(`${request.method} ${request.url}`, request.headers);
    answer.end();
  });
  const elsewhere = await listen("127.0.0.2", (_, answer) => {
    answer.setHeader("content-type", "text/html").end("<form id=form method=post></form>");
  });
  const browser = await startChromium();
  try {
    const page = await browser.newPage();
    await page.goto(elsewhere.origin);
    await page.evaluate(async (here) => {
      const send = (name, options) =>
        fetch(`${here}/${name}`, { method: "POST", mode: "no-cors", ...options }).catch(() => {});
      await send("bare", {});
      await send("empty-text", { body: "" });
      await send("empty-blob", { body: new Blob([]) });
      await send("empty-bytes", { body: new Uint8Array() });
      await send("keepalive", { keepalive: true });
      await send("no-referrer", { referrerPolicy: "no-referrer" });
      navigator.sendBeacon(`${here}/beacon`);
      await new Promise((done) => {
        const request = new XMLHttpRequest();
        request.open("POST", `${here}/xhr`);
        request.onloadend = done;
        request.send();
      });
      const stream = new ReadableStream({ start: (control) => control.close() });
      await send("stream", { mode: "cors", body: stream, duplex: "half" });
    }, here.origin);
    const submitted = page.waitForURL(`${here.origin}/form`);
    await page.evaluate((here) => {
      const form = document.getElementById("form");
      form.action = `${here}/form`;
      form.submit();
    }, here.origin);
    await submitted;
  } finally {
    await browser.close();
    here.close();
    elsewhere.close();
  }
  const names = ["bare", "empty-text", "empty-blob", "empty-bytes", "keepalive", "no-referrer", "beacon", "xhr", "form"];
  for (const name of names) {
    const headers = seen.get(`POST /${name}`);
    assert.ok(headers, `${name} was sent`);
    assert.equal(headers["content-length"], "0", name);
    assert.ok(headers.origin && headers["sec-fetch-site"] === "cross-site", name);
  }
  assert.ok(!seen.has("POST /stream"), "a stream has no length, and is not sent without a yes");
});
