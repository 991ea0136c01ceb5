"""Real files: the test data of packages on PyPI and of Debian's Python, by kind."""

import hashlib
import json
import subprocess
import tarfile
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Source archives whose tests bring documents. Pinned, so that two tables compare.
ARCHIVES = {
    "pypdf": "7.1.1", "pikepdf": "9.9.0", "pymupdf": "2.0", "tabula-py": "2.9.3", "python-docx": "1.2.0", "docx2python": "2.10.1", "python-pptx": "1.0.2",
    "python-calamine": "0.9.1", "pyexcel-xls": "0.7.1", "pyexcel-xlsx": "0.6.0", "pyexcel-ods3": "0.6.1", "xlrd": "1.2.0", "xlwt": "1.3.0", "odfpy": "1.4.1", "ezodf": "0.3.2",
    "relatorio": "1.0.0", "oletools": "0.60", "eml_parser": "1.17.5", "chardet": "5.2.0", "icalendar": "7.3.2", "trafilatura": "2.3.1",
}

KINDS = {
    "pdf": "pdf", "docx": "docx", "docm": "docx", "dotx": "docx", "doc": "doc", "rtf": "rtf", "odt": "odt", "pptx": "pptx", "ppt": "ppt", "odp": "odp", "xlsx": "xlsx",
    "xlsm": "xlsx", "xls": "xls", "xlsb": "xlsb", "ods": "ods", "eml": "eml", "ics": "ics", "html": "html", "htm": "html",
}


@dataclass(frozen=True)
class Sample:
    kind: str
    name: str
    path: Path
    # Of a text in a known encoding.
    encoding: str = ""


def archive(package: str, version: str, folder: Path) -> Path:
    """The source archive, fetched if it is not there; its bytes are those that the index says."""
    index = urllib.request.Request(f"https://pypi.org/simple/{package}/", headers={"Accept": "application/vnd.pypi.simple.v1+json"})
    kept = sorted(folder.glob(f"{package.replace('-', '[-_]')}-{version}.*"))
    if kept:
        return kept[0]
    with urllib.request.urlopen(index, timeout=60) as answer:
        files = json.load(answer)["files"]
    spelled = {f"{package}-{version}", f"{package.replace('-', '_')}-{version}"}
    one = next(file for file in files if file["filename"].removesuffix(".tar.gz").removesuffix(".zip") in spelled)
    with urllib.request.urlopen(one["url"], timeout=300) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != one["hashes"]["sha256"]:
        raise RuntimeError(f"{one['filename']} is not what the index says")
    path = folder / one["filename"]
    path.write_bytes(content)
    return path


def entries(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as opened:
            for entry in opened.infolist():
                if not entry.is_dir():
                    yield entry.filename, opened.read(entry)
        return
    with tarfile.open(path) as opened:
        for member in opened:
            content = opened.extractfile(member) if member.isfile() else None
            if content:
                yield member.name, content.read()


def kind_of(package: str, name: str) -> tuple[str, str]:
    """The kind, and the encoding of a text; an empty kind is none of ours."""
    parts, ending = name.split("/"), name.rsplit(".", 1)[-1].lower()
    if package == "chardet":
        # tests/windows-1252-german/any.txt: the folder tells the encoding, and after it the language.
        folder = parts[-2] if len(parts) > 2 and parts[-3] == "tests" else ""
        return ("text", folder) if folder and ending in {"txt", "srt", "xml", "html"} else ("", "")
    return KINDS.get(ending, ""), ""


def samples(folder: Path, scratch: Path, kinds: list[str]) -> list[Sample]:
    """Every file once, whatever its names, laid into `scratch`."""
    seen: set[bytes] = set()
    found: list[Sample] = []

    def take(kind: str, encoding: str, name: str, content: bytes) -> None:
        digest = hashlib.sha256(content).digest()
        if not kind or (kinds and kind not in kinds) or digest in seen or not content:
            return
        seen.add(digest)
        ending = {"text": "txt", "eml": "eml"}.get(kind) or name.rsplit(".", 1)[-1].lower()
        path = scratch / f"{len(found):04}.{ending}"
        path.write_bytes(content)
        found.append(Sample(kind, name, path, encoding))

    for package, version in ARCHIVES.items():
        for name, content in entries(archive(package, version, folder)):
            take(*kind_of(package, name), name, content)
    for path in mails_of_debian():
        take("eml", "", f"test_email/{path.name}", path.read_bytes())
    return found


def mails_of_debian() -> list[Path]:
    listed = subprocess.run("dpkg -L $(dpkg-query -W -f '${Package}\\n' 'libpython3*-testsuite' | head -n 1)", shell=True, check=True, stdout=subprocess.PIPE, text=True)
    return [Path(line) for line in listed.stdout.splitlines() if "/test_email/data/msg_" in line and line.endswith(".txt")]
