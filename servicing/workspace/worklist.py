"""The parts of every list: what its address narrows it to, a page of rows by last key, and its chips.

A list is read in an :class:`Order`. The key of the last row seen stands in the address as
``?after=``, so rows that come and go shift nothing and a far page costs as much as the first.

    ORDER = Order("account_id", first="-statement_date")

    class Filters(worklist.Filters):
        owner = forms.ChoiceField(required=False, choices=OWNERS)

    def listing(request):
        wanted = worklist.wanted(request, Filters)
        page = worklist.page(breaks(owner=wanted["owner"]), ORDER, wanted)
        chips = worklist.chips(wanted, "owner", labels, counts)
        return render(request, "...", {"page": page, "rows": page.rows, "chips": chips})

with ``servicing/chips.html`` included above the table and ``servicing/more.html`` below it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest

from servicing.worklists.order import Order

PAGE = 50


class Filters(forms.Form):
    """What a list is narrowed to. Nothing personal: it stands in the address."""

    after = forms.CharField(required=False, max_length=60)


@dataclass(frozen=True)
class Wanted:
    """What an address asks for: the cleaned filters, and after which row the page begins."""

    chosen: Mapping[str, Any]
    given: Mapping[str, str]
    after: str = ""

    def having(self, **chosen: Any) -> "Wanted":
        """The same with some filters chosen that the address left open."""
        given = {name: str(value) for name, value in chosen.items() if value}
        return Wanted({**self.chosen, **chosen}, {**self.given, **given}, self.after)

    def __getitem__(self, name: str) -> Any:
        return self.chosen[name]

    @property
    def query(self) -> str:
        """The filters as they stand in an address, without the page."""
        return urlencode(self.given)

    def query_with(self, **changed: str) -> str:
        """The same list with some filters changed; an empty one is left out."""
        return urlencode({name: value for name, value in {**self.given, **changed}.items() if value})


NOTHING = Wanted({}, {})


def wanted(request: HttpRequest, filters: type[Filters] = Filters) -> Wanted:
    """What the address asks for. Raises ``BadRequest`` where it names what there is not."""
    return wanted_of(request.GET, filters)


def wanted_of(query: Mapping[str, Any], filters: type[Filters] = Filters) -> Wanted:
    """The same of a query that stands elsewhere than in the address."""
    form = filters(query)
    if not form.is_valid():
        raise BadRequest
    chosen = dict(form.cleaned_data)
    after = chosen.pop("after")
    given = {name: form[name].value() for name, value in chosen.items() if value}
    return Wanted(chosen, given, after)


@dataclass(frozen=True)
class Page:
    """A page of rows, whether more follow, and how an address names the next page."""

    rows: list[Any]
    more: bool
    last: str
    wanted: Wanted

    @property
    def beginning(self) -> str:
        """The address of the first page, from a later one."""
        return self.wanted.query

    @property
    def following(self) -> str:
        """The address of the next page, where there is one."""
        return urlencode({**self.wanted.given, "after": self.last})


def page(rows: QuerySet[Any], order: Order, wanted: Wanted) -> Page:
    """The rows after the last one seen, in this order."""
    rows = order.sort(rows)
    try:
        rows = order.after(rows, wanted.after) if wanted.after else rows
    except ValueError as error:
        raise BadRequest from error
    read = list(rows[: PAGE + 1])
    shown = read[:PAGE]
    last = order.key(shown[-1]) if shown else ""
    return Page(shown, len(read) > PAGE, last, wanted)


@dataclass(frozen=True)
class Chip:
    """One choice above a list, with how many rows it holds where that is counted."""

    label: Any
    query: str
    count: int | None
    current: bool


def chips(
    wanted: Wanted,
    name: str,
    labels: Mapping[str, Any] | Iterable[tuple[str, Any]],
    counts: Mapping[str, int],
    default: str = "",
) -> list[Chip]:
    """The choices of one filter. ``default`` is the choice that holds where the address names none."""
    current = wanted[name] or default
    return [
        Chip(label, wanted.query_with(**{name: value}), counts.get(value), value == current)
        for value, label in dict(labels).items()
    ]
