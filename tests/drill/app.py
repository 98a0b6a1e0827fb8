"""The workers and clocks of the drill: the program's own, with faults that files in the home switch on.

Only the ticks of the post run, and a batch that needs nobody gathers for no time.
"""

import errno
import os
from datetime import timedelta
from pathlib import Path

import django
from django.conf import settings

django.setup()

from notices import batches, typesetting  # noqa: E402
from notices.delivery.channels import outbox  # noqa: E402
from servicing.celery import app  # noqa: E402

__all__ = ["FULL_DISK", "NO_FONT", "app"]

FULL_DISK, NO_FONT = "full-disk", "no-font"
# How many ticks apart.
_TASKS = {"look_again": 5, "make_letters": 1, "gather_and_release": 1, "send_notices": 1, "read_back": 1}
_put, _press = outbox._Folder.put, typesetting._press


def _is_on(fault: str) -> bool:
    return (Path(settings.HOME) / fault).exists()


def _put_or_not(self: outbox._Folder, path: str, content: bytes) -> None:
    """On a full disk every byte is refused, by the kernel itself."""
    if _is_on(FULL_DISK):
        with Path("/dev/full").open("wb", buffering=0) as full:
            full.write(content)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    _put(self, path, content)


def _press_or_not() -> typesetting.Press:
    if _is_on(NO_FONT):
        raise typesetting.WrongFont("the font of the letters is gone")
    return _press()


outbox._Folder.put = _put_or_not
typesetting._press = _press_or_not
batches.GATHERING = timedelta()
# As in service a tick that nobody had a turn for is over when the next one comes.
app.conf.beat_schedule = {
    name: {
        **entry,
        "schedule": settings.TICK_SECONDS * ticks,
        "options": {"expires": settings.TICK_SECONDS * ticks},
    }
    for name, entry in app.conf.beat_schedule.items()
    if entry["task"].startswith("notices.tasks.") and (ticks := _TASKS.get(entry["task"].rpartition(".")[2]))
}
