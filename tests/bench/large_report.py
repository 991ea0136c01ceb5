"""The table of tests/bench/large: what was measured, beside what it should be."""

import json
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from report import machine, plain

BEGIN, END = "<!-- large:begin -->", "<!-- large:end -->"


@dataclass
class Line:
    what: str
    figure: float
    unit: str
    target: float | None = None
    less_is_better: bool = True
    failed: list = field(default_factory=list)

    def is_met(self) -> bool | None:
        if self.failed:
            return False
        if self.target is None:
            return None
        return self.figure <= self.target if self.less_is_better else self.figure >= self.target

    def cells(self) -> list[str]:
        figure = f"{plain(self.figure)} {self.unit}"
        if self.failed:
            figure += f"; {len(self.failed)} failed ({', '.join(map(str, sorted({*map(str, self.failed)})[:3]))})"
        target = "" if self.target is None else f"{'at most' if self.less_is_better else 'at least'} {plain(self.target)} {self.unit}"
        return [self.what, target, f"**{figure}**" if self.is_met() is False else figure]


def write(lines: list[Line], count: int, took: float, busy: float, version: str, problems: list[str], out: Path, page: Path | None) -> None:
    facts = machine()
    table = ["| | target | measured |", "|---|---:|---:|", *("| " + " | ".join(line.cells()) + " |" for line in lines)]
    notes = [f"Measured on {time.strftime('%Y-%m-%d', time.gmtime())} with {count:,} documents in {count // 10:,} folders: {facts['processors']}, {facts['memory']}, "
             f"{facts['kernel']}, {facts['system']}; PostgreSQL {facts['PostgreSQL']} with its ordinary settings, two copies of {version.strip(', ')} and the clients "
             "share the processors. What misses its target is in bold."]
    if busy > 0.5:
        notes.insert(0, f"**The machine was busy with other things (load {busy:.1f} before the start): not to be trusted.**")
    if problems:
        notes.append("**Could not be measured:** " + "; ".join(problems))
    text = "\n".join(table) + "\n\n" + "\n\n".join(notes) + "\n"
    (out / "large.md").write_text(text)
    raw = {"machine": facts, "documents": count, "load": busy, "version": version, "filled_in": took, "problems": problems, "lines": [asdict(line) for line in lines]}
    (out / "large.json").write_text(json.dumps(raw, indent=2, ensure_ascii=False) + "\n")
    if page:
        before, begin, rest = page.read_text().partition(BEGIN)
        _, end, after = rest.partition(END)
        if begin and end:
            page.write_text(f"{before}{BEGIN}\n{text}{END}{after}")
    print(f"\n{text}\n{out}/large.md and {out}/large.json have the same", flush=True)
