"""Run the drill: python -m tests.drill. Counted at the providers, by the ids that came to them."""

import json
import os
import random
import shutil
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

from servicing import servers
from servicing.demo.providers import ledger
from servicing.demo.providers.gateway import Gateway
from servicing.demo.providers.mail import MailServer
from servicing.demo.providers.vendor import Vendor, posted, write

OUTER = servers.home()
HOME = OUTER / "drill"
LONGEST = 1_500.0  # seconds after which all must be sent, on the slowest machine
SETTINGS = {
    "TICK_SECONDS": "2", "SEND_LEASE_SECONDS": "20", "SEND_TIMEOUT_SECONDS": "2", "SEND_WAIT_SCALE": "0.02",
    "RELEASE_CUT_OFF": "0.0005", "EMAIL_FROM": "notices@bank.example", "LOG_LEVEL": "ERROR",
}  # fmt: skip

servers.erase(HOME)
shutil.rmtree(HOME, ignore_errors=True)  # nothing of an earlier drill is counted again
os.environ |= {
    "SERVICING_HOME": str(HOME),
    "DJANGO_SETTINGS_MODULE": "servicing.settings",
    "OUTBOX": str(HOME / "outbox"),
}
os.environ |= SETTINGS | servers.ensure(HOME).environment()

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import Error, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from notices.models import Notice, NoticeContent  # noqa: E402
from tests.drill import book  # noqa: E402
from tests.drill.chaos import Chaos, Crew, faults  # noqa: E402

_MAIL_FAULTS = (ledger.SLOW, ledger.BUSY, ledger.FAILS, ledger.DROPS)
_TEXT_FAULTS = (*_MAIL_FAULTS, ledger.WRONG_ID, ledger.REPEATS)
_UNFINISHED = ("due", "suspended", "ready", "released", "sending", "failed")


class Vending(Thread):
    """The print vendor at work: it collects what appears, posts it, and reports in a file that is loaded."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.vendor, self.over = Vendor(HOME / "outbox", HOME / "vendor"), Event()
        self.faults: list[str] = []

    def run(self) -> None:
        number, waiting = 0, []
        while not self.over.is_set():
            if (HOME / "outbox").exists():
                waiting += self.vendor.collect()
            if waiting:
                number += 1
                path = write(posted(waiting, timezone.now().date()), HOME / f"returns-{number}.csv")
                waiting = [] if self._load(path) else waiting
            self.over.wait(2)

    def _load(self, path: Path) -> bool:
        try:
            call_command("load", str(path), stdout=(HOME / "load.log").open("a"))
        except (Error, SystemExit) as problem:
            self.faults.append(str(problem))
            return False
        finally:
            connection.close()
        return True


def main(size: int) -> int:
    began = time.monotonic()
    call_command("migrate", verbosity=0)
    _say(f"writing {size} notices")
    keys = book.make(size, timezone.now() - timedelta(minutes=5))
    book.release(timezone.now())
    payers, part_payers = book.pay(keys, timezone.now())
    everyone = set(Notice.objects.filter(pk__in=keys).values_list("reference", flat=True))
    mails = MailServer(fault=faults(_MAIL_FAULTS, 0.2, 1)).start()
    texts = Gateway(fault=faults(_TEXT_FAULTS, 0.25, 2)).start()
    texts.dropped_after = 4
    vending = Vending()
    environment = dict(os.environ) | {"EMAIL_URL": mails.url, "SMS_URL": texts.url}
    environment["PYTHONWARNINGS"] = "ignore:You're running the worker with superuser"
    connection.close()
    ledgers = {"email": mails.ledger, "sms": texts.ledger, "letter": vending.vendor.ledger}
    crew = Crew(HOME, environment)
    chaos = Chaos(HOME, crew)
    try:
        _say("sending, while workers, database and broker are killed")
        crew.start()
        vending.start()
        _until_done(chaos, crew, lambda: _delivered(ledgers) / (len(everyone) - len(payers)))
        vending.over.set()
        vending.join()
    finally:
        crew.stop()
        texts.stop()
        mails.stop()
    found = _counted(everyone, payers, ledgers)
    found |= {"kills": chaos.kills, "seconds": round(time.monotonic() - began, 1)}
    _tell(found, part_payers, ledgers)
    servers.stop(HOME)
    return int(any(found[name] for name in ("sent_twice", "never_sent", "sent_to_payers", "unfinished")))


def _until_done(chaos: Chaos, crew: Crew, share: Callable[[], float]) -> None:
    began, quiet = time.monotonic(), 0
    while time.monotonic() - began < LONGEST and quiet < 3:
        chaos.advance(share())
        crew.revive()
        quiet = quiet + 1 if not chaos.plan and _unfinished() == 0 else 0
        time.sleep(0.5)


def _delivered(ledgers: dict[str, ledger.Ledger]) -> int:
    return sum(sum(each.delivered.values()) for each in ledgers.values())


def _unfinished() -> int:
    try:
        return Notice.objects.filter(state__in=_UNFINISHED).count()
    except Error:
        connection.close()
        return -1


def _counted(everyone: set[str], payers: set[str], ledgers: dict[str, ledger.Ledger]) -> dict[str, int]:
    """By the providers' own books: an id delivered by one of them was sent; twice is by two of them, in two
    packages, or by a text message gateway that had told us that it has it."""
    delivered = Counter(reference for each in ledgers.values() for reference in each.delivered)
    delivered = +Counter({ref: sum(each.delivered[ref] for each in ledgers.values()) for ref in delivered})
    twice = {reference for reference, times in delivered.items() if times > 1}
    twice |= {reference for reference, times in ledgers["letter"].offered.items() if times > 1}
    strangers = set(delivered) - everyone
    return {
        "notices": len(everyone),
        "sent": len(delivered),
        "sent_twice": len(twice | strangers),
        "never_sent": len(everyone - payers - set(delivered)),
        "sent_to_payers": len(payers & set(delivered)),
        "unfinished": _unfinished(),
    }


def _tell(found: dict[str, object], part_payers: set[str], ledgers: dict[str, ledger.Ledger]) -> None:
    repeats = {
        name: sum(times - 1 for times in each.offered.values() if times > 1) for name, each in ledgers.items()
    }
    anew = (
        NoticeContent.objects.filter(notice__reference__in=part_payers)
        .values("notice", "frozen_at")
        .distinct()
    )
    told = {
        **found,
        "repeats_told_apart": sum(repeats.values()),
        "part_payers": len(part_payers),
        "made_for_them": anew.count(),
    }
    (OUTER / "drill.json").write_text(json.dumps(told, indent=2) + "\n")
    for name, figure in told.items():
        sys.stdout.write(f"{name:20} {figure:>10}\n")
    for name, each in ledgers.items():
        sys.stdout.write(f"{name:20} {len(+each.delivered):>10} delivered, {repeats[name]} repeats\n")


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")


if __name__ == "__main__":
    random.seed(16)
    parser = ArgumentParser(prog="python -m tests.drill")
    parser.add_argument("--notices", type=int, default=1000)
    sys.exit(main(parser.parse_args().notices))
