"""Checks the contestants, measures them in turn, and prints the table. Started by `run`, which starts the contestants."""

import argparse
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import contestants
from check import check, demand
from contestants import Contestant
from report import Report
from rows import Effort, When, all_rows
from upload import DISK

REST = 10  # seconds in which connections end and memory may go back


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("scratch", type=Path)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rows", type=lambda text: text.split(","))
    parser.add_argument("--busy", type=float, required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--into-docs", type=Path)
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    effort = Effort(asked.seconds)
    if asked.quick:
        effort = Effort(asked.seconds, readers=100, upload=64 << 20, documents=1_000)
    rows = all_rows(effort, asked.scratch)
    if asked.rows:
        unknown = set(asked.rows) - {row.name for row in rows}
        demand(not unknown, f"no row is called {', '.join(sorted(unknown))}")
        rows = [row for row in rows if row.name.removesuffix("-95") in asked.rows]
    there = contestants.load(asked.scratch / "contestants")
    if asked.serve:
        for contestant in there:
            print(f"{contestant.name}: session {contestant.session}, {contestant.origin}{contestant.files}", contestant.headers(), flush=True)
        signal.pause()
    disk = Contestant(name=DISK, origin="", session=0, version="", files="")
    figures: dict[str, dict[str, list[float]]] = {row.name: {} for row in rows}
    failures: list[str] = []

    def measure(when: When, number: int) -> None:
        for row in rows:
            if row.when != when or number > row.most_rounds:
                continue
            for contestant in [disk, *there]:
                if contestant.name not in row.who:
                    continue
                try:
                    figure = row.measure(contestant)
                except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
                    # The rest of a long run is worth having; the table says that this is missing.
                    failures.append(f"{row.title}, {contestant.name}: {error}")
                    print(failures[-1], flush=True)
                    continue
                if figure is not None:
                    figures[row.name].setdefault(contestant.name, []).append(figure)
                    print(f"{when} {number}, {row.title}: {contestant.name} {figure:,.1f} {row.unit}", flush=True)

    contestants.wait_until_idle(there)
    measure(When.START, 1)
    remarks = [remark for contestant in there for remark in check(contestant, asked.scratch / "files")]
    # Interleaved, A B C D A B C D: what else the machine does meets all of them.
    for number in range(1, asked.rounds + 1):
        measure(When.ROUND, number)
    time.sleep(REST)
    measure(When.END, 1)
    medians = {row: {name: statistics.median(each) for name, each in by.items()} for row, by in figures.items()}
    report = Report(rows, there, figures, medians, remarks, failures, asked.rounds, asked.seconds, asked.quick, asked.busy)
    report.write(asked.out, asked.into_docs)
    if failures:
        sys.exit(f"{len(failures)} times something could not be measured")


if __name__ == "__main__":
    main()
