// Debian's Chromium, quiet and without a window.
import { chmod, chown, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";

// The same engine without a browser's own window around it, which would take half of the processor's time.
const SHELL = "/usr/bin/chromium-headless-shell";
const WHOLE = "/usr/bin/chromium";

const HOW = {
  executablePath: SHELL,
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

export function startChromium(options = {}) {
  return chromium.launch({ ...HOW, ...options });
}

/** With what only the whole browser has: its viewer of PDF files. */
export function startWholeChromium() {
  return startChromium({ executablePath: WHOLE });
}

const NOBODY = 65534;

/** One that may not read everything, as root may: a window of an ordinary user, who lives in `folder`. */
export async function unprivilegedChromium(folder) {
  const home = join(folder, "home");
  await mkdir(home);
  if (process.getuid() !== 0) return { newContext: (options) => chromium.launchPersistentContext(home, { ...HOW, ...options }) };
  await chown(home, NOBODY, NOBODY);
  const start = join(folder, "chromium");
  await writeFile(start, `#!/bin/sh\nexec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups ${SHELL} "$@"\n`);
  await chmod(start, 0o755);
  const env = { ...process.env, HOME: home };
  return { newContext: (options) => chromium.launchPersistentContext(home, { ...HOW, ...options, executablePath: start, env }) };
}
