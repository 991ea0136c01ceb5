// The rule of a field that offers options: which of them is next.

/**
 * The option after a step up or down; -1 is the field itself, before the first and after the last.
 * @param {number} chosen
 * @param {1 | -1} step
 * @param {number} count how many options there are
 */
export const nextChoice = (chosen, step, count) => ((chosen + 1 + step + count + 1) % (count + 1)) - 1;
