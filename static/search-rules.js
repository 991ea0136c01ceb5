// Rules of the search box that need no page: where all hits are, how much of a passage is shown.

/** @typedef {{ text: string, hit: boolean }} Piece of a passage; a hit is what was looked for */

const BEFORE = 30; // letters

/** For one line: from a little before the first hit on. @param {Piece[]} passage */
export function shortened(passage) {
  const first = passage.findIndex((piece) => piece.hit);
  const before = first > 0 ? passage[first - 1].text : "";
  const start = before.length > BEFORE ? `…${before.slice(-BEFORE)}` : before;
  return [{ text: start, hit: false }, ...passage.slice(Math.max(first, 0))];
}

/** The page of all hits. @param {string} words @param {Record<string, string>} [more] */
export const addressOf = (words, more) => `/search?${new URLSearchParams({ q: words, ...more })}`;
