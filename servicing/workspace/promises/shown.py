"""A promise as pages show it: by everything known now, with its instalments, accounts and turns."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import Promise, PromisedAccount, PromisedInstalment, PromiseStatusChange
from accounts.promises import lifecycle as promise_lifecycle
from accounts.promises import limits as promise_limits
from accounts.promises.evaluation import PromiseStatus
from servicing import scope
from servicing.models import User
from servicing.workspace import seen
from servicing.workspace.people_names import names_of

State = PromiseStatusChange.State
BEYOND = {
    promise_limits.TOO_LATE: gettext_lazy("its first instalment is too far away"),
    promise_limits.TOO_SMALL: gettext_lazy("it is too little of what is past due"),
    promise_limits.TOO_MANY: gettext_lazy("too many earlier promises were not kept"),
    promise_limits.TOO_LARGE: gettext_lazy("it is many times what is owed"),
}


@dataclass
class Shown:
    """A promise as a page shows it: by everything known now, its turns as closed."""

    promise: Promise
    status: PromiseStatus | None  # none: it is made on a later day
    instalments: list[PromisedInstalment]
    covered: list[PromisedAccount]
    turns: list[PromiseStatusChange]
    taken_by: str
    approved_by: str
    refused_by: str = ""
    silent: bool = False
    beyond: Collection[str] = ()

    @property
    def total(self) -> int:
        return sum(each.amount for each in self.instalments)

    @property
    def open(self) -> bool:
        return self.status is not None and self.status.state == State.OPEN

    @property
    def state(self) -> str:
        if self.status is None:
            return ""
        if self.status.replaced_by:
            return pgettext("promise", "replaced")
        return str(State(self.status.state).label)

    @property
    def currency(self) -> str:
        return self.covered[0].account.product.currency

    @property
    def seen(self) -> str:
        return seen.stamp(self.promise.pk, sorted(self.beyond))

    @property
    def limits(self) -> list[str]:
        return [str(BEYOND[limit]) for limit in self.beyond]


def shown(rows: list[Promise], day: date, user: User) -> list[Shown]:
    """These promises by everything known now, each with what belongs to it and the person may see of it."""
    ids = [row.pk for row in rows]
    statuses = promise_lifecycle.statuses(ids, day)
    instalments = _by_promise(PromisedInstalment.objects.filter(promise__in=ids).order_by("due_on", "pk"))
    turns = _by_promise(PromiseStatusChange.objects.filter(promise__in=ids).order_by("on"))
    covered = _by_promise(scope.narrow(_covered(ids), user))
    names = names_of(name for row in rows for name in (row.taken_by, row.approved_by, row.refused_by))
    return [
        Shown(
            promise=row,
            status=statuses.get(row.pk),
            instalments=instalments[row.pk],
            covered=covered[row.pk],
            turns=turns[row.pk],
            taken_by=names.get(row.taken_by, row.taken_by),
            approved_by=names.get(row.approved_by, row.approved_by),
            refused_by=names.get(row.refused_by, row.refused_by),
            beyond=() if row.approved_by else row.beyond or (),
        )
        for row in rows
    ]


def _covered(promises: list[int]) -> QuerySet[PromisedAccount]:
    """With the cardholder's name."""
    holder = FilteredRelation("account__parties", condition=Q(account__parties__role="cardholder"))
    return (
        PromisedAccount.objects.filter(promise__in=promises)
        .select_related("account__product")
        .annotate(holder=holder)
        .annotate(name=F("holder__customer__name"))
        .order_by("account__reference")
    )


def _by_promise(rows: QuerySet[Any]) -> dict[int, list[Any]]:
    by_promise = defaultdict(list)
    for row in rows:
        by_promise[row.promise_id].append(row)
    return by_promise
