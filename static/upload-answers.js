// What an answer means for an upload: it is there, somebody has to choose, it waits and is tried again, it failed, or the
// session has ended.
import * as person from "./person.js";
import { text } from "./texts.js";
import { problemOf } from "./upload-item.js";
import * as seal from "./upload-seal.js";
import * as shelf from "./upload-shelf.js";
import * as source from "./upload-source.js";

const LONGEST_WAIT = 30_000;

/** For the queue, whose items, state and ways to go on these are. */
export const answersOf = ({ items, now, tell, set, pump, finish, isReadable }) => {
  function arrived(item, state, outcome) {
    if (state === "done") return finish(item, outcome);
    decide(item, null); // all bytes are there, the answer was lost
  }

  async function stopped(item, error) {
    const answer = error.originalResponse;
    const status = answer?.getStatus() ?? 0;
    const problem = problemOf(answer?.getBody() ?? "");
    const location = answer?.getHeader("Location");
    if (location) item.url = location;
    // A file that is gone looks like a line that is.
    if (status === 0 && item.file && !(await isReadable(item))) return;
    judge(item, status, problem, Number(answer?.getHeader("Retry-After")));
  }

  /** What an answer means for what is to be done next. */
  function judge(item, status, problem, seconds = 0) {
    item.isBusy = status > 0;
    if (status === 401) return signedOut(item);
    if (status === 409 && problem.code === "name_taken" && item.kind !== "folder") return taken(item, problem.upload?.state === "waiting");
    if (status === 0 || status === 408 || status === 423 || status === 429 || status === 502 || status === 503 || status === 504) return wait(item, seconds);
    if (status === 409 && !problem.upload && item.kind !== "folder") return wait(item); // another request still holds it, or another offset
    if (status === 460) return wait(item);
    item.problem = problem.detail ?? text("script-upload-refused");
    item.isWaitingThere = problem.upload?.state === "waiting";
    item.isFinal = status === 400 || status === 413;
    set(item, "failed");
    pump();
  }

  /** `seconds`: how long the server asks for at least. */
  function wait(item, seconds = 0) {
    item.tries = (item.tries ?? 0) + 1;
    const asked = Math.min(seconds || 0, 600) * 1000;
    const pause = Math.max(asked, Math.min(LONGEST_WAIT, 500 * 2 ** Math.min(item.tries, 8))) * (0.75 + Math.random() / 2);
    set(item, "waiting");
    item.timer = setTimeout(() => { if (item.state === "waiting" && navigator.onLine !== false) queue(item); }, pause);
    pump();
  }

  function queue(item) {
    clearTimeout(item.timer);
    item.problem = null;
    if (item.isThere) return void decide(item, item.decision);
    set(item, source.hasBytes(item) ? "queued" : "needs-file");
    pump();
  }

  // The name is taken: the bytes are all there (`isThere`), or none has been sent.
  function taken(item, isThere) {
    Object.assign(item, { isThere, decision: null });
    if (now.choiceForAll) return choose(item, now.choiceForAll);
    set(item, "conflict");
    tell("conflict", item);
    pump();
  }

  function choose(item, choice, forAll = false) {
    if (forAll) {
      now.choiceForAll = choice;
      for (const other of items.filter((other) => other !== item && other.state === "conflict")) choose(other, choice);
    }
    if (item.isThere) {
      item.decision = choice;
      return decide(item, choice);
    }
    if (choice === "skip") return finish(item, "skipped");
    item.choice = choice;
    item.url = null;
    item.sent = 0;
    shelf.change(item);
    queue(item);
  }

  async function decide(item, choice) {
    set(item, "sending");
    let answer;
    try {
      const body = new URLSearchParams(choice ? { ontaken: choice } : {});
      answer = await fetch(`${item.url}/decide`, { method: "POST", body, headers: { accept: "application/json", ...person.headers } });
    } catch {
      return wait(item);
    }
    const said = problemOf(await answer.text());
    if (answer.ok) finish(item, said.outcome); else judge(item, answer.status, said);
  }

  // The session has ended: everything waits, and goes on when there is one again.
  function signedOut(item) {
    set(item, "signin");
    if (now.isSignedOut) return;
    now.isSignedOut = true;
    tell("signed-out");
    const look = async () => {
      let isBack = false;
      try { isBack = await seal.isBack(); } catch { /* no line */ }
      if (isBack === null) return person.leave("/files/");
      if (!isBack) return void setTimeout(look, 2500);
      now.isSignedOut = false;
      for (const waiting of items.filter((other) => other.state === "signin")) { waiting.tries = 0; waiting.state = "queued"; }
      tell("signed-in");
      pump();
    };
    setTimeout(look, 1500);
  }

  return { arrived, stopped, judge, wait, queue, choose, decide };
};
