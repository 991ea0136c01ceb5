"""What one person does to the folder with a tenth of everything below it, and how long the others wait meanwhile."""

import json
import time

from contestants import Contestant
from large_report import Line
from others import Asked, Others
from site_of import Site, percentile, sql

ROOT = "00000000-0000-7000-8000-000000000001"
TIMES = 5
BEFORE = 6.0  # seconds of everyday work, to compare with
LONGEST = 420.0  # seconds that a copy or a purge may go on behind its answer


class Acts:
    def __init__(self, copies: list[Contestant], headers: dict[str, str], count: int):
        self.copies, self.headers, self.count = copies, headers, count
        self.database = copies[0].database
        self.site = Site(copies[0], headers)
        self.deep = sql(self.database, "SELECT d.id FROM nodes d JOIN nodes p ON p.id = d.parent_id WHERE d.name = 'Deep' AND p.name = 'Projects'")
        self.projects = sql(self.database, f"SELECT parent_id FROM nodes WHERE id = '{self.deep}'")
        self.below = f"with {count // 10:,} things below"

    def _others(self) -> Others:
        """They work in a folder elsewhere."""
        name = f"Elsewhere {time.time_ns()}"
        made = json.loads(self.site.must(f"/api/v1/items/{ROOT}/folders", "POST", {"name": name}))
        for number in range(100):
            self.site.upload(made["id"], f"{number}.txt")
        return Others(self.copies, self.headers, f"/files/{name.replace(' ', '%20')}/", made["id"])

    def short(self) -> list[Line]:
        """Rename, move, delete, restore."""
        item, lines, acts = f"/api/v1/items/{self.deep}", [], {"rename": [], "move": [], "delete": [], "restore": []}
        with self._others() as others:
            time.sleep(BEFORE / 3)

            def act(kind: str, path: str, method: str, body: dict | None = None) -> bytes:
                # The others' long waits are told apart only when acts do not follow each other at once.
                time.sleep(0.3)
                begun = time.monotonic()
                status, said = self.site.ask(path, method, body, None if body else {"Content-Type": "application/json"})
                acts[kind].append((begun, time.monotonic(), status))
                if status >= 300:
                    print(f"{kind}: {status} {said[:200]!r}", flush=True)
                return said

            begun = time.monotonic()
            everyday = others.during(begun - BEFORE / 3, begun)
            for number in range(TIMES):
                act("rename", item, "PATCH", {"name": f"Deeper {number}"})
                act("rename", item, "PATCH", {"name": "Deep"})
                act("move", item, "PATCH", {"parent": ROOT})
                act("move", item, "PATCH", {"parent": self.projects})
                told = json.loads(act("delete", item, "DELETE"))
                if "trash_id" in told:
                    act("restore", f"/api/v1/trash/{told['trash_id']}/restore", "POST", {})
            time.sleep(0.5)
        for kind, times in acts.items():
            failed = [status for _, _, status in times if status >= 300]
            longest = max((ended - begun) * 1000 for begun, ended, _ in times)
            lines.append(Line(f"{kind} of the folder {self.below}: the longest of {len(times)}", longest, "ms", 1000, failed=failed))
            lines.append(self._longest_wait(f"the longest wait of others during a {kind}", [one for begun, ended, _ in times for one in others.during(begun, ended)]))
        lines.append(Line("the longest wait of others without anybody's act", max(one.took for one in everyday), "ms"))
        return lines

    def _longest_wait(self, what: str, asked: list[Asked]) -> Line:
        return Line(what, max((one.took for one in asked), default=float("nan")), "ms", 100, failed=[one.status for one in asked if not 200 <= one.status < 300])

    def long(self) -> list[Line]:
        """Copy, then purge of the copy."""
        lines = []
        with self._others() as others:
            time.sleep(BEFORE)
            begun = time.monotonic()
            before = others.during(begun - BEFORE, begun)

            def copied() -> bool:
                state = sql(self.database, f"SELECT state FROM copies WHERE source_id = '{self.deep}' ORDER BY started_at DESC LIMIT 1")
                if state not in ("", "running", "done"):
                    raise RuntimeError(f"the copy ended as {state}")
                return state != "running"

            status, said = self.site.ask(f"/api/v1/items/{self.deep}/copy", "POST", {"folder": ROOT, "name": "Deep copied"})
            lines += self._in_steps("copy", begun, copied, status, said, others, before)
            copy = sql(self.database, f"SELECT id FROM nodes WHERE parent_id = '{ROOT}' AND name = 'Deep copied' AND deletion_id IS NULL")
            # Without a copy the folder itself goes: nothing is asked of it any more.
            told = json.loads(self.site.must(f"/api/v1/items/{copy or self.deep}", "DELETE"))["trash_id"]
            time.sleep(1)
            begun = time.monotonic()
            status, said = self.site.ask(f"/api/v1/trash/{told}", "DELETE")
            gone = lambda: sql(self.database, f"SELECT count(*) FROM deletions WHERE id = '{told}'") == "0"
            lines += self._in_steps("purge", begun, gone, status, said, others, before)
        return lines

    def _in_steps(self, what: str, begun: float, is_done, status: int, said: bytes, others: Others, before: list[Asked]) -> list[Line]:
        answered = time.monotonic()
        failed = [] if status < 300 else [status]
        if failed:
            print(f"{what}: {status} {said[:200]!r}", flush=True)
        while not failed and not is_done():
            if time.monotonic() > begun + LONGEST:
                failed = ["not done after 7 minutes"]
            time.sleep(1)
        ended = time.monotonic()
        lines = [Line(f"{what} of the folder {self.below}, until the answer", answered - begun, "s", failed=failed),
                 Line(f"{what} of the folder {self.below}, until all is done", ended - begun, "s", failed=failed)]
        for kind in ("listing", "upload"):
            ordinary = percentile([one.took for one in before if one.kind == kind], 0.95)
            meanwhile = others.during(begun, ended, kind)
            lines.append(Line(f"others' {kind} during the {what}, 95th percentile; {ordinary:.1f} before", percentile([one.took for one in meanwhile], 0.95), "ms",
                              2 * ordinary, failed=[one.status for one in meanwhile if not 200 <= one.status < 300]))
            lines.append(Line(f"others' {kind} during the {what}, the longest", max((one.took for one in meanwhile), default=float("nan")), "ms"))
        return lines
