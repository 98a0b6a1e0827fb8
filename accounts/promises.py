"""Payment promises: taken, cancelled, told of (rules, section 5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from accounts import calendars, packs, promise_turns, standings

_LISTED = """
    SELECT p.reference, a.reference, r.currency, coalesce(t.to_state, w.state), coalesce(t."on", w.since),
           w.expected, w.paid
    FROM come w
    JOIN accounts_promise p ON p.id = w.promise_id
    JOIN accounts_promisedaccount c ON c.promise_id = p.id
    JOIN accounts_account a ON a.id = c.account_id
    JOIN accounts_product r ON r.id = a.product_id
    LEFT JOIN accounts_promiseturn t ON %(as_closed)s AND t.promise_id = p.id
     AND t."on" <= %(day)s AND (t.ends_before IS NULL OR t.ends_before > %(day)s)
    ORDER BY p.reference, a.reference
"""


@dataclass(frozen=True, slots=True)
class Line:
    """What a promise has come to, for one of the accounts that it covers.

    Expected and paid are those of the whole promise, in minor units.
    """

    promise: str
    account: str
    currency: str
    state: str
    since: date
    expected: int
    paid: int


def listing(day: date, basis: str) -> Iterator[Line]:
    """Every promise made by the day and known by the basis, in code-point order. Raises DayNotClosed at once.

    As known, state and since are those that the closes wrote.
    """
    return _listing(day, standings.horizon(day, basis), as_closed=basis == "known")


def _listing(day: date, horizon: date, *, as_closed: bool) -> Iterator[Line]:
    for ids in promise_turns.pages():
        with transaction.atomic(), connection.cursor() as cursor:
            promise_turns.ask(cursor, ids, day, horizon)
            cursor.execute(_LISTED, {"day": day, "as_closed": as_closed})
            rows = cursor.fetchall()
        yield from (Line(*row) for row in rows)


def grace_ends_on(jurisdiction: str, due_on: date, grace_days: int | None = None) -> date:
    """The last day on which an instalment is waited for: so many working days after it is due.

    Without a grace of its own it has that of the pack.
    """
    pack = packs.of(jurisdiction)
    days = pack.promises.grace_days if grace_days is None else grace_days
    return calendars.add_working_days(pack.calendar, due_on, days) if days else due_on
