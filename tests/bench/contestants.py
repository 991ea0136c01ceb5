"""Who takes part, as contestants.sh has left it in files."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
TITLES = {
    "nginx": "nginx, no sign-in",
    "apache": "Apache, mod_auth_openidc",
    "fastapi": "FastAPI, granian",
    "latchkey": "Latchkey",
}
# Some sites hand out a renewed cookie now and then. A browser takes it; these clients sign in anew instead, so that nobody
# is measured at renewing the same old cookie at each request.
COOKIE_SECONDS = 30


@dataclass
class Contestant:
    name: str
    origin: str
    session: int
    version: str
    files: str
    host: str = ""
    cookie: str = ""
    sign_in: str = ""
    me: str = ""
    listing_json: str = ""
    database: str = ""
    put: str = ""
    put_file: str = ""
    # Under which name the provider's form is filled in.
    person: str = "bench"
    signed_in: float = field(default=float("-inf"), repr=False)

    def headers(self) -> dict[str, str]:
        if self.sign_in and time.monotonic() - self.signed_in > COOKIE_SECONDS:
            script = HERE / "sign_in.mjs"
            done = subprocess.run(["node", script, self.sign_in, self.person], check=True, stdout=subprocess.PIPE, text=True)
            self.cookie, self.signed_in = done.stdout.strip(), time.monotonic()
        headers = {"Host": self.host} if self.host else {}
        return headers | ({"Cookie": self.cookie} if self.cookie else {})

    def _each_process(self, fact: Callable[[Path], int]) -> int:
        total = 0
        for process in Path("/proc").iterdir():
            try:
                if process.name.isdigit() and os.getsid(int(process.name)) == self.session:
                    total += fact(process)
            except (OSError, StopIteration):
                continue  # ended in this very moment
        return total

    def memory(self) -> float:
        """Megabytes of all its processes; what they share is counted once (PSS). The database is not among them."""

        def pss(process: Path) -> int:
            lines = (process / "smaps_rollup").read_text().splitlines()
            return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))

        total = self._each_process(pss)
        # Latchkey lets nobody but root look into its memory.
        assert total > 0, "the memory of a contestant cannot be read: run this as root"
        return total / 1000

    def worked(self) -> float:
        """Seconds of processor time, with those of children that have ended."""
        # proc_pid_stat(5): utime, stime, cutime and cstime are fields 14 to 17; the name, which may hold anything, ends with `)`.
        ticks = self._each_process(lambda process: sum(map(int, (process / "stat").read_text().rsplit(") ", 1)[1].split()[11:15])))
        return ticks / os.sysconf("SC_CLK_TCK")


def wait_until_idle(contestants: list[Contestant]) -> None:
    """Latchkey reads the words of new documents in the background: nobody is measured while somebody works."""
    quiet, deadline = 0, time.monotonic() + 1800
    while quiet < 2 and time.monotonic() < deadline:
        before = sum(contestant.worked() for contestant in contestants)
        time.sleep(4)
        worked = sum(contestant.worked() for contestant in contestants) - before
        quiet = quiet + 1 if worked < 0.2 else 0


def load(folder: Path, names: Iterable[str] = TITLES) -> list[Contestant]:
    found = {}
    for file in folder.glob("*.json"):
        facts = json.loads(file.read_text())
        found[facts["name"]] = Contestant(**facts | {"session": int(facts["session"])})
    return [found[name] for name in names if name in found]
