"""Called by `large`: asks two copies of the program that stand before a large database."""

import argparse
import signal
import subprocess
import sys
import time
from pathlib import Path

import contestants
import flat
import grants
import questions
import small_changes
from acts import Acts
from large_report import Line, write


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("scratch", type=Path)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--took", type=float, default=0)
    parser.add_argument("--busy", type=float, default=0)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rows", default="search,flat,acts,uploads,grants,steps")
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--into-docs", type=Path)
    asked = parser.parse_args()

    copies = contestants.load(asked.scratch / "contestants", ["one", "two"])
    if asked.serve:
        for copy in copies:
            print(f"{copy.name}: session {copy.session}, {copy.origin}, {copy.database}", copy.headers(), flush=True)
        signal.pause()
    print("waiting until nobody works", flush=True)
    contestants.wait_until_idle(copies)
    steps = {
        "search": lambda headers: questions.measure(copies[0], headers, asked.count),
        "flat": lambda headers: flat.measure(copies[0], headers, asked.count),
        "acts": lambda headers: Acts(copies, headers, asked.count).short(),
        "uploads": lambda headers: small_changes.measure(copies, headers, asked.count),
        "grants": lambda headers: grants.measure(copies, headers, asked.count),
        "steps": lambda headers: Acts(copies, headers, asked.count).long(),
    }
    lines: list[Line] = []
    problems: list[str] = []
    for name, step in steps.items():
        if name not in asked.rows.split(","):
            continue
        begun = time.monotonic()
        try:
            found = step(copies[0].headers())
        except (RuntimeError, OSError, ValueError, subprocess.CalledProcessError) as error:
            # The rest of a long run is worth having; the table says that this is missing.
            problems.append(f"{name}: {error}")
            print(problems[-1], flush=True)
            continue
        lines += found
        for line in found:
            print(": ".join(line.cells()[::2]), flush=True)
        print(f"{name} took {time.monotonic() - begun:.0f} s", flush=True)
    write(lines, asked.count, asked.took, asked.busy, copies[0].version, problems, asked.out, asked.into_docs)
    if problems:
        sys.exit(f"{len(problems)} steps could not be measured")


if __name__ == "__main__":
    main()
