"""Makes the files that everybody serves: `python3 files.py <scratch>`."""

import os
import sys
from pathlib import Path

SIZES = {"1k.bin": 1_000, "100k.bin": 100_000, "1m.bin": 1_000_000, "100m.bin": 100_000_000}
ENTRIES = 10_000


def fill(path: Path, size: int) -> None:
    with path.open("wb") as file:
        while size > 0:
            size -= file.write(os.urandom(min(size, 1 << 20)))


def main(scratch: Path) -> None:
    files = scratch / "files"
    big = files / "big"
    big.mkdir(parents=True)
    for name, size in SIZES.items():
        fill(files / name, size)
    for number in range(ENTRIES):
        (big / f"entry-{number:05}.txt").write_text(f"This is entry {number}.\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
