"""What is measured: one row of the table each."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from contestants import Contestant
from load import milliseconds, wrk
from searching import Search
from slow_readers import memory_with
from upload import DISK, Upload

EVERYBODY = ("nginx", "apache", "fastapi", "latchkey")


class When(StrEnum):
    START = "start"
    ROUND = "round"
    END = "end"


@dataclass
class Row:
    """`measure` gives a figure in the row's unit, or none where the contestant cannot do it."""

    name: str
    title: str
    unit: str
    who: tuple[str, ...]
    measure: Callable[[Contestant], float | None]
    most_rounds: int = 1000
    less_is_better: bool = False
    when: When = When.ROUND


@dataclass
class Effort:
    seconds: int
    readers: int = 1000
    upload: int = 1 << 30
    documents: int = 100_000


def all_rows(effort: Effort, scratch: Path) -> list[Row]:
    upload = None
    search = Search(effort.documents, 3)

    def uploads() -> Upload:
        # The file is made when it is first wanted.
        nonlocal upload
        upload = upload or Upload(scratch, effort.upload)
        return upload

    def requests(file: str) -> Callable[[Contestant], float]:
        return lambda contestant: wrk(contestant, contestant.files + file, effort.seconds)["requests"]

    def median_of(path: Callable[[Contestant], str]) -> Callable[[Contestant], float]:
        return lambda contestant: statistics.median(milliseconds(contestant, path(contestant), effort.seconds))

    def bring(contestant: Contestant) -> float | None:
        if contestant.name == DISK:
            return uploads().cat()
        return uploads().tus(contestant) if contestant.name == "latchkey" else uploads().put(contestant)

    size = f"{effort.upload >> 30} GiB" if effort.upload >> 30 else f"{effort.upload >> 20} MiB"
    return [
        Row("rest", "memory, freshly started", "MB", EVERYBODY, Contestant.memory, less_is_better=True, when=When.START),
        Row("1k", "download of 1 KB", "requests/s", EVERYBODY, requests("1k.bin")),
        # wrk takes its part of the processors, and more of it the faster the server is; this figure leaves it out.
        Row("work", "processor time for a download of 1 KB", "µs", EVERYBODY,
            lambda contestant: wrk(contestant, contestant.files + "1k.bin", effort.seconds)["work"], 3, True),
        Row("100k", "download of 100 KB", "requests/s", EVERYBODY, requests("100k.bin")),
        Row("1m", "download of 1 MB", "requests/s", EVERYBODY, requests("1m.bin")),
        # So few of them end within the time that bytes are counted.
        Row("100m", "download of 100 MB", "MB/s", EVERYBODY,
            lambda contestant: wrk(contestant, contestant.files + "100m.bin", effort.seconds)["bytes"] / 1e6),
        Row("me", "`/api/v1/me`", "requests/s", ("nginx", "fastapi", "latchkey"),
            lambda contestant: wrk(contestant, contestant.me, effort.seconds)["requests"]),
        Row("slow", f"memory with {effort.readers:,} slow readers", "MB", EVERYBODY,
            lambda contestant: memory_with(contestant, contestant.files + "100m.bin", effort.readers), 3, True),
        Row("listing", "page of a folder of 10,000", "ms", ("nginx", "apache", "latchkey"),
            median_of(lambda contestant: contestant.files + "big/"), less_is_better=True),
        Row("json", "the same as JSON", "ms", ("latchkey",),
            median_of(lambda contestant: contestant.listing_json), less_is_better=True),
        Row("upload", f"upload of {size}, until it is on the disk", "MB/s", (DISK, "nginx", "latchkey"), bring, 3),
        Row("after", "memory at rest after all of this", "MB", EVERYBODY, Contestant.memory, less_is_better=True, when=When.END),
        Row("search", f"search in {effort.documents:,}, median", "ms", ("latchkey",), search.median,
            less_is_better=True, when=When.END),
        Row("search-95", f"search in {effort.documents:,}, 95th percentile", "ms", ("latchkey",), search.most_of_them,
            less_is_better=True, when=When.END),
    ]
