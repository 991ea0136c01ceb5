"""Before anything is measured: does everybody give the right answer, and only to those who may have it?"""

import hashlib
import json
import re
from pathlib import Path

from contestants import Contestant
from files import ENTRIES, SIZES
from load import get


def demand(fact: bool, what: str) -> None:
    if not fact:
        raise SystemExit(f"tests/bench/run: {what}; nothing is measured")


def check(contestant: Contestant, files: Path) -> list[str]:
    """Ends the run if an answer is wrong; gives remarks for below the table."""
    name, remarks = contestant.name, []
    for file in SIZES:
        status, body = get(contestant, contestant.files + file)
        demand(status == 200, f"{name} answers {status} for {file}")
        want = hashlib.sha256((files / file).read_bytes()).digest()
        demand(len(body) == SIZES[file] and hashlib.sha256(body).digest() == want, f"{name} gives other bytes for {file}")
    if contestant.cookie:
        status, _ = get(contestant, contestant.files + "1k.bin", {"Host": contestant.host} if contestant.host else {})
        demand(status in (302, 303, 401), f"{name} answers {status} without a session")
    if contestant.me:
        status, body = get(contestant, contestant.me)
        demand(status == 200 and json.loads(body)["email"] == "bench@example.com", f"{name} answers {status} for {contestant.me}")
    for kind, path in {"listing": contestant.files + "big/", "JSON listing": contestant.listing_json}.items():
        if name == "fastapi" or not path:
            continue
        status, body = get(contestant, path)
        demand(status == 200, f"{name} answers {status} for its {kind}")
        held = len(set(re.findall(rb"entry-\d{5}", body)))
        remarks.append(f"{contestant.name}, {kind}: {len(body) / 1000:,.0f} KB with {held:,} of the {ENTRIES:,} names")
    return remarks
