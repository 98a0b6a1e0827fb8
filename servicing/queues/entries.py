"""People in the order of a queue, read by last key: nothing is kept or counted beforehand.

The order has three parts: major priority, date, minor priority; then the key. A queue is read part by part,
one for each major priority, so that each is a walk along an index.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from accounts.close import run as nightly_close
from accounts.contact import calling_hours
from accounts.dates import utc_day
from servicing.access import Capability, may
from servicing.models import User


@dataclass(frozen=True)
class Asking:
    """Who asks for whom is waiting, and when. ``today`` is the day of the book as a whole."""

    user: User
    now: datetime
    today: date

    @property
    def name(self) -> str:
        return self.user.username

    @cached_property
    def open_places(self) -> list[calling_hours.Place]:
        """Where it is a time to call now: asked once for all queues."""
        return list(calling_hours.open_places(nightly_close.zones_in_use(), self.now))


@dataclass(frozen=True)
class Part:
    """Those of one major priority: their rows, each with ``person`` and ``in_account``, and their order.

    ``on``, ``minor`` and ``key`` name the columns; without ``minor`` no row comes before another of the same
    date but by its key, a whole number. ``facts`` are columns that the sentence about each wants. ``since``:
    the one that says from when the person waits, if not the date of the order; ``due``: the deadline.
    ``offered``: of the rows those that may be offered, as far as one statement can say. ``acting``: what it
    takes to do what waits here, where that is more than working in the queue.
    """

    rows: Callable[[Asking], QuerySet[Any]]
    on: str
    key: str = "pk"
    minor: str = ""
    facts: tuple[str, ...] = ()
    read: Callable[[str], Any] = date.fromisoformat
    since: str = ""
    due: Callable[[dict[str, Any], Any], date | None] = lambda facts, on: None
    offered: Callable[[QuerySet[Any], Asking], QuerySet[Any]] = lambda rows, asking: rows
    major: int = 0
    acting: Capability | None = None

    def is_open_to(self, user: User) -> bool:
        """Whether this person can do what waits here: nobody is offered what only others can do."""
        return self.acting is None or may(user, self.acting)

    @property
    def order(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.on, self.minor, self.key)))


@dataclass(frozen=True)
class Entry:
    """A person in a queue, by one of their accounts, and the place."""

    customer: int
    account: int
    major: int
    on: date | datetime
    minor: int
    key: int
    since: date
    due_on: date | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The key of the entry as an address holds it."""
        return f"{self.major}~{self.on.isoformat()}~{self.minor}~{self.key}"


Narrow = Callable[[QuerySet[Any]], QuerySet[Any]]


def read(
    parts: tuple[Part, ...], asking: Asking, narrow: Narrow, *, after: str = "", most: int
) -> list[Entry]:
    """The next entries after a place. Raises ``ValueError`` where the text names no place."""
    major, rest = _split(after)
    entries: list[Entry] = []
    for part in parts:
        if len(entries) < most and part.major >= major and part.is_open_to(asking.user):
            beyond = rest if part.major == major else ()
            rows = narrow(part.offered(part.rows(asking), asking)).order_by(*part.order)
            entries += entries_of(part, _beyond(part, rows, beyond)[: most - len(entries)])
    return entries


def _split(after: str) -> tuple[int, tuple[str, ...]]:
    if not after:
        return 0, ()
    major, *rest = after.split("~")
    if len(rest) != 3:  # date, minor priority and key
        raise ValueError(after)
    return int(major), tuple(rest)


def _beyond(part: Part, rows: QuerySet[Any], place: tuple[str, ...]) -> QuerySet[Any]:
    """The rows that follow a place of their part."""
    if not place:
        return rows
    on, minor, key = place
    values = (part.read(on), *((int(minor),) if part.minor else ()), int(key))
    return rows.filter(_after(part.order, values))


def entries_of(part: Part, rows: QuerySet[Any]) -> Iterator[Entry]:
    """The rows of a part as entries."""
    minor = F(part.minor) if part.minor else Value(0)
    columns = {"entry_on": F(part.on), "entry_minor": minor, "entry_key": F(part.key)}
    for row in rows.annotate(**columns).values_list("person", "in_account", *columns, *part.facts):
        yield _entry(part, row)


def _entry(part: Part, row: tuple[Any, ...]) -> Entry:
    customer, account, on, minor, key, *known = row
    facts = dict(zip(part.facts, known, strict=True))
    since = facts[part.since] if part.since else on
    since = utc_day(since) if isinstance(since, datetime) else since
    return Entry(customer, account, part.major, on, minor, key, since, part.due(facts, on), facts)


def _after(columns: tuple[str, ...], values: tuple[Any, ...]) -> Q:
    """What follows these values in the order of the columns; an index finds it by the first of them."""
    steps = []
    for place, column in enumerate(columns):
        same = dict(zip(columns[:place], values[:place], strict=True))
        steps.append(Q(**same, **{f"{column}__gt": values[place]}))
    return Q(**{f"{columns[0]}__gte": values[0]}) & reduce(or_, steps)
