"""Search while many documents are there; only Latchkey has one. The documents and the questions are search.py's."""

import os
import subprocess
from dataclasses import dataclass

from contestants import HERE, Contestant
from load import get

SCRIPT = HERE / "search.py"


@dataclass
class Search:
    documents: int
    rounds: int
    found: tuple[float, float] | None = None

    def _run(self, contestant: Contestant) -> None:
        status, _ = get(contestant, "/api/v1/search?q=report")
        if status == 404 or not SCRIPT.exists():
            return
        environment = os.environ | {"COOKIE": contestant.headers()["Cookie"]}
        subprocess.run(["python3", SCRIPT, "fill", contestant.database, str(self.documents)], check=True)
        asked = subprocess.run(["python3", SCRIPT, "ask", f"http://{contestant.host}", str(self.rounds)],
                               check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
        print(asked, flush=True)
        # Its last line is about all questions: how many, median, 95th percentile, longest.
        _, _, median, most_of_them, *_ = asked.strip().splitlines()[-1].split()
        self.found = float(median), float(most_of_them)

    def median(self, contestant: Contestant) -> float | None:
        if not self.found:
            self._run(contestant)
        return self.found and self.found[0]

    def most_of_them(self, contestant: Contestant) -> float | None:
        """Milliseconds within which 95 of 100 answers are there."""
        return self.found and self.found[1]
