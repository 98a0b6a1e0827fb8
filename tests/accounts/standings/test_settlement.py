"""Everything is settled once the balance is, not once a minimum is."""

from datetime import date

import pytest

from accounts.rules.standing import Cycle, Facts, Payment
from accounts.standings.settlement import balance_left, settled_on

FIRST, SECOND = date(2026, 1, 1), date(2026, 2, 1)


def cycle(day: date, balance: int) -> Cycle:
    return Cycle(day, day.replace(day=21), balance, min(max(balance, 0), 10_000), 0, day, day)


def paid(day: date, amount: int, value: date | None = None, returned: date | None = None) -> Payment:
    return Payment(day, value or day, amount, day, returned, returned)


@pytest.mark.parametrize(
    ("cycles", "payments", "day", "left", "settled"),
    [
        ([], [], SECOND, None, None),
        ([cycle(FIRST, 500_000)], [paid(date(2026, 1, 20), 25_000)], SECOND, 475_000, None),
        ([cycle(FIRST, 50_000)], [paid(date(2026, 1, 20), 50_000)], SECOND, 0, date(2026, 1, 20)),
        ([cycle(FIRST, 50_000)], [paid(date(2026, 1, 20), 60_000)], SECOND, -10_000, date(2026, 1, 20)),
        (
            [cycle(FIRST, 50_000), cycle(SECOND, 0)],
            [paid(date(2026, 1, 12), 20_000), paid(date(2026, 1, 20), 30_000)],
            date(2026, 2, 10),
            0,
            date(2026, 1, 20),
        ),
        ([cycle(FIRST, 50_000), cycle(SECOND, 0)], [], date(2026, 2, 10), 0, SECOND),
        ([cycle(FIRST, 0)], [], SECOND, 0, FIRST),
        (
            [cycle(FIRST, 50_000)],
            [paid(date(2026, 1, 20), 50_000, returned=date(2026, 1, 25))],
            SECOND,
            50_000,
            None,
        ),
        (
            [cycle(FIRST, 50_000)],
            [paid(date(2026, 1, 20), 50_000, value=date(2026, 1, 18))],
            date(2026, 1, 19),
            0,
            date(2026, 1, 18),
        ),
    ],
)
def test_what_is_left_and_since_when_nothing_is(cycles, payments, day, left, settled):
    seen = Facts(cycles=tuple(cycles), payments=tuple(payments))
    assert balance_left(seen, day) == left
    assert settled_on(seen, day) == settled
