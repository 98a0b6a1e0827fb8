"""Which accounts a person sees, and with them everything that is about those accounts or their people.

The only place that says so. Lists are narrowed before they are counted or sorted; what an address names is
found among what the person sees, or is not there:

    rows = scope.narrow(account_worklists.breaks(), request.user)
    account = scope.find(Account.objects.select_related("product"), request.user, pk=pk)

Who has which scope stands in ``access.SCOPES``.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts import models as book
from notices import models as letters
from servicing import access
from servicing import models as desk
from servicing.security import access_records

Row = TypeVar("Row", bound=Model)
Branches = Iterable[str]
Condition = Callable[[Branches], Q]


def branches_of(user: Any) -> tuple[str, ...] | None:
    """The branches whose accounts this person sees; None: every one. Nobody is the program itself."""
    return None if user is None or access.sees_every_branch(user) else tuple(user.team.branches)


def sees_every_branch(user: Any) -> bool:
    return branches_of(user) is None


def narrow(rows: QuerySet[Row, Any], user: Any) -> QuerySet[Row, Any]:
    """Of these rows those that the person sees. Narrow first, then count: it is no condition on sums."""
    branches = branches_of(user)
    return rows if branches is None else in_branches(rows, branches)


def in_branches(rows: QuerySet[Row, Any], branches: Branches) -> QuerySet[Row, Any]:
    """Of these rows those about accounts of these branches, or about the people of such accounts."""
    return rows.filter(CONDITIONS[rows.model](branches))


def find(rows: type[Row] | QuerySet[Row, Any], user: Any, **which: Any) -> Row:
    """The one row of this kind, if the person sees it, which goes on record.

    Raises ``Http404``: what is not seen is not there.
    """
    every: QuerySet[Row, Any] = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    try:
        row: Row = get_object_or_404(narrow(every, user), **which)
    except Http404:
        access_records.note_unseen(user, every.filter(**which).first())
        raise
    access_records.note(user, row)
    return row


def require_every_branch(user: Any) -> None:
    """For acts on the whole book at once. Raises ``Http404`` for whoever sees only some branches."""
    if not sees_every_branch(user):
        raise Http404


def _through(path: str) -> Condition:
    """Rows that name their account, by this path of foreign keys."""
    return lambda branches: Q(**{f"{path}branch__in": branches})


def _through_people(key: str) -> Condition:
    """Rows about a person, who has a part in one of the accounts."""
    return lambda branches: Q(
        Exists(book.Party.objects.filter(customer=OuterRef(key), account__branch__in=branches))
    )


def _through_promise(key: str) -> Condition:
    """Rows about a promise, which covers one of the accounts."""
    return lambda branches: Q(
        Exists(book.PromisedAccount.objects.filter(promise=OuterRef(key), account__branch__in=branches))
    )


def _held(branches: Branches) -> Q:
    """Holds on an account, or on a person."""
    return _through("account__")(branches) | _through_people("customer")(branches)


def _unlikely(branches: Branches) -> Q:
    """Entries about an account, and days of calendars, which are of no branch."""
    return _through("account__")(branches) | Q(account=None)


def _batched(branches: Branches) -> Q:
    """Batches of which the person sees every letter: to release one is to answer for all of it."""
    unseen = letters.BatchedNotice.objects.filter(batch=OuterRef("pk"))
    return ~Q(Exists(unseen.exclude(notice__account__branch__in=branches)))


_OF_ACCOUNTS = (
    book.Break, book.CallBack, book.Case, book.ContactEvent, book.GateAnswer, book.HardshipOffer,
    book.Exit, book.HelpRequest, book.Mandate, book.Party, book.Plan, book.PromisedAccount, book.ReAge,
    book.RestatedAccount, book.SetAside, book.StageChange, book.StageSpan, letters.Notice, desk.Claim,
    desk.ClaimRecord, desk.QualityReview,
)  # fmt: skip
_OF_PEOPLE = (book.ContactPoint, book.NameKeys, book.PreferredTime, letters.PrintSpelling)
_OF_NOTICES = (letters.BatchedNotice, letters.Dispatch, letters.NoticeContent, letters.Receipt)
CONDITIONS: dict[type[Model], Condition] = {
    book.Account: _through(""),
    book.Customer: _through_people("pk"),
    book.Hold: _held,
    book.Promise: _through_promise("pk"),
    book.PromiseStatusChange: _through_promise("promise"),
    letters.Batch: _batched,
    desk.UnlikelyEntry: _unlikely,
    **dict.fromkeys(_OF_ACCOUNTS, _through("account__")),
    **dict.fromkeys(_OF_PEOPLE, _through_people("customer")),
    **dict.fromkeys(_OF_NOTICES, _through("notice__account__")),
    letters.AppMessage: _through("dispatch__notice__account__"),
}
