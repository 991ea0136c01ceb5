"""Called by `recall`: reads every file as the search does, in the confined process, and compares the words."""

import argparse
import json
import re
import statistics
import subprocess
import time
import unicodedata
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from collected import Sample, samples
from references import references
from report import machine

BEGIN, END = "<!-- recall:begin -->", "<!-- recall:end -->"
# As the search allows itself (src/search/).
LIMITS = ["--memory", str(512 << 20), "--processor", "20000", "--input", str(256 << 20)]
# As an upload is given one by its name. Of a text nothing is told: it has to be seen by its bytes.
TYPES = {
    "pdf": "application/pdf", "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint", "rtf": "application/rtf",
    "eml": "message/rfc822", "ics": "text/calendar", "html": "text/html", "text": "application/octet-stream", "xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation", "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet", "odp": "application/vnd.oasis.opendocument.presentation",
}
REFERENCE = {"pdf": "pdftotext", "eml": "Python", "ics": "Python", "html": "Python", "text": "Python"}


def words(text: str) -> set[str]:
    """Distinct words of three letters or more; of scripts without gaps, pairs of letters."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("\u00ad", "")
    found = set(re.findall(r"[^\W\d_]{3,}", text))
    runs = [word for word in found if re.search(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", word)]
    return found.difference(runs) | {run[at : at + 2] for run in runs for at in range(len(run) - 1)}


def read(latchkey: str, sample: Sample) -> str | None:
    call = [latchkey, "confined", "text", *LIMITS, "--hint", TYPES.get(sample.kind, "application/octet-stream")]
    with sample.path.open("rb") as opened:
        done = subprocess.run(call, stdin=opened, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("latchkey")
    parser.add_argument("collections", type=Path)
    parser.add_argument("scratch", type=Path)
    parser.add_argument("kinds", nargs="*")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--into-docs", type=Path)
    asked = parser.parse_args()

    found = samples(asked.collections, asked.scratch, asked.kinds)
    print(f"{len(found)} files; reading them with what others made", flush=True)
    reference = references(found, asked.scratch)
    print("reading them with Latchkey", flush=True)
    begun = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        ours = dict(zip([sample.path for sample in found], pool.map(lambda sample: read(asked.latchkey, sample), found), strict=True))
    took = time.monotonic() - begun

    kinds: dict[str, list[dict]] = defaultdict(list)
    for sample in found:
        wanted = words(reference.get(sample.path, ""))
        if not wanted:
            continue
        got = words(ours[sample.path] or "")
        kinds[sample.kind].append({"file": sample.name, "recall": len(wanted & got) / len(wanted), "words": len(wanted), "is_read": ours[sample.path] is not None,
                                   "missing": sorted(wanted - got)[:20]})
    rows = ["| kind | files | compared with | median | below 0.8 | could not be read |", "|---|---:|---|---:|---:|---:|"]
    for kind, files in sorted(kinds.items()):
        low = [file for file in files if file["recall"] < 0.8]
        unread = sum(not file["is_read"] for file in files)
        rows.append(f"| {kind} | {len(files)} | {REFERENCE.get(kind, 'LibreOffice')} | {statistics.median(file['recall'] for file in files):.3f} | {len(low) / len(files):.0%} | {unread} |")
    facts = machine()
    note = (f"Measured on {time.strftime('%Y-%m-%d', time.gmtime())}: {len(found)} files in {took:.0f} s ({len(found) / took:.0f} a second, each in a process of its own) on "
            f"{facts['processors']}.\nThe share of the reference's distinct words of three letters or more that the search finds.\n"
            "Files in which the reference finds no word are left out.")
    text = "\n".join(rows) + f"\n\n{note}\n"
    (asked.out / "recall.md").write_text(text)
    (asked.out / "recall.json").write_text(json.dumps({"machine": facts, "seconds": took, "kinds": kinds}, indent=1, ensure_ascii=False) + "\n")
    if asked.into_docs:
        before, begin, rest = asked.into_docs.read_text().partition(BEGIN)
        _, end, after = rest.partition(END)
        if begin and end:
            asked.into_docs.write_text(f"{before}{BEGIN}\n{text}{END}{after}")
    print(f"\n{text}\n{asked.out}/recall.md and {asked.out}/recall.json have the same", flush=True)


if __name__ == "__main__":
    main()
