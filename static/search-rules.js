// Rules of the search box that need no page: which hit is next, where a hit leads, how much of a passage is shown.

/** @typedef {{ text: string, hit: boolean }} Piece of a passage; a hit is what was looked for */

const BEFORE = 30; // letters

/** For one line: from a little before the first hit on. @param {Piece[]} passage */
export function shortened(passage) {
  const first = passage.findIndex((piece) => piece.hit);
  const before = first > 0 ? passage[first - 1].text : "";
  const start = before.length > BEFORE ? `…${before.slice(-BEFORE)}` : before;
  return [{ text: start, hit: false }, ...passage.slice(Math.max(first, 0))];
}

/**
 * The option after a step up or down; -1 is the box itself, before the first and after the last.
 * @param {number} chosen
 * @param {1 | -1} step
 * @param {number} count how many options there are
 */
export const nextChoice = (chosen, step, count) => ((chosen + 1 + step + count + 1) % (count + 1)) - 1;

/** The page of all hits. @param {string} words @param {Record<string, string>} [more] */
export const addressOf = (words, more) => `/search?${new URLSearchParams({ q: words, ...more })}`;
