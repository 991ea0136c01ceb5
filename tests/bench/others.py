"""The others: people who list folders and upload small documents, again and again, while somebody does something large."""

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from contestants import Contestant
from site_of import Site

# Between two requests of one of them, so that they wait for the program and not for a processor.
PAUSE = 0.02


@dataclass
class Asked:
    kind: str
    begun: float
    ended: float
    status: int

    @property
    def took(self) -> float:
        return (self.ended - self.begun) * 1000


class Others:
    """`with Others(...) as others:` they work until the end; `waits` tells how long they had to wait."""

    def __init__(self, copies: list[Contestant], headers: dict[str, str], page: str, folder: str):
        self.asked: list[Asked] = []
        self.stopped = threading.Event()
        self.numbers = itertools.count()
        self.run = f"{time.time():.0f}"

        def list_folder(site: Site) -> int:
            return site.ask(page)[0]

        def upload(site: Site) -> int:
            return site.upload(folder, f"meanwhile {self.run} {next(self.numbers)}.txt")[0]

        self.threads = [threading.Thread(target=self._work, args=(kind, job, Site(copy, headers)))
                        for copy in copies for kind, job in (("listing", list_folder), ("upload", upload))]

    def _work(self, kind: str, job: Callable[[Site], int], site: Site) -> None:
        while not self.stopped.is_set():
            begun = time.monotonic()
            try:
                status = job(site)
            except OSError:
                status = 0
            self.asked.append(Asked(kind, begun, time.monotonic(), status))
            self.stopped.wait(PAUSE)

    def __enter__(self) -> "Others":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def during(self, begun: float, ended: float, kind: str | None = None) -> list[Asked]:
        """What was under way in this time."""
        return [one for one in list(self.asked) if one.ended >= begun and one.begun <= ended and kind in (None, one.kind)]
