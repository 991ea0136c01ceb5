"""What others find in the same files: pdftotext, LibreOffice, and Python's own parsers."""

import email
import email.policy
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

from collected import Sample

PAGES = {"docx", "doc", "rtf", "odt", "pptx", "ppt", "odp"}
SHEETS = {"xlsx", "xls", "xlsb", "ods"}
# Every sheet, as its cells are shown.
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


class Unreadable(Exception):
    """The reference cannot read it either, so nothing can be compared."""


class Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.text = 0, []

    def handle_starttag(self, tag, attrs) -> None:
        self.hidden += tag in {"script", "style", "template"}

    def handle_endtag(self, tag) -> None:
        self.hidden -= self.hidden > 0 and tag in {"script", "style", "template"}
        self.text.append(" ")

    def handle_data(self, data) -> None:
        if not self.hidden:
            self.text.append(data)


def of_html(text: str) -> str:
    parser = Visible()
    parser.feed(text)
    return "".join(parser.text)


def of_pdf(path: Path) -> str:
    done = subprocess.run(["pdftotext", "-q", "-enc", "UTF-8", str(path), "-"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    if done.returncode:
        raise Unreadable
    return done.stdout.decode("utf-8", "replace")


def of_mail(path: Path) -> str:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    found = [str(message[name] or "") for name in ("From", "To", "Subject")]
    for part in message.walk():
        if part.get_content_type() in {"text/plain", "text/html"}:
            try:
                text = part.get_content()
            except (LookupError, ValueError, KeyError):
                continue
            found.append(of_html(text) if part.get_content_type() == "text/html" else text)
        found.append(part.get_filename() or "")
    return "\n".join(found)


def of_calendar(path: Path) -> str:
    text = re.sub(r"\r?\n[ \t]", "", path.read_bytes().decode("utf-8", "replace"))
    told = [line.split(":", 1)[1] for line in text.splitlines() if re.match(r"(SUMMARY|DESCRIPTION|LOCATION)[;:]", line) and ":" in line]
    return "\n".join(told).replace("\\n", " ").replace("\\", "")


def of_text(sample: Sample) -> str:
    content, named = sample.path.read_bytes(), sample.encoding.lower()
    for codec in (named, re.sub(r"-[a-z]+$", "", named), named.replace("utf-16-", "utf-16").replace("_", "-")):
        try:
            text = content.decode(codec)
            return of_html(text) if sample.name.endswith((".html", ".xml")) else text
        except (LookupError, UnicodeDecodeError):
            continue
    raise Unreadable


def converted(samples: list[Sample], to: str, scratch: Path) -> dict[Path, list[Path]]:
    """By LibreOffice, many in one call: its start is the dearest part."""
    out = scratch / f"as-{to.partition(':')[0]}"
    out.mkdir()
    for begin in range(0, len(samples), 20):
        some = [str(sample.path) for sample in samples[begin : begin + 20]]
        call = ["soffice", f"-env:UserInstallation=file://{scratch}/office", "--headless", "--convert-to", to, "--outdir", str(out), *some]
        try:
            subprocess.run(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300, env=os.environ | {"HOME": str(scratch)})
        except subprocess.TimeoutExpired:
            shutil.rmtree(scratch / "office", ignore_errors=True)
    return {sample.path: sorted(out.glob(f"{sample.path.stem}*")) for sample in samples}


def references(samples: list[Sample], scratch: Path) -> dict[Path, str]:
    """The text of each file by somebody else; what nobody can read is left out."""
    pages = converted([sample for sample in samples if sample.kind in PAGES], "pdf", scratch)
    sheets = converted([sample for sample in samples if sample.kind in SHEETS], CSV, scratch)

    def text(sample: Sample) -> str:
        match sample.kind:
            case "pdf":
                return of_pdf(sample.path)
            case "eml":
                return of_mail(sample.path)
            case "ics":
                return of_calendar(sample.path)
            case "html":
                return of_html(sample.path.read_bytes().decode("utf-8", "replace"))
            case "text":
                return of_text(sample)
        made = pages.get(sample.path) or sheets.get(sample.path)
        if not made:
            raise Unreadable
        return "\n".join(of_pdf(path) if path.suffix == ".pdf" else path.read_text("utf-8", "replace") for path in made)

    found = {}
    for sample in samples:
        try:
            found[sample.path] = text(sample)
        except (Unreadable, subprocess.TimeoutExpired, AttributeError, LookupError, ValueError):
            # Python's parser of mail falls over some of the mails that it is tried with.
            continue
    return found
