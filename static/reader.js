// What pages say to the reader in their own way: aloud, and by their own clock.

// For screen readers: a change of words inside a button is not read out by itself.
/** @param {string} words */
export function announce(words) {
  let region = document.getElementById("announcements");
  if (!region) {
    region = document.createElement("div");
    region.id = "announcements";
    region.className = "visually-hidden";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = words;
}

// Times are written in UTC; where this runs, the reader's own clock says them, and hovering shows the exact one.
// What is there to be copied for somebody else stays in UTC.
const readersClock = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
/** @param {ParentNode} part */
export function localTimes(part) {
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (part.querySelectorAll("time[datetime]:not([data-day], .copyable *)"))) {
    const when = new Date(time.dateTime);
    if (Number.isNaN(when.getTime())) continue;
    time.title ||= time.textContent.trim();
    time.textContent = readersClock.format(when);
  }
}
