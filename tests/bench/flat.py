"""A folder with a tenth of all documents directly in it."""

import html
import json
import re
import statistics
import time
from urllib.parse import urljoin

from contestants import Contestant
from large_report import Line
from site_of import Site, sql

PAGE = "/files/Flat/"
ROUNDS = 7


def next_page(page: bytes) -> str | None:
    link = re.search(rb'rel="next" href="([^"]*)"', page)
    return urljoin(PAGE, html.unescape(link[1].decode())) if link else None


def measure(copy: Contestant, headers: dict[str, str], count: int) -> list[Line]:
    site = Site(copy, headers)
    folder = sql(copy.database, "SELECT id FROM nodes WHERE name = 'Flat' AND kind = 'folder' ORDER BY created_at LIMIT 1")
    site.must(PAGE)

    def after_a_change(address: str) -> float:
        times = []
        for number in range(ROUNDS):
            site.upload(folder, f"changed {time.time_ns()} {number}.txt")
            times.append(site.timed(address)[0])
        return statistics.median(times)

    title, lines = f"folder of {count // 10:,}", []
    lines.append(Line(f"{title}: first page after a change", after_a_change(PAGE), "ms", 100))
    lines.append(Line(f"{title}: first page again", statistics.median(site.timed(PAGE)[0] for _ in range(ROUNDS * 3)), "ms"))
    addresses, address, begun = [], PAGE, time.perf_counter()
    while address:
        addresses.append(address)
        address = next_page(site.must(address))
    lines.append(Line(f"{title}: leafing through all {len(addresses)} pages", time.perf_counter() - begun, "s", 10))
    lines.append(Line(f"{title}: a page in the middle after a change", after_a_change(addresses[len(addresses) // 2]), "ms", 100))
    lines.append(Line(f"{title}: by the size, after a change", after_a_change(f"{PAGE}?sort=size&order=desc"), "ms", 100))
    cursor, begun, told = "", time.perf_counter(), 0
    while cursor is not None:
        answer = json.loads(site.must(f"/api/v1/items/{folder}/children?limit=1000{cursor and '&cursor='}{cursor}"))
        told += len(answer["items"])
        cursor = answer.get("next_cursor")
    failed = [] if told >= count // 10 * 0.97 else [f"{told} told"]
    lines.append(Line(f"{title}: all of it by the API, 1,000 at a time", time.perf_counter() - begun, "s", 10, failed=failed))
    return lines
