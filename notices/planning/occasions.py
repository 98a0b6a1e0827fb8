"""Occasions: what the close of a day brought that calls for a notice, by the facts known on the day."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from accounts import packs
from accounts.calendars import due_date_rolling
from accounts.calendars import store as calendar_store
from accounts.database import prepared_statements, statements
from accounts.models import Policy
from accounts.standings import evaluation, facts, settlement
from accounts.standings.tables import STANDING_REQUEST
from notices.kinds import catalogue
from notices.kinds.schema import BEFORE_PAST_DUE
from notices.planning import missed_minimums
from notices.planning.tables import FALLEN_DUE, FALLING_DUE, PAID_UP_ACCOUNT


class _Occurrence(NamedTuple):
    """Statements due on this day before rolling, and what that calls for."""

    product: int
    least_days: int
    rolls: bool
    due: date
    type: str
    days: int


def find(cursor: Any, day: date, ids: list[int] | None = None) -> None:
    """Into ``occasion``: what the day brought to the book, or to these accounts; not to those set aside."""
    values = {"day": day, "ids": ids}
    names = ("products", "least_days", "rolls", "dues", "types", "day_counts")
    occurrences = _falls(day)
    falls = {name: [row[at] for row in occurrences] for at, name in enumerate(names)}
    FALLING_DUE.fill(cursor, statements.text("falling_due"), {**values, **falls})
    STANDING_REQUEST.empty(cursor)
    statements.execute(cursor, "request_standings_of_occasions", day=day)
    evaluation.evaluate(cursor)
    FALLEN_DUE.fill(cursor, statements.text("fallen_due"), values)
    PAID_UP_ACCOUNT.empty(cursor)
    PAID_UP_ACCOUNT.insert(cursor, _settled(cursor, day, values))
    missed_minimums.find(cursor, day, ids)
    prepared_statements.execute(cursor, "find_occasions", "forget_occasions_of_set_aside", **values)


def _settled(cursor: Any, day: date, values: dict[str, Any]) -> Iterator[tuple[int, date]]:
    """Closed accounts on which nothing is owed any more, with the day of closing."""
    prepared_statements.execute(cursor, "closed_account", **values)
    closed = dict(cursor.fetchall())
    known = facts.of_accounts(closed)
    for pk, on in closed.items():
        if settlement.settled_on(known[pk].known_by(day), day):
            yield pk, on


def _falls(day: date) -> list[_Occurrence]:
    """What falls due some days from now, or fell due so many days ago, by product."""
    calendar = cache(lambda jurisdiction: calendar_store.of(packs.of(jurisdiction).calendar, day))
    asked = Policy.objects.order_by().values_list("product", "product__jurisdiction", "least_days", "rolls")
    return sorted(
        {
            _Occurrence(product, least_days, rolls, due, type_, days)
            for product, jurisdiction, least_days, rolls in asked.distinct()
            for type_, days, end in _ends(jurisdiction, day)
            for due in (
                due_date_rolling.rolling_to(calendar(jurisdiction), end)
                if rolls and type_ != BEFORE_PAST_DUE[0]  # law counts to the day that the statement names
                else [end]
            )
        }
    )


def _ends(jurisdiction: str, day: date) -> Iterator[tuple[str, int, date]]:
    """Effective due dates that the kinds of a jurisdiction count from, by type and days."""
    for kind in catalogue.of(jurisdiction).values():
        days = kind.occasion.days
        if kind.occasion.type == BEFORE_PAST_DUE[0]:
            yield kind.occasion.type, days, day + timedelta(days=days)
        elif kind.occasion.type == BEFORE_PAST_DUE[1]:
            yield kind.occasion.type, max(days, 1), day - timedelta(days=max(days, 1))
