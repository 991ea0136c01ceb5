"""A running copy of the program, as a client and as psql see it."""

import http.client
import json
import subprocess
import time
from base64 import b64encode
from urllib.parse import urlsplit

from contestants import Contestant


QUIET = 20.0  # seconds


class Site:
    """One connection of one person. Not for several threads at once."""

    def __init__(self, contestant: Contestant, headers: dict[str, str]):
        self.contestant, self.headers = contestant, headers
        self.opened = http.client.HTTPConnection(urlsplit(contestant.origin).netloc, timeout=600)
        self.asked = time.monotonic()

    def ask(self, path: str, method: str = "GET", body=None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """A dictionary is sent as JSON."""
        every = self.headers | {"Sec-Fetch-Site": "same-origin"} | (headers or {})
        if isinstance(body, dict):
            body, every["Content-Type"] = json.dumps(body), "application/json"
        # The program closes what has been quiet for long.
        if time.monotonic() - self.asked > QUIET:
            self.opened.close()
        self.asked = time.monotonic()
        try:
            self.opened.request(method, path, body, every)
            answer = self.opened.getresponse()
            return answer.status, answer.read()
        except (http.client.HTTPException, OSError):
            # The next request opens another connection.
            self.opened.close()
            raise

    def must(self, path: str, method: str = "GET", body=None, headers: dict[str, str] | None = None) -> bytes:
        status, said = self.ask(path, method, body, headers)
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {said[:300].decode(errors='replace')}")
        return said

    def timed(self, path: str, method: str = "GET", body=None) -> tuple[float, bytes]:
        """Milliseconds until the last byte, and the answer."""
        start = time.perf_counter()
        said = self.must(path, method, body)
        return (time.perf_counter() - start) * 1000, said

    def upload(self, folder: str, name: str) -> tuple[int, bytes]:
        """A document of a kilobyte in one request."""
        metadata = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in (("filename", name), ("folder", folder)))
        body = f"{name} ".ljust(1000, "0").encode()[:1000]
        return self.ask("/uploads", "POST", body, {
            "Tus-Resumable": "1.0.0", "Upload-Length": "1000", "Upload-Metadata": metadata, "Content-Type": "application/offset+octet-stream"})


def sql(database: str, query: str) -> str:
    done = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", database], input=query, stdout=subprocess.PIPE, check=True, text=True)
    return done.stdout.strip()


def percentile(times: list[float], part: float) -> float:
    times = sorted(times)
    return times[min(len(times) - 1, int(len(times) * part))] if times else float("nan")
