"""Who takes part, as contestants.sh has left it in files."""

import json
import os
import subprocess
import time
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
    put: str = ""
    put_file: str = ""
    signed_in: float = field(default=float("-inf"), repr=False)

    def headers(self) -> dict[str, str]:
        if self.sign_in and time.monotonic() - self.signed_in > COOKIE_SECONDS:
            script = HERE / "sign_in.mjs"
            done = subprocess.run(["node", script, self.sign_in], check=True, stdout=subprocess.PIPE, text=True)
            self.cookie, self.signed_in = done.stdout.strip(), time.monotonic()
        headers = {"Host": self.host} if self.host else {}
        return headers | ({"Cookie": self.cookie} if self.cookie else {})

    def memory(self) -> float:
        """Megabytes of all its processes; what they share is counted once (PSS). The database is not among them."""
        kilobytes = 0
        for process in Path("/proc").iterdir():
            try:
                if process.name.isdigit() and os.getsid(int(process.name)) == self.session:
                    lines = (process / "smaps_rollup").read_text().splitlines()
                    kilobytes += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
            except (OSError, StopIteration):
                continue  # ended in this very moment
        return kilobytes / 1000


def load(folder: Path) -> list[Contestant]:
    found = {}
    for file in folder.glob("*.json"):
        facts = json.loads(file.read_text())
        found[facts["name"]] = Contestant(**facts | {"session": int(facts["session"])})
    return [found[name] for name in TITLES if name in found]
