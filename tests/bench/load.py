"""Ways to ask: once, again and again over one connection, and with wrk."""

import http.client
import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from contestants import HERE, Contestant

THREADS, CONNECTIONS = 2, 16


@contextmanager
def connection(contestant: Contestant) -> Iterator[http.client.HTTPConnection]:
    opened = http.client.HTTPConnection(urlsplit(contestant.origin).netloc, timeout=120)
    try:
        yield opened
    finally:
        opened.close()


def ask(opened: http.client.HTTPConnection, path: str, headers: dict[str, str], method: str = "GET") -> tuple[int, bytes]:
    opened.request(method, path, headers=headers)
    answer = opened.getresponse()
    return answer.status, answer.read()


def get(contestant: Contestant, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    with connection(contestant) as opened:
        return ask(opened, path, contestant.headers() if headers is None else headers)


def milliseconds(contestant: Contestant, path: str, seconds: float, at_least: int = 5) -> list[float]:
    """How long each answer takes until its last byte, one after the other."""
    headers, times, end = contestant.headers(), [], time.monotonic() + seconds
    with connection(contestant) as opened:
        while len(times) < at_least or time.monotonic() < end:
            start = time.perf_counter()
            status, _ = ask(opened, path, headers)
            times.append((time.perf_counter() - start) * 1000)
            if status != 200:
                raise RuntimeError(f"{contestant.name} answers {status} at {path}")
    return times


def wrk(contestant: Contestant, path: str, seconds: int) -> dict[str, float]:
    """Requests and bytes a second, and microseconds that the server worked for each request. An answer that is an error is
    an error here, too."""
    command = ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "-s", str(HERE / "wrk.lua")]
    for name, value in contestant.headers().items():
        command += ["-H", f"{name}: {value}"]
    before = contestant.worked()
    done = subprocess.run([*command, contestant.origin + path], check=True, stdout=subprocess.PIPE, text=True)
    worked = contestant.worked() - before
    told = json.loads(done.stdout.strip().splitlines()[-1])
    if told["bad_status"] or told["bad_socket"]:
        raise RuntimeError(f"{contestant.name} at {path}: {told}")
    duration = told["microseconds"] / 1e6
    return {"requests": told["requests"] / duration, "bytes": told["bytes"] / duration, "work": worked / told["requests"] * 1e6}
