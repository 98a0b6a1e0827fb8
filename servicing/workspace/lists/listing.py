"""A list as it is declared once; its tags, saved views, files and bulk acts follow from that.

    LIST = List(
        "breaks", Filters, rows=found, order=lambda wanted: BREAKS_ORDER, columns=COLUMNS,
        chosen_by_chips=("owner",), choices=(ASSIGN,), by_key=Break.objects.filter,
    )

    def listing(request):
        wanted = worklist.wanted(request, Filters)
        page = worklist.page(LIST.rows(request, wanted), ORDER, wanted)
        return render(request, "...", {"page": page, "list": LIST.shown(request, wanted)})

with ``servicing/lists/bar.html`` above the table, ``servicing/lists/tick.html`` first in each row, and
``*lists.routes(breaks.LIST)`` among the addresses.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from accounts import formatting
from accounts.acts import Act
from servicing import scope
from servicing.access import Capability, StaffRequest, may
from servicing.exports.tables import Cell
from servicing.models import SavedView, User
from servicing.worklists.order import Order
from servicing.workspace import worklist
from servicing.workspace.worklist import Wanted


@dataclass(frozen=True)
class Column:
    """A column of the file: its head in the reader's language, and the cell of a row."""

    label: Any
    cell: Callable[[Any], Cell]


@dataclass(frozen=True)
class Choice:
    """An act that makes sense on many rows.

    ``refusal`` says before the act why a row is refused, or nothing. ``perform`` does it to one row with what
    the form says, and raises one of ``refusals``, which say why not.
    """

    name: str
    label: Any
    capability: Capability
    form: Callable[..., forms.Form]
    refusal: Callable[[Any, datetime], str]
    perform: Callable[[Any, dict[str, Any], Act], Any]
    refusals: tuple[type[Exception], ...] = ()


@dataclass(frozen=True)
class Tag:
    """A filter that is chosen, and the list without it."""

    label: Any
    value: Any
    without: str


@dataclass(frozen=True)
class List:
    """``name`` is the route of its page. ``by_key`` finds rows by ``pk__in`` for bulk acts, and ``rows``
    those that the reader sees. Without ``columns`` there are no files and no views of it, only acts."""

    name: str
    filters: type[worklist.Filters]
    rows: Callable[[StaffRequest, Wanted], QuerySet[Any]]
    order: Callable[[Wanted], Order]
    columns: Sequence[Column]
    title: Any
    capability: Capability = Capability.SEE_ACCOUNTS
    chosen_by_chips: tuple[str, ...] = ()
    choices: Sequence[Choice] = ()
    by_key: Callable[..., QuerySet[Any]] | None = None
    row_label: Callable[[Any], str] = str
    row_address: Callable[[Any], str] | None = None
    prepared: Callable[[list[Any], Any], list[Any]] = lambda rows, _user: rows

    def with_keys(self, keys: Collection[int]) -> QuerySet[Any]:
        """Rows for a bulk act. Raises LookupError where the list declares no ``by_key``."""
        if self.by_key is None:
            raise LookupError(f"{self.name} finds no rows by key")
        return self.by_key(pk__in=keys)

    def found(self, user: User, keys: Collection[int]) -> QuerySet[Any]:
        """The same, of those that the person sees."""
        return scope.narrow(self.with_keys(keys), user)

    def choice(self, name: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.name == name), None)

    def choices_of(self, user: User) -> list[Choice]:
        return [choice for choice in self.choices if may(user, choice.capability)]

    def shown(self, request: StaffRequest, wanted: Wanted) -> "Shown":
        return Shown(self, request.user, wanted, self.filters(request.GET))


class Shown:
    """What the bar above a list needs. Saved views are read where they are shown."""

    def __init__(self, of: List, user: User, wanted: Wanted, form: forms.Form) -> None:
        self.of, self.user, self.wanted, self.form = of, user, wanted, form
        self.name, self.query = of.name, wanted.query
        self.choices = of.choices_of(user)
        self.may_export = may(user, Capability.EXPORT_LISTS)
        self.export_route, self.view_route = f"export-{of.name}", f"save-view-{of.name}"
        self.drop_route, self.bulk_route = f"drop-view-{of.name}", f"bulk-{of.name}"

    @cached_property
    def views(self) -> list[SavedView]:
        return list(views(self.of.name, self.user.username))

    @property
    def current(self) -> SavedView | None:
        return next((view for view in self.views if view.query == self.query), None)

    @property
    def own(self) -> SavedView | None:
        """The view shown now, where it is the reader's own."""
        return self.current if self.current and self.current.owner == self.user.username else None

    @property
    def fields(self) -> list[Any]:
        """Filters that no chips choose, as fields of a form."""
        return [self.form[name] for name in self.form.fields if self._is_asked(name)]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Filters that the form leaves as they are."""
        return [(name, value) for name, value in self.wanted.given.items() if not self._is_asked(name)]

    @property
    def tags(self) -> list[Tag]:
        asked = (name for name in self.wanted.given if self._is_asked(name))
        return [
            Tag(self.form[name].label, self._label(name), self.wanted.query_with(**{name: ""}))
            for name in asked
        ]

    def _is_asked(self, name: str) -> bool:
        return name not in ("after", "search", *self.of.chosen_by_chips)

    def _label(self, name: str) -> Any:
        value, field = self.wanted[name], self.form.fields[name]
        if isinstance(value, date):
            return formatting.day(value)
        if isinstance(field, forms.ModelChoiceField):
            return field.label_from_instance(value)
        if not isinstance(field, forms.ChoiceField):
            return str(value)
        return dict(_flat(field.widget.choices)).get(value, value)


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


def views(name: str, username: str) -> QuerySet[SavedView]:
    """A person's own views of a list and those of the team, by name."""
    return SavedView.objects.filter(Q(owner=username) | Q(shared=True), list=name).order_by("name", "pk")
