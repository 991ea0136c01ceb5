// Adapts pages to their reader: announcements for screen readers, times by the reader's clock.

// Screen readers do not read out by themselves that the words of a button have changed.
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

// Times come in UTC and are shown by the reader's clock; hovering shows them in UTC. Times that are to be copied for
// somebody else stay in UTC.
const readersClock = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
/** @param {ParentNode} part */
export function localTimes(part) {
  for (const time of part.querySelectorAll("time[datetime]:not([data-day], .copyable *)")) {
    if (!(time instanceof HTMLTimeElement)) continue;
    const when = new Date(time.dateTime);
    if (Number.isNaN(when.getTime())) continue;
    time.title ||= time.textContent.trim();
    time.textContent = readersClock.format(when);
  }
}
