// Keeps the page of large copies up to date while they are made.
import { fetchPage } from "./page.js";

const INTERVAL = 2000; // ms

async function update() {
  try {
    const shown = document.getElementById("copies");
    const fresh = (await fetchPage("/copies"))?.getElementById("copies");
    if (!shown || !fresh) return;
    const isInUse = shown.contains(document.activeElement); // somebody may be about to press a button
    if (!isInUse) shown.replaceWith(document.adoptNode(fresh));
    if (fresh.querySelector("progress")) setTimeout(update, INTERVAL);
  } catch {
    setTimeout(update, INTERVAL);
  }
}

setTimeout(update, INTERVAL);
