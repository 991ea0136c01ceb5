"""Searches of each kind, one after the other on warm connections."""

import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from contestants import Contestant
from large_report import Line
from site_of import Site, percentile, sql
from vocabulary import COMMON, FIRST, LAST, Vocabulary

TARGET = 50  # milliseconds, 95 of 100
OF_EACH = 60
SEED = 7


class Questions:
    def __init__(self, database: str):
        self.chance = random.Random("questions")
        words = Vocabulary(SEED).words
        self.rare, self.middling = words[len(words) // 2:], words[500:5000]
        names = sql(database, "SELECT name FROM nodes WHERE kind = 'document' AND deletion_id IS NULL AND hashtext(id::text) % 997 = 0 ORDER BY id LIMIT 400")
        self.names = names.splitlines()
        self.folders = sql(database, """
            SELECT id FROM nodes WHERE name IN ('Deep', 'Projects') OR kind = 'folder' AND deletion_id IS NULL AND hashtext(id::text) % 499 = 0
             ORDER BY name <> 'Deep', id LIMIT 40""").splitlines()

    def each(self) -> dict[str, dict[str, str]]:
        """One of each kind."""
        pick = self.chance.choice
        rare, common, name = pick(self.rare), pick(COMMON), pick(self.names)
        misspelt = (lambda word: word[:2] + word[3:] + "x")(pick(self.rare))
        year = self.chance.randint(2024, 2026)
        return {
            "filters only: kind and size": {"kind": pick(["office", "pdf", "picture", "text"]), "size": pick(["small", "medium", "large", "huge"])},
            "filters only: times": {"since": f"{year}-03-01", "until": f"{year}-03-{self.chance.randint(2, 28):02}"},
            "filters only: person and kind": {"by": f"{pick(FIRST)} {pick(LAST)}", "kind": pick(["pdf", "text", "other"])},
            "filters only: in a folder": {"folder": pick(self.folders), "kind": pick(["office", "pdf"])},
            "rare word": {"q": rare},
            "word of some hundred texts": {"q": pick(self.middling)},
            "common word": {"q": common},
            "common and rare word": {"q": f"{common} {rare}"},
            "two common words": {"q": " ".join(self.chance.sample(COMMON, 2))},
            "prefix": {"q": pick([rare, common])[: self.chance.randint(2, 5)], "limit": "8"},
            "name of a document": {"q": name},
            "part of a name": {"q": " ".join(name.rpartition(".")[0].split()[:2])},
            "misspelt": {"q": misspelt},
            "emoji and short words": {"q": pick(["📷", "🎉", "📷 🎉", "v1", "v7 an", "a", "議事録", "図", "🎉" * 60])},
            "in a folder": {"q": pick([common, rare, "rechnung", "report"]), "folder": pick(self.folders)},
            "word and filters": {"q": common, "kind": "pdf", "size": "small", "since": "2025-01-01"},
            "phrase": {"q": '"' + " ".join(self.chance.sample(COMMON[:30], 2)) + '"'},
        }


def address(query: dict[str, str]) -> str:
    return "/api/v1/search?" + urlencode(query)


def searched(copy: Contestant, headers: dict[str, str], of_each: int) -> dict[str, list[float]]:
    """Milliseconds of the searches of each kind."""
    questions = Questions(copy.database)

    def warm(some: list[dict[str, str]]) -> None:
        site = Site(copy, headers)
        for query in some:
            site.must(address(query))

    # Each of the program's connections plans anew a few times before it settles: all of them are to have done so.
    some = [query for _ in range(10) for query in questions.each().values()]
    begun = time.monotonic()
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(warm, [some[part::10] for part in range(10)]))
    print(f"{len(some)} searches to warm up took {time.monotonic() - begun:.0f} s", flush=True)
    site, times, slowest = Site(copy, headers), {}, {}
    for _ in range(of_each):
        for kind, query in questions.each().items():
            took, said = site.timed(address(query))
            times.setdefault(kind, []).append(took)
            slowest[kind] = max(slowest.get(kind, (0.0, "", 0)), (took, json.dumps(query, ensure_ascii=False), len(json.loads(said)["items"])))
    for kind, each in times.items():
        print(f"{kind}: median {percentile(each, 0.5):.1f}, p95 {percentile(each, 0.95):.1f}; slowest {slowest[kind]}", flush=True)
    return times


def measure(copy: Contestant, headers: dict[str, str], count: int) -> list[Line]:
    return [
        Line(f"search in {count:,}: {kind}, 95th percentile; median {percentile(each, 0.5):.1f}", percentile(each, 0.95), "ms", TARGET)
        for kind, each in searched(copy, headers, OF_EACH).items()
    ]
