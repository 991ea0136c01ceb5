// A page that was left open: tells a while before the session ends, and goes on after a new sign-in, without losing what was
// typed. The ends stand in a cookie that scripts can read, so all tabs know the same, and asking is no visit.
import { find, need } from "./page.js";
import * as person from "./person.js";
import { announce } from "./reader.js";
import { endsIn, lookAgainIn, stateAt } from "./session-rules.js";
import { text } from "./texts.js";
import { isBack } from "./upload-encryption.js";

const notice = need(document, "#session", HTMLElement);
const words = need(notice, "[data-words]", HTMLElement);
const stay = need(notice, "[data-do=stay]", HTMLButtonElement);
const signIn = need(notice, "[data-sign-in]", HTMLElement);
const channel = globalThis.BroadcastChannel ? new BroadcastChannel("latchkey-session") : null;
const WORDS = { idle: "script-session-idle", end: "script-session-end", over: "script-session-over" };
const readersClock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

/** How far this browser's clock is ahead of the server's, in seconds. It may be put right while pages are open. */
let ahead = 0;
let ends = endsIn(document.cookie);
/** What the cookie says of a session that the server does not know any more. @type {string | null} */
let refused = null;
/** The notice that somebody has put away. */
let dismissed = "";
let shown = "";
let isAsking = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {number} clock what the server's says now */
function setClock(clock) {
  ahead = Date.now() / 1000 - clock;
  channel?.postMessage(ahead);
}

const now = () => Date.now() / 1000 - ahead;
const spelled = () => JSON.stringify(endsIn(document.cookie));

/** @returns {import("./session-rules.js").State} */
function state() {
  const said = endsIn(document.cookie);
  if (said) ends = said;
  if (!ends) return { kind: "running", until: Infinity }; // from before an update, or cookies are kept from scripts
  return said && spelled() !== refused ? stateAt(ends, now()) : { kind: "over", until: 0 };
}

function look() {
  clearTimeout(timer);
  const found = state();
  if (shown.startsWith("over") && found.kind !== "over") goOn();
  else if (found.kind === "idle" && isUsed() && !hasFailed) renewQuietly();
  else draw(found);
  timer = setTimeout(look, lookAgainIn(found, now()) * 1000);
}

/** @param {import("./session-rules.js").State} found */
function draw({ kind, until }) {
  const what = `${kind} ${until}`;
  if (kind === "running" || what === dismissed) return hide();
  if (what === shown) return;
  shown = what;
  const time = readersClock.format(new Date((until + ahead) * 1000));
  words.textContent = text(WORDS[kind], { time });
  stay.hidden = kind !== "idle";
  signIn.hidden = kind === "idle";
  notice.hidden = false;
  announce(words.textContent);
}

function hide() {
  if (notice.contains(document.activeElement)) find(document, "#main", HTMLElement)?.focus({ preventScroll: true });
  notice.hidden = true;
  shown = "";
}

/** @param {string} said */
function done(said) {
  refused = null;
  hide();
  announce(said);
  look();
}

/** Somebody has signed in: this page goes on if it was the same person. */
async function goOn() {
  if (isAsking) return;
  isAsking = true;
  const said = spelled();
  try {
    const back = await isBack();
    if (back === null) {
      person.leave("/files/");
    } else if (back) {
      done(text("script-session-back"));
      dispatchEvent(new Event("latchkey-signed-in"));
    }
    else refused = said;
  } catch { /* no connection: asked again */ }
  isAsking = false;
}

// Whoever types or points on this page uses the site, though no page is asked for: their session goes on by itself, and the
// notice comes only where that fails.
const USED = 15 * 60 * 1000;
let usedAt = 0;
let hasFailed = false;
let isRenewing = false;
const isUsed = () => usedAt > 0 && Date.now() - usedAt < USED;
for (const what of ["keydown", "pointerdown", "input"]) addEventListener(what, (event) => { if (event.isTrusted) usedAt = Date.now(); }, { capture: true, passive: true });

async function renewQuietly() {
  if (isRenewing) return;
  isRenewing = true;
  const answer = await askToStay();
  hasFailed = !answer?.ok;
  isRenewing = false;
  look();
}

/** A visit that does nothing else. */
async function askToStay() {
  const answer = await fetch("/account/stay", { method: "POST", headers: { accept: "application/json", ...person.headers } }).catch(() => null);
  if (!answer?.ok) return answer;
  /** @type {{ clock: number }} */
  const { clock } = await answer.json();
  setClock(clock);
  hasFailed = false;
  return answer;
}

async function renew() {
  stay.disabled = true;
  const said = spelled();
  const answer = await askToStay();
  stay.disabled = false;
  if (answer?.ok) return done(text("script-session-stays"));
  if (answer?.status === 401) {
    refused = said;
    return look();
  }
  words.textContent = text("script-session-no-answer");
  announce(words.textContent);
}

stay.addEventListener("click", renew);
need(notice, "[data-do=dismiss]", HTMLButtonElement).addEventListener("click", () => {
  dismissed = shown;
  hide();
});

// A form that would be refused waits, with all that was typed into it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "post" || form.getAttribute("action") === "/logout") return;
  if (state().kind !== "over") return;
  event.preventDefault();
  dismissed = "";
  shown = "";
  look();
}, { capture: true });

// A script has met a 401.
addEventListener("latchkey-signed-out", () => {
  refused ??= spelled();
  look();
});

// Another page has been answered by the server since. Its session may be a new one, although the cookie says the same as
// before: a new sign-in in the same second has the same ends.
if (channel) channel.onmessage = (/** @type {MessageEvent<number>} */ { data }) => {
  ahead = Number(data);
  refused = null;
  look();
};
for (const what of ["focus", "pageshow", "online"]) addEventListener(what, look);
document.addEventListener("visibilitychange", look);
setClock(Number(notice.dataset.clock));
look();
