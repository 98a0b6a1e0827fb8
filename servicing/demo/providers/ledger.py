"""What a provider has taken, by the sender's id: a repeat is told apart and delivered once."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Lock

Fault = Callable[[str], str]  # by the id, each time it comes: "", or the name of what goes wrong

NONE, SLOW, BUSY, FAILS, DROPS, WRONG_ID, REPEATS = (
    "", "slow", "busy", "fails", "takes-and-drops", "wrong-id", "repeats",
)  # fmt: skip


def no_fault(reference: str) -> str:
    return NONE


class Ledger:
    """``offered`` counts how often an id came, ``delivered`` how often it went on to the customer.

    With a folder what was delivered is kept there, one file an id, so that it outlives the provider.
    """

    def __init__(self, folder: Path | None = None, ending: str = "") -> None:
        self.folder, self.ending = folder, ending
        self.offered: Counter[str] = Counter()
        self.delivered: Counter[str] = Counter()
        self.at: dict[str, float] = {}
        self._lock = Lock()
        if folder:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.delivered.update(path.stem for path in folder.glob(f"*{ending}"))

    def offer(self, reference: str) -> None:
        with self._lock:
            self.offered[reference] += 1

    def take(self, reference: str, content: bytes) -> bool:
        """Deliver it; no where it had been delivered before."""
        with self._lock:
            if self.delivered[reference]:
                return False
            self.delivered[reference] += 1
            self.at[reference] = time.time()
            self._keep(reference, content)
            return True

    def knows(self, reference: str) -> bool:
        with self._lock:
            return self.delivered[reference] > 0

    def _keep(self, reference: str, content: bytes) -> None:
        if self.folder:
            draft = self.folder / f".{reference}"
            draft.write_bytes(content)
            draft.rename(self.folder / f"{reference}{self.ending}")
