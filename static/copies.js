// The page of large copies follows them while they are made.

const EVERY = 2000;

const follow = async () => {
  try {
    const answer = await fetch("/copies", { headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [now, then] = [page.getElementById("copies"), document.getElementById("copies")];
    if (!now || !then) return;
    // Who is about to press a button keeps it.
    if (!then.contains(document.activeElement)) then.replaceWith(document.adoptNode(now));
    if (now.querySelector("progress")) setTimeout(follow, EVERY);
  } catch {
    setTimeout(follow, EVERY);
  }
};

setTimeout(follow, EVERY);
