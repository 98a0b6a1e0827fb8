"""The examiners' checks of Metro 2, run on every line before it can go out (rules, section 7). Pure.

Each is named as the examiners name it: ``status`` looks at one line, ``prog`` at two months running, ``php``
at the payment history, ``bankruptcy`` and ``doai`` at what they are called after.
"""

from collections.abc import Iterator
from datetime import date

from accounts.packs.schema import Bands
from accounts.reports.credit.status import (
    CHARGED_OFF,
    CLOSED,
    CURRENT,
    OVER,
    PAID_CHARGE_OFF,
    RATED,
    TRANSFERRED,
    WRITTEN_OFF,
    CreditLine,
)

_LATE_HISTORY = frozenset("123456")
_NOT_LATE = "0"
# By status and whether there is a balance: which check that fails.
_BALANCES = {
    (CLOSED, True): "status-balance-1", (PAID_CHARGE_OFF, True): "status-balance-1",
    (TRANSFERRED, True): "status-balance-2", (CHARGED_OFF, False): "status-balance-9",
    ("late", False): "status-balance-10",
}  # fmt: skip


def faults(line: CreditLine, before: CreditLine | None, codes: Bands) -> Iterator[str]:
    """The checks that a line fails, by their names. ``before``: the month before, where there was a line."""
    yield from _amounts(line, codes)
    yield from _charge_off_and_closing(line, codes)
    yield from _first_delinquency(line, codes)
    if before is not None:
        yield from _progress(line, before, codes)
        yield from _constants(line, before)


def is_late(line: CreditLine, codes: Bands) -> bool:
    """Whether its status is one of the bands of days past due from the first late one on."""
    return line.code in [band.code for band in codes.bands if band.code != CURRENT]


def _amounts(line: CreditLine, codes: Bands) -> Iterator[str]:
    """Amount past due, balance, scheduled payment: each has to fit the status."""
    late = is_late(line, codes) or line.code == CHARGED_OFF
    if line.past_due and not late:
        yield "status-apd-1"
    if late and not line.past_due and not line.is_bankrupt:
        yield "status-apd-2"
    if line.is_bankrupt and line.past_due:
        yield "bankruptcy-apd-1"
    status = line.code if line.code in OVER else "late" if late else ""
    if fault := _BALANCES.get((status, line.balance > 0)):
        yield fault
    yield from _scheduled(line)


def _scheduled(line: CreditLine) -> Iterator[str]:
    if line.scheduled and line.code in OVER:
        yield "status-smpa-2" if line.code == CHARGED_OFF else "status-smpa-1"
    if line.scheduled is None and line.balance > 0 and line.code not in OVER:
        yield "status-smpa-4"


def _charge_off_and_closing(line: CreditLine, codes: Bands) -> Iterator[str]:
    if line.charge_off and line.code not in WRITTEN_OFF:
        yield "status-chargeoff-1"
    if not line.charge_off and line.code in WRITTEN_OFF:
        yield "status-chargeoff-2"
    if line.closed_on and line.code not in OVER:
        yield "status-dateclosed-1"
    if not line.closed_on and line.code in OVER:
        yield "status-dateclosed-2"
    if line.code in (CLOSED, PAID_CHARGE_OFF) and line.informed_on != line.last_paid_on:
        yield "doai-1"


def _first_delinquency(line: CreditLine, codes: Bands) -> Iterator[str]:
    wants = is_late(line, codes) or line.code in WRITTEN_OFF
    wants = wants or (line.code in RATED and line.rating != _NOT_LATE)
    if wants and line.field_25 is None:
        yield "bankruptcy-dofd-1" if line.is_bankrupt else "status-dofd-1"
    if not wants and line.field_25 is not None:
        yield "status-dofd-2"


def _progress(line: CreditLine, before: CreditLine, codes: Bands) -> Iterator[str]:
    yield from _dates_in_progress(line, before, codes)
    now, then = is_late(line, codes), is_late(before, codes)
    if _steps(line, before, codes) > 1:
        yield "prog-status-1"
    if before.code in WRITTEN_OFF and line.code not in WRITTEN_OFF:
        yield "prog-status-2"
    if before.code in RATED and now:
        yield "prog-status-3"
    if before.charge_off and line.charge_off != before.charge_off:
        yield "prog-chargeoff-1"
    if then and line.history and line.history[0] not in _LATE_HISTORY:
        yield "php-status-1"


def _dates_in_progress(line: CreditLine, before: CreditLine, codes: Bands) -> Iterator[str]:
    """Field 25: the same while it is late, cleared when it is current, a new one when it is late again."""
    now, then = is_late(line, codes), is_late(before, codes)
    if (now or line.code in WRITTEN_OFF) and then and line.field_25 != before.field_25:
        yield "prog-dofd-1"
    if line.code == CURRENT and before.field_25 and line.field_25 == before.field_25:
        yield "prog-dofd-2"
    if now and before.code == CURRENT and _is_before(line.field_25, before.first_delinquency):
        yield "prog-dofd-3"


def _constants(line: CreditLine, before: CreditLine) -> Iterator[str]:
    """What never changes while an account is reported."""
    if line.opened_on != before.opened_on:
        yield "prog-dateopen-1"
    if line.portfolio != before.portfolio:
        yield "prog-portfolio-1"
    if line.ecoa != before.ecoa:
        yield "prog-ecoa-1"


def _is_before(day: date | None, other: date | None) -> bool:
    return day is not None and other is not None and day < other


def _steps(line: CreditLine, before: CreditLine, codes: Bands) -> int:
    """How many bands later it is than the month before; none where it left the book."""
    places = {band.code: place for place, band in enumerate(codes.bands)}
    return places.get(line.code, 0) - places.get(before.code, 0) if line.code in places else 0
