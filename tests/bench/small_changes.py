"""Uploads of a kilobyte by 16 clients, beside plain inserts into the same database, and a cached page meanwhile."""

import json
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from contestants import HERE, Contestant
from large_report import Line
from load import CONNECTIONS, THREADS
from site_of import Site, sql

ROOT = "00000000-0000-7000-8000-000000000001"
SECONDS = 12
INSERT = "INSERT INTO plain (id, folder, name, at) VALUES (gen_random_uuid(), '{root}', 'a document of a usual name.pdf', now());\n{then}"


def wrk(copy: Contestant, headers: dict[str, str], script: str, path: str, connections: int, *arguments: str) -> dict[str, float]:
    command = ["wrk", f"-t{min(THREADS, connections)}", f"-c{connections}", f"-d{SECONDS}s", "--timeout", "30s", "-s", str(HERE / script)]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run([*command, copy.origin + path, "--", *arguments], check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(done.stdout.strip().splitlines()[-1])
    told["rate"] = told["requests"] / (told["microseconds"] / 1e6)
    return told


def plain_inserts(database: str, notify: bool) -> float:
    pgbench = max(Path("/usr/lib/postgresql").glob("*/bin/pgbench"), key=lambda path: int(path.parts[-3]), default=None)
    if pgbench is None:
        return float("nan")
    sql(database, "CREATE TABLE plain (id uuid PRIMARY KEY, folder uuid NOT NULL, name text NOT NULL, at timestamptz NOT NULL)")
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        insert = INSERT.format(root=ROOT, then="SELECT pg_notify('bench', '');\nCOMMIT;\n" if notify else "")
        script.write("BEGIN;\n" + insert if notify else insert)
        script.flush()
        done = subprocess.run([pgbench, "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "2", "-T", str(SECONDS // 2), "-f", script.name, database],
                              check=True, stdout=subprocess.PIPE, text=True)
    sql(database, "DROP TABLE plain")
    return float(next(line for line in done.stdout.splitlines() if line.startswith("tps")).split()[2])


def measure(copies: list[Contestant], headers: dict[str, str], count: int) -> list[Line]:
    copy = copies[0]
    site, page, lines = Site(copy, headers), "/files/Flat/", []
    ours = {name: value for name, value in headers.items()} | {"Sec-Fetch-Site": "same-origin"}

    def folder(name: str) -> str:
        return json.loads(site.must(f"/api/v1/items/{ROOT}/folders", "POST", {"name": f"{name} {time.time_ns()}"}))["id"]

    def upload(where: Contestant, into: str) -> dict[str, float]:
        return wrk(where, ours, "wrk_upload.lua", "/uploads", CONNECTIONS, f"u{time.time_ns()}", into)

    def failures(told: dict[str, float]) -> list[str]:
        wrong = int(told["bad_status"] + told["bad_socket"])
        return [f"{wrong} refused"] if wrong else []

    here = folder("Small")
    for number in range(40):
        site.upload(here, f"warm {number}.txt")
    plain, notified = plain_inserts(copy.database, False), plain_inserts(copy.database, True)
    lines.append(Line(f"plain inserts into the same database, {CONNECTIONS} clients", plain, "a second"))
    lines.append(Line("the same with a NOTIFY in each", notified, "a second"))
    told = upload(copy, here)
    lines.append(Line(f"uploads of 1 kB, {CONNECTIONS} clients, one folder", told["rate"], "a second", 600, less_is_better=False, failed=failures(told)))
    lines.append(Line("the same: 99th percentile", told["p99"] / 1000, "ms"))
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(upload, where, folder("Of a copy")) for where in copies]
        told = [one.result() for one in both]
    lines.append(Line(f"the same over two copies, {CONNECTIONS} clients each", sum(one["rate"] for one in told), "a second", 600, less_is_better=False,
                      failed=[one for each in told for one in failures(each)]))
    site.must(page)
    alone = wrk(copy, headers, "wrk.lua", page, 2)
    lines.append(Line(f"page of a folder of {count // 10:,} elsewhere, 2 clients, nothing else", alone["rate"], "a second"))
    with ThreadPoolExecutor(2) as pool:
        uploads = pool.submit(upload, copy, folder("Meanwhile"))
        meanwhile = wrk(copy, headers, "wrk.lua", page, 2)
        told = uploads.result()
    # Uploads and page share the processors: half of what it was is what there is.
    lines.append(Line("the same page while 16 clients upload into another folder", meanwhile["rate"], "a second", alone["rate"] / 4, less_is_better=False, failed=failures(meanwhile)))
    lines.append(Line("those uploads", told["rate"], "a second", failed=failures(told)))
    return lines
