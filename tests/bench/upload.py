"""A large file on its way in, timed until the bytes are on the disk: the time includes an fsync where the server does none."""

import subprocess
import time
from base64 import b64encode
from pathlib import Path

from contestants import Contestant
from load import connection

DISK = "disk"  # the contestant that is none: `cat`


class Upload:
    def __init__(self, scratch: Path, size: int):
        self.source, self.copy, self.size, self.times = scratch / "upload.bin", scratch / "copy.bin", size, 0
        with self.source.open("wb") as file:
            block = open("/dev/urandom", "rb").read(1 << 20)
            for number in range(size >> 20):
                file.write(number.to_bytes(8, "big") + block[8:])

    def _fresh(self) -> None:
        """Other content each time: nobody may say that they have it already. In the page cache, and nothing waits for the disk."""
        self.times += 1
        with self.source.open("r+b") as file:
            file.write(time.time_ns().to_bytes(16, "big"))
        subprocess.run(["sync"], check=True)
        subprocess.run(["cat", self.source], check=True, stdout=subprocess.DEVNULL)

    def _curl(self, contestant: Contestant, path: str, *options: str) -> None:
        command = ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-T", str(self.source), "-H", "Expect:", *options]
        for name, value in contestant.headers().items():
            command += ["-H", f"{name}: {value}"]
        done = subprocess.run([*command, contestant.origin + path], check=True, stdout=subprocess.PIPE, text=True)
        if not done.stdout.startswith("2"):
            raise RuntimeError(f"{contestant.name} answers {done.stdout} to an upload")

    def cat(self) -> float:
        self._fresh()
        start = time.perf_counter()
        with self.copy.open("wb") as file:
            subprocess.run(["cat", self.source], check=True, stdout=file)
        subprocess.run(["sync", self.copy], check=True)
        seconds = time.perf_counter() - start
        self.copy.unlink()
        return self.size / 1e6 / seconds

    def put(self, contestant: Contestant) -> float:
        """nginx's WebDAV: it writes a file beside its place and renames it."""
        self._fresh()
        start = time.perf_counter()
        self._curl(contestant, contestant.put)
        subprocess.run(["sync", contestant.put_file], check=True)
        seconds = time.perf_counter() - start
        Path(contestant.put_file).unlink()
        return self.size / 1e6 / seconds

    def tus(self, contestant: Contestant) -> float | None:
        """Latchkey by the way that its page goes: an upload is announced, then its bytes are sent; it is hashed on the way."""
        location = self._announce(contestant)
        if location is None:
            return None
        self._fresh()
        start = time.perf_counter()
        tus = ["Tus-Resumable: 1.0.0", "Upload-Offset: 0", "Content-Type: application/offset+octet-stream"]
        self._curl(contestant, location, "-X", "PATCH", *(part for header in tus for part in ("-H", header)))
        seconds = time.perf_counter() - start
        self._compare(contestant, f"/files/upload-{self.times - 1}.bin")
        return self.size / 1e6 / seconds

    def _compare(self, contestant: Contestant, path: str) -> None:
        """The document is there, with the hash of what was sent."""
        told = subprocess.run(["sha256sum", self.source], check=True, stdout=subprocess.PIPE, text=True).stdout
        with connection(contestant) as opened:
            opened.request("HEAD", path, headers=contestant.headers())
            answer = opened.getresponse()
            answer.read()
        digest = f"sha-256=:{b64encode(bytes.fromhex(told.split()[0])).decode()}:"
        if answer.status != 200 or answer.headers["Repr-Digest"] != digest:
            raise RuntimeError(f"{contestant.name} answers {answer.status} for what was uploaded, or has other bytes")

    def _announce(self, contestant: Contestant) -> str | None:
        """The address for the bytes; none where there are no uploads."""
        name = b64encode(f"upload-{self.times}.bin".encode()).decode()
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(self.size), "Upload-Metadata": f"filename {name}", "Content-Length": "0"}
        with connection(contestant) as opened:
            opened.request("POST", "/uploads", headers=contestant.headers() | headers)
            answer = opened.getresponse()
            answer.read()
            if answer.status == 404:
                return None
            if answer.status != 201:
                raise RuntimeError(f"{contestant.name} answers {answer.status} to the announcement of an upload")
            location = answer.headers["Location"]
        return "/" + location.split("/", 3)[3] if "://" in location else location
