"""Search while many documents are there; only Latchkey has one."""

from contestants import Contestant


def search(contestant: Contestant, documents: int) -> float | None:
    return None
