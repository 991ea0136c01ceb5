"""Search while many documents are there; only Latchkey has one."""

import json
import random
import statistics
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from contestants import Contestant
from load import connection, ask, get

FOLDER = 1_000  # documents in each
QUERIES = 300
PATIENCE = 3600  # until the words of all documents can be found
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u")]


def address(words: str) -> str:
    return f"/api/v1/search?q={quote(words)}"


class Library:
    """Short reports in words that nobody uses, a few of them common and most of them rare, as in real texts."""

    def __init__(self, documents: int):
        self.documents, self.chance = documents, random.Random(1)
        self.words = sorted({"".join(self.chance.choices(SYLLABLES, k=3)) for _ in range(20_000)})
        self.weights = [1 / (rank + 1) for rank in range(len(self.words))]

    def some_words(self, count: int) -> str:
        return " ".join(self.chance.choices(self.words, self.weights, k=count))

    def own_word(self, number: int) -> str:
        """In one document's text and nowhere else."""
        return f"xq{number:06}"

    def write(self, folder: Path) -> None:
        for number in range(self.documents):
            place = folder / f"department-{number // FOLDER:03}"
            if number % FOLDER == 0:
                place.mkdir(parents=True)
            text = f"{self.some_words(60)} {self.own_word(number)} {self.some_words(60)}\n"
            (place / f"{self.some_words(2).replace(' ', '-')}-{number:06}.txt").write_text(text)

    def queries(self) -> list[str]:
        kinds = [
            lambda: self.chance.choice(self.words[:100]),  # in very many
            lambda: self.chance.choice(self.words),
            lambda: self.some_words(2),
            lambda: self.own_word(self.chance.randrange(self.documents)),
            lambda: f"{self.chance.randrange(self.documents):06}",  # a piece of a name
            lambda: self.some_words(1)[:4],  # as somebody types
        ]
        return [kinds[number % len(kinds)]() for number in range(QUERIES)]


def search(contestant: Contestant, scratch: Path, documents: int) -> float | None:
    """Milliseconds within which 95 of 100 answers are there."""
    status, _ = get(contestant, address("report"))
    if status == 404:
        return None
    library = Library(documents)
    library.write(scratch / "library")
    with (scratch / "log" / "library.log").open("wb") as log:
        command = [contestant.command, "import", scratch / "library", "--into", "/library"]
        subprocess.run(command, check=True, stdout=log, stderr=log)
    wait_for_words(contestant, library)
    times = []
    with connection(contestant) as opened:
        for words in library.queries():
            headers, start = contestant.headers(), time.perf_counter()
            status, body = ask(opened, address(words), headers)
            times.append((time.perf_counter() - start) * 1000)
            if status != 200:
                raise RuntimeError(f"{contestant.name} answers {status} to a search for {words}")
            json.loads(body)
    slowest = statistics.quantiles(times, n=20)
    print(f"search: p50 {slowest[9]:.1f} ms, p95 {slowest[18]:.1f} ms, most {max(times):.1f} ms", flush=True)
    return slowest[18]


def wait_for_words(contestant: Contestant, library: Library) -> None:
    """A sample of the documents is found by what only their text says."""
    missing = {library.own_word(number) for number in range(0, library.documents, max(1, library.documents // 200))}
    deadline = time.monotonic() + PATIENCE
    while missing:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{len(missing)} of the words are not found after {PATIENCE} s")
        for word in sorted(missing):
            _, body = get(contestant, address(word))
            # The answer may repeat the question; what it must have is a document.
            if b".txt" not in body:
                break
            missing.discard(word)
        else:
            return
        time.sleep(2)
