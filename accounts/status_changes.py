"""What promises and hardship plans come to, as closes write, verify and list it: one way for both."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models import Model

from accounts import packs
from accounts.database import prepared_statements, statements
from accounts.database.temp_tables import TempTable
from accounts.models import BusinessDay
from accounts.packs.schema import Pack
from accounts.standings.evaluation import horizon

PAGE = 5_000
SAMPLE = 10
MANY = 20_000  # changes written in one close: the planner must hear of them at once


class KnownBy(Protocol):
    """A promise or a plan as the plain rule takes it."""

    @property
    def reference(self) -> str: ...

    def known_by(self, day: date) -> Any: ...


@dataclass(frozen=True, slots=True)
class StatusLine:
    """What one has come to, for an account that it covers.

    Expected and paid are those of the whole promise or plan, in minor units of the currency.
    """

    reference: str
    account: str
    currency: str
    state: str
    since: date
    expected: int
    paid: int


@dataclass(frozen=True, slots=True)
class StatusChanges:
    """Those of promises or of plans. ``name`` is what one is called in sentences, tables and statements.

    ``plain`` gives them with all that bears on them, by id; ``status`` is the plain rule; ``fill`` asks for
    the statuses of some on a day, by what was known by another; ``values`` are bound where the days to
    verify are asked for.
    """

    name: str
    model: type[Model]
    requests: TempTable
    evaluate: Callable[[Any], None]
    plain: Callable[[Iterable[int]], Mapping[int, KnownBy]]
    status: Callable[[Any, date], Any]
    fill: Callable[[Any, list[int], date, date], None]
    values: Mapping[str, Any]

    def write(self, cursor: Any, day: date) -> str:
        """As the close publishes: write the changes, and ask a few of them, at random, of the plain rule.

        Returns what does not agree, in words; nothing where all does.
        """
        prepared_statements.execute(
            cursor, f"end_{self.name}_statuses", f"begin_{self.name}_statuses", day=day
        )
        if cursor.rowcount >= MANY:
            cursor.execute(f"ANALYZE accounts_{self.name}statuschange")
        if not cursor.rowcount:
            return ""
        statements.execute(cursor, f"sample_{self.name}_changes", most=SAMPLE)
        written = dict(cursor.fetchall())
        for pk, one in self.plain(written).items():
            seen = one.known_by(day)
            state = seen and self.status(seen, day).state
            if state != written[pk]:
                return (
                    f"{self.name} {one.reference} is {written[pk]} in the close and {state} by the plain rule"
                )
        return ""

    def violations(self) -> Iterator[tuple[str, date, str]]:
        """(account, day, problem) for each change that is missing, unfounded or out of order."""
        closed = BusinessDay.objects.filter(closed_at__isnull=False).order_by("day")
        days = closed.values_list("day", flat=True)
        first, last = days.first(), days.last()
        for ids in self.pages() if first else ():
            with transaction.atomic(), connection.cursor() as cursor:
                self.requests.empty(cursor)
                asked = {"ids": ids, "first_day": first, "last_day": last, **self.values}
                statements.execute(cursor, f"request_{self.name}s_to_verify", **asked)
                self.evaluate(cursor)
                statements.execute(cursor, f"verify_{self.name}s", ids=ids)
                rows = cursor.fetchall()
            yield from sorted(rows)

    def listing(self, day: date, basis: str) -> Iterator[StatusLine]:
        """Every one made by the day and known by the basis, in code-point order. Raises DayNotClosed at once.

        As known, state and since are those that the closes wrote.
        """
        return self._lines(day, horizon(day, basis), as_closed=basis == "known")

    def _lines(self, day: date, known_by: date, *, as_closed: bool) -> Iterator[StatusLine]:
        for ids in self.pages():
            with transaction.atomic(), connection.cursor() as cursor:
                self.fill(cursor, ids, day, known_by)
                statements.execute(cursor, f"list_{self.name}s", day=day, as_closed=as_closed)
                rows = cursor.fetchall()
            for reference, account, currency, state, since, expected, paid in rows:
                yield StatusLine(reference, account, currency, state, since, int(expected), int(paid))

    def pages(self, size: int = PAGE) -> Iterator[list[int]]:
        """Ids of every one, in code-point order of the reference."""
        rows, after = self.model._default_manager.order_by("reference"), ""
        while page := list(rows.filter(reference__gt=after).values_list("reference", "pk")[:size]):
            yield [pk for _, pk in page]
            after = page[-1][0]


def tolerance_values(prefix: str, of_pack: Callable[[Pack], Mapping[str, int]]) -> dict[str, list[Any]]:
    """What packs tolerate, as rows: a list for each column, which begins with the prefix."""
    rows = [
        (name, currency, amount)
        for name, pack in packs.by_code()
        for currency, amount in of_pack(pack).items()
    ]
    return {
        f"{prefix}tolerance_packs": [name for name, _, _ in rows],
        f"{prefix}tolerance_currencies": [currency for _, currency, _ in rows],
        f"{prefix}tolerances": [amount for _, _, amount in rows],
    }
