// Rules of a list that need no page: what Shift selects, how far a key goes, which name is meant by a few letters.

/**
 * Everything from one row to another, in either direction. A row that has gone from the list begins nothing.
 * @template Row
 * @param {Row[]} rows
 * @param {Row | null} from
 * @param {Row} to
 */
export function between(rows, from, to) {
  const end = rows.indexOf(to);
  const start = from === null ? -1 : rows.indexOf(from);
  const [first, last] = start < 0 ? [end, end] : [Math.min(start, end), Math.max(start, end)];
  return rows.slice(first, last + 1);
}

/**
 * How many rows further a key goes; negative: back. `undefined`: the key goes nowhere.
 * @param {string} key
 * @param {number} perLine how many tiles are in a line; 1 in a list
 * @param {number} lines how many lines a page has
 */
export function distanceOf(key, perLine, lines) {
  switch (key) {
    case "ArrowDown": return perLine;
    case "ArrowUp": return -perLine;
    case "ArrowRight": return perLine > 1 ? 1 : undefined;
    case "ArrowLeft": return perLine > 1 ? -1 : undefined;
    case "PageDown": return lines * perLine;
    case "PageUp": return -lines * perLine;
    case "Home": return -Infinity;
    case "End": return Infinity;
    default: return undefined;
  }
}

/** Without accents, in small letters. @param {string} words */
const fold = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/**
 * The index of the name that somebody types the beginning of: a single letter goes on to the next name, more letters stay
 * while they fit. -1: there is none.
 * @param {string[]} names
 * @param {number} current the index of the name to begin at
 * @param {string} typed
 */
export function indexByLetters(names, current, typed) {
  const wanted = fold(typed);
  const first = Math.max(current, 0) + (current >= 0 && typed.length === 1 ? 1 : 0);
  for (let step = 0; step < names.length; step += 1) {
    const index = (first + step) % names.length;
    if (fold(names[index]).startsWith(wanted)) return index;
  }
  return -1;
}

/** Where the ending of a name begins, as file managers see it; a folder has none. @param {string} name @param {boolean} isFolder */
export function stemLength(name, isFolder) {
  const dot = isFolder ? -1 : name.lastIndexOf(".");
  return dot > 0 ? dot : name.length;
}
