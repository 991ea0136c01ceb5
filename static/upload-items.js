// What this page sends. By itself, so that signing out can count it on pages that load nothing else of the queue.

/** Each upload that is not done yet, in order. */
export const items = [];
