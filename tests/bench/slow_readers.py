"""Many clients that read a large file, slowly, all at once."""

import asyncio
import resource
from collections.abc import Callable
from urllib.parse import urlsplit

from contestants import Contestant

PIECE = 4096
PAUSE = 0.25
PATIENCE = 30  # for the first bytes
SETTLE = 3


async def read_slowly(contestant: Contestant, request: bytes, begun: asyncio.Event) -> None:
    address = urlsplit(contestant.origin)
    # A small limit makes the kernel's buffers fill up, and so the server wait.
    reader, writer = await asyncio.open_connection(address.hostname, address.port, limit=PIECE)
    try:
        writer.write(request)
        status = await reader.readline()
        if b" 200 " not in status:
            raise RuntimeError(f"{contestant.name}: {status!r}")
        begun.set()
        while await reader.read(PIECE):
            await asyncio.sleep(PAUSE)
    finally:
        writer.close()


async def hold(contestant: Contestant, path: str, readers: int, look: Callable[[], float]) -> float:
    head = [f"GET {path} HTTP/1.1"]
    headers = {"Host": urlsplit(contestant.origin).netloc} | contestant.headers()
    head += [f"{name}: {value}" for name, value in headers.items()]
    request = "\r\n".join([*head, "", ""]).encode()
    begun = [asyncio.Event() for _ in range(readers)]
    tasks = [asyncio.create_task(read_slowly(contestant, request, event)) for event in begun]
    try:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(event.wait() for event in begun))
        await asyncio.sleep(SETTLE)
    except TimeoutError:
        served = sum(event.is_set() for event in begun)
        raise RuntimeError(f"{contestant.name} serves only {served} of {readers} slow readers") from None
    else:
        return look()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def memory_with(contestant: Contestant, path: str, readers: int) -> float:
    """The contestant's megabytes while so many wait for more."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return asyncio.run(hold(contestant, path, readers, contestant.memory))
