// When a session ends, as its cookie says it: what a page that was left open shows. Times are Unix seconds by the server's
// clock.

/** How long before the end the notice comes. */
export const NOTICE = 5 * 60;

/** @typedef {{ idle: number, end: number }} Ends the end without a further visit, and the end in any case */
/** @typedef {{ kind: "running" | "idle" | "end" | "over", until: number }} State `idle`: a visit moves the end */

/** The ends in the cookies of a page. `null`: they do not say. @param {string} cookies @returns {Ends | null} */
export function endsIn(cookies) {
  const found = /(?:^|; )latchkey_until=(\d{1,12})\.(\d{1,12})(?:;|$)/.exec(cookies);
  return found && { idle: Number(found[1]), end: Number(found[2]) };
}

/** @param {Ends} ends @param {number} now @returns {State} */
export function stateAt({ idle, end }, now) {
  const until = Math.min(idle, end);
  if (now >= until) return { kind: "over", until };
  if (now < until - NOTICE) return { kind: "running", until };
  return { kind: idle < end ? "idle" : "end", until };
}

/** In how many seconds to look again. @param {State} state @param {number} now */
export function lookAgainIn({ kind, until }, now) {
  return kind === "running" ? Math.min(60, Math.max(1, until - NOTICE - now)) : 1;
}
