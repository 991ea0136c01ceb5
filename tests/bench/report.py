"""The table for people and the figures for machines."""

import json
import os
import platform
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from contestants import TITLES, Contestant
from rows import Row
from upload import DISK

US = "latchkey"
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"


def first_line(*command: str) -> str:
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.splitlines()[0] if done.stdout else "unknown"


def machine() -> dict[str, str]:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[1])
    return {
        "processors": f"{len(os.sched_getaffinity(0))} × {cpu[1].strip() if cpu else platform.machine()}",
        "memory": f"{memory / 1e6:.0f} GB",
        "kernel": f"Linux {platform.release()}",
        "system": platform.freedesktop_os_release().get("PRETTY_NAME", "unknown"),
        "wrk": first_line("wrk", "-v").split(" [")[0],
        "PostgreSQL": first_line("psql", "--version").split(") ")[-1].split(" (")[0],
    }


def plain(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def ratio(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"


@dataclass
class Report:
    rows: list[Row]
    contestants: list[Contestant]
    figures: dict[str, dict[str, list[float]]]
    medians: dict[str, dict[str, float]]
    remarks: list[str]
    failures: list[str]
    rounds: int
    seconds: float
    quick: bool
    busy: float

    def table(self) -> str:
        names = [contestant.name for contestant in self.contestants]
        others = [name for name in names if name != US] if US in names else []
        heads = ["", *(TITLES[name] for name in names), *(f"Latchkey : {TITLES[name].split(',')[0]}" for name in others)]
        lines = ["| " + " | ".join(heads) + " |", "|---|" + "---:|" * (len(heads) - 1)]
        for row in self.rows:
            medians = self.medians[row.name]
            cells = [f"{row.title}, {row.unit}" + (" (less is better)" if row.less_is_better else "")]
            cells += [plain(medians[name]) if name in medians else "–" for name in names]
            cells += [ratio(medians[US] / medians[name]) if {US, name} <= medians.keys() else "–" for name in others]
            if len(medians.keys() & set(names)) > 0:
                lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines)

    def notes(self) -> str:
        facts = machine()
        lines = [f"Measured on {time.strftime('%Y-%m-%d', time.gmtime())}: {facts['processors']}, {facts['memory']}, {facts['kernel']}, "
                 f"{facts['system']}; wrk and the servers share the processors. Medians of interleaved rounds ({self.rounds}) of "
                 f"{self.seconds:g} s, 16 connections. PostgreSQL {facts['PostgreSQL']}. "
                 + "; ".join(contestant.version for contestant in self.contestants) + "."]
        if scale := self.medians.get("upload", {}).get(DISK):
            lines.append(f"For the upload: `cat` of the same file to the same disk, with fsync, {plain(scale)} MB/s.")
        if self.remarks:
            lines.append("Size of the listings: " + "; ".join(self.remarks) + ".")
        if self.busy > 0.5:
            lines.insert(0, f"**The machine was busy with other things (load {self.busy:.1f} before the start): not to be trusted.**")
        if self.failures:
            lines.append("**Could not be measured:** " + "; ".join(self.failures))
        if self.quick:
            lines.insert(0, "**A quick run: these figures mean nothing.**")
        return "\n\n".join(lines)

    def write(self, out: Path, page: Path | None) -> None:
        text = f"{self.table()}\n\n{self.notes()}\n"
        (out / "bench.md").write_text(text)
        versions = {contestant.name: contestant.version for contestant in self.contestants}
        raw = {"machine": machine(), "versions": versions, "rounds": self.rounds, "seconds": self.seconds, "quick": self.quick, "load": self.busy,
               "remarks": self.remarks, "failures": self.failures, "units": {row.name: row.unit for row in self.rows},
               "medians": self.medians, "figures": self.figures}
        (out / "bench.json").write_text(json.dumps(raw, indent=2, ensure_ascii=False) + "\n")
        if page and not self.quick:
            before, _, rest = page.read_text().partition(BEGIN)
            _, _, after = rest.partition(END)
            page.write_text(f"{before}{BEGIN}\n{text}{END}{after}")
        print(f"\n{text}\n{out}/bench.md and {out}/bench.json have the same, and each round")
