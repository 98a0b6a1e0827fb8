"""Taking files in: staged by COPY, checked in sets, and all of a file loaded or nothing of it."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import InterfaceError, OperationalError, ProgrammingError, connection, transaction
from django.utils import timezone

from accounts.business_dates import adding_facts, first_open
from accounts.customers import name_index
from accounts.intake.file_types.registry import KINDS
from accounts.intake.reading.reader import Fault, Reader, Row
from accounts.intake.reading.rejects import keep
from accounts.intake.reading.source import FileRefused, Source
from accounts.intake.staging import Staging
from accounts.models import IntakeFile

CHUNK_ROWS = 20_000
MUCH = 50_000  # rows after which the planner's figures are worth renewing at once

_log = logging.getLogger(__name__)


@dataclass
class Outcome:
    """What became of one file. ``held_back`` rows are good, but stay out because others are bad."""

    path: Path
    kind: str = ""
    business_date: date | None = None  # the first open one when it was offered
    rows: int = 0
    control_sum: Decimal | None = None
    loaded: int = 0
    unchanged: int = 0
    refused: int = 0
    conflicting: int = 0
    held_back: int = 0
    refusal: str = ""  # of the file as a whole
    sha256: str = ""  # of the bytes that were read
    kept_in: Path | None = None  # where the bad rows wait to be mended

    @property
    def clean(self) -> bool:
        return not (self.refusal or self.refused or self.conflicting)


@dataclass(frozen=True)
class Intake:
    """How files are taken in, and who hears of it: of every bad row, and of every chunk read."""

    keep_in: Path
    skip_bad: bool = False
    complain: Callable[[Path, Fault], None] = lambda path, fault: None
    advanced: Callable[[int], object] = lambda size: None


def load(paths: Iterable[Path], intake: Intake) -> Iterator[Outcome]:
    """Load files in the order in which their kinds lean on each other, each a transaction of its own.

    Whatever is wrong with one of them, the others are tried.
    """
    readable = []
    for path in paths:
        try:
            with Source(path) as source:
                readable.append((KINDS.index(Reader(source).kind), path))
        except FileRefused as refusal:
            yield _recorded(_refused(path, refusal))
    for _, path in sorted(readable):
        yield _recorded(_attempt(path, intake))


def _attempt(path: Path, intake: Intake) -> Outcome:
    try:
        with Source(path) as source:
            return _load_file(source, intake)
    except FileRefused as refusal:
        return _refused(path, refusal)
    except OSError as error:
        return _refused(path, FileRefused(f"could not be read to its end: {error.strerror}"))
    except (OperationalError, InterfaceError, ProgrammingError):
        raise  # the database is gone or not prepared, for every file
    except Exception as error:
        _log.exception("A file ended in an error of ours")
        return _refused(path, FileRefused(f"ended in an error of ours ({type(error).__name__})"))


def _refused(path: Path, refusal: FileRefused) -> Outcome:
    return Outcome(path, business_date=first_open(), refusal=str(refusal), sha256=refusal.sha256)


def _load_file(source: Source, intake: Intake) -> Outcome:
    with transaction.atomic(), connection.cursor() as cursor:
        reader = Reader(source, intake.advanced)
        adding_facts()
        outcome = Outcome(source.path, reader.kind.name, first_open())
        staging = Staging(cursor, reader, outcome.business_date)
        for rows in _chunks(reader):
            staging.add(rows)
        staging.finish()
        outcome.sha256 = source.sha256()
        outcome.rows, outcome.control_sum = staging.rows, staging.control_sum
        outcome.loaded, outcome.unchanged = staging.loaded, staging.unchanged
        outcome.refused, outcome.conflicting = staging.bad_rows()
        for fault in staging.faults():
            intake.complain(source.path, fault)
        if intake.skip_bad and not outcome.clean:
            outcome.kept_in = keep(source, staging.faults(), intake.keep_in)
        elif not outcome.clean:
            outcome.loaded, outcome.held_back = 0, outcome.loaded
            transaction.set_rollback(True)
    if outcome.loaded:
        name_index.index_waiting()
    if outcome.loaded >= MUCH and not connection.in_atomic_block:
        _renew_statistics()
    return outcome


def _chunks(reader: Reader) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    for row in reader.rows():
        chunk.append(row)
        if len(chunk) == CHUNK_ROWS:
            yield chunk
            chunk = []
    yield chunk


def _renew_statistics() -> None:
    """After a large file the planner would guess, and index-only scans would not be had."""
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE accounts_account, accounts_billingcycle, accounts_payment, accounts_party,"
            " accounts_customer, accounts_contactpoint, accounts_promise, accounts_promisedaccount,"
            " accounts_promisedinstalment, accounts_namekeys, accounts_namekey"
        )


def _recorded(outcome: Outcome) -> Outcome:
    IntakeFile.objects.create(
        name=outcome.path.name.encode(errors="replace").decode()[:255],
        kind=outcome.kind,
        sha256=outcome.sha256,
        offered_at=timezone.now(),
        business_date=outcome.business_date,
        rows=outcome.rows,
        control_sum=outcome.control_sum,
        loaded=outcome.loaded,
        unchanged=outcome.unchanged,
        refused=outcome.refused,
        conflicting=outcome.conflicting,
    )
    return outcome
