"""Reconciling: where the printed past due and our own sums differ (rules, section 3, "Reconciling")."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.acts import Act, ActRefused
from accounts.business_dates import last_closed
from accounts.database import prepared_statements, statements
from accounts.dates import NEVER
from accounts.models import Break
from accounts.standings import evaluation
from accounts.standings.tables import ACCOUNT_PAGE, FOUND_BREAK, RECONCILED_STATEMENT


@dataclass(frozen=True, slots=True)
class BreakLine:
    """A break as computed. Minor units; ours is None where nothing before the statement could confirm it."""

    account: str
    statement_date: date
    currency: str
    printed: int
    ours: int | None
    cause: str
    owner: str


def of_book() -> Iterator[BreakLine]:
    """Every break up to the last closed day, restated and computed afresh, with its owner on the list."""
    through = last_closed() or NEVER
    for ids in evaluation.pages():
        with evaluation.requesting() as cursor:
            ACCOUNT_PAGE.fill(cursor, "SELECT unnest(%(ids)s)", {"ids": ids})
            _reconcile(cursor, "printed_in_ranges", "ranges_of_page", through=through)
            evaluation.evaluate(cursor)
            FOUND_BREAK.fill(cursor, statements.text("found_break"))
            statements.execute(cursor, "breaks_with_owner")
            rows = cursor.fetchall()
        yield from (BreakLine(*row) for row in rows)


def settle(row: Break, settled_as: str, on: date, act: Act) -> None:
    """Say whose mistake an open break is, or that it is explained; the note of the act says what was found.

    The issuer's stays unsettled until a close finds that statement and book agree. Raises ActRefused where
    it is not open.
    """
    found = Break.objects.filter(pk=row.pk, settled_on=None, settled_as="")
    settled_on = None if settled_as == Break.SettledAs.ISSUER else on
    finding = {"settled_as": settled_as, "settled_by": act.by, "settled_note": act.note}
    if not found.update(settled_on=settled_on, **finding):
        raise ActRefused("settled")


def reopen(row: Break) -> None:
    """Take back what a person settled. Raises ActRefused where nobody did."""
    anew = {"settled_on": None, "settled_as": "", "settled_by": "", "settled_note": ""}
    if not Break.objects.filter(pk=row.pk).exclude(settled_by="").update(**anew):
        raise ActRefused("not-settled")


def request(cursor: Any, day: date) -> None:
    """At the close: reconcile what new facts of ``candidates`` bear on, and ask for what that needs."""
    _reconcile(cursor, "printed_of_close", "ranges_of_close", day=day)


def write(cursor: Any, day: date) -> None:
    """At the close, with the standings evaluated: bring the list of breaks up to date."""
    FOUND_BREAK.fill(cursor, statements.text("found_break"))
    prepared_statements.execute(cursor, "settle_breaks", "write_breaks", day=day)


def _reconcile(cursor: Any, printed: str, ranges: str, **values: date) -> None:
    """Reconcile the statements that a query finds; where sums do not do, ask the whole rule."""
    query = statements.text("reconciled_statement", printed=printed, ranges=ranges)
    RECONCILED_STATEMENT.fill(cursor, query, values)
    prepared_statements.execute(cursor, "request_unpaid_before_statements", horizon=NEVER)
