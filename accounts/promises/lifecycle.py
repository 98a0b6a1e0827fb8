"""Payment promises: taken, cancelled and approved, told of, and how long they silence (rules, section 5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Sum

from accounts import packs
from accounts.acts import Act
from accounts.business_dates import becomes_known
from accounts.calendars import store as calendar_store
from accounts.dates import NEVER
from accounts.models import (
    Account,
    Party,
    Promise,
    PromisedAccount,
    PromisedInstalment,
    PromiseStatusChange,
)
from accounts.promises import evaluation as promise_evaluation
from accounts.promises import limits as promise_limits
from accounts.promises.evaluation import PromiseStatus
from accounts.promises.limits import PromiseProposal
from accounts.rules.working_days import WorkingCalendar

OPEN = PromiseStatusChange.State.OPEN

_REFERENCE = "SELECT 'T' || lpad(nextval(pg_get_serial_sequence('accounts_promise', 'id'))::text, 12, '0')"


class AccountsOfSeveralPeople(ValueError):  # noqa: N818 -- named for what is wrong with the accounts
    """The accounts of a promise are one person's, who owes on each, and have one currency."""


class AlreadyFulfilled(ValueError):  # noqa: N818
    """What is promised is no more than may be missing of it, or was paid on the made day already."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is promised: amounts by day, and how much may be missing and for how long.

    ``tolerance`` in minor units or ``percent``; without them, and without grace days, the defaults.
    ``confirmed_because``: why an unlikely amount is right all the same.
    """

    made_on: date
    instalments: dict[date, int]
    tolerance: int | None = None
    percent: Decimal | None = None
    grace_days: int | None = None
    confirmed_because: str = ""

    def __post_init__(self) -> None:
        if not self.instalments or min(self.instalments.values()) <= 0:
            raise ValueError("a promise has instalments, each more than nothing")
        if self.first_due_on < self.made_on:
            raise ValueError("an instalment is due before the promise is made")

    @property
    def first_due_on(self) -> date:
        return min(self.instalments)

    @property
    def total(self) -> int:
        return sum(self.instalments.values())


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """A promise that is open on a day. ``next_due_on``: the next day for which something is promised."""

    made_on: date
    total: int
    paid: int
    next_due_on: date | None


def record(accounts: Sequence[Account], terms: Terms, act: Act) -> Promise:
    """Take a promise; its instalments stand on the first account. What is open on any of them is replaced.

    Beyond the limits it silences only once somebody else has approved it. Raises
    NotOnePersons, and KeptAtOnce where nothing is left to be waited for.
    """
    ids = [account.pk for account in accounts]
    if not _are_one_persons(ids):
        raise AccountsOfSeveralPeople
    with transaction.atomic():
        known_on = becomes_known(terms.made_on)
        beyond = promise_limits.limits_exceeded(
            [PromiseProposal(ids, terms.made_on, terms.first_due_on, terms.total)]
        )[0]
        promise = Promise.objects.create(
            reference=_new_reference(ids, terms.made_on),
            made_on=terms.made_on,
            known_on=known_on,
            tolerance=terms.tolerance,
            tolerance_percent=terms.percent,
            grace_days=terms.grace_days,
            taken_by=act.by,
            beyond=beyond,
            confirmed_because=terms.confirmed_because,
        )
        PromisedAccount.objects.bulk_create(PromisedAccount(promise=promise, account_id=pk) for pk in ids)
        PromisedInstalment.objects.bulk_create(_instalments(promise, accounts[0], terms))
        if statuses([promise.pk], terms.made_on)[promise.pk].state != OPEN:
            raise AlreadyFulfilled
    return promise


def cancel(promise: Promise, act: Act, *, on: date) -> None:
    """Cancel an open promise. Raises NotOpen, and ValueError without a reason."""
    if not act.note.strip():
        raise ValueError("a promise is cancelled with a reason")
    with transaction.atomic():
        known_on = becomes_known(on)
        status = statuses([promise.pk], on).get(promise.pk)
        if status is None or status.state != OPEN:
            raise NotOpen
        cancellation = {"cancelled_on": on, "cancel_reason": act.note.strip(), "cancelled_by": act.by}
        uncancelled = Promise.objects.filter(pk=promise.pk, cancelled_on=None)
        if not uncancelled.update(cancel_known_on=known_on, **cancellation):
            raise NotOpen


class OwnPromise(RuntimeError):  # noqa: N818 -- named for what happened
    """Whoever took a promise does not approve it."""


class AlreadyDecided(RuntimeError):  # noqa: N818
    """Somebody was first: it is approved or refused."""


class NotOpen(RuntimeError):  # noqa: N818
    """A promise that is cancelled, kept or broken, or not made yet."""


def approve(promise: Promise, act: Act, *, on: date) -> None:
    """Let a promise silence beyond the limits of the pack.

    ``on``: the day that it is where the account is. Raises OwnPromise, NotOpen and AlreadyDecided.
    """
    if promise.taken_by == act.by:
        raise OwnPromise
    status = statuses([promise.pk], on).get(promise.pk)
    if status is None or status.state != OPEN:
        raise NotOpen
    undecided = Promise.objects.filter(pk=promise.pk, approved_by="", refused_by="")
    if not undecided.update(approved_by=act.by, approved_at=act.at):
        raise AlreadyDecided


def refuse(promise: Promise, act: Act, *, on: date) -> None:
    """Say that a promise beyond the limits does not silence. It stands all the same, and may be kept.

    ``on``: the day that it is where the account is. Raises NotOpen and AlreadyDecided.
    """
    status = statuses([promise.pk], on).get(promise.pk)
    if status is None or status.state != OPEN:
        raise NotOpen
    undecided = Promise.objects.filter(pk=promise.pk, approved_by="", refused_by="")
    if not undecided.update(refused_by=act.by, refused_at=act.at, refuse_reason=act.note):
        raise AlreadyDecided


def statuses(promises: Sequence[int], day: date) -> dict[int, PromiseStatus]:
    """What these have come to on a day by everything known now, those that are made by then."""
    return promise_evaluation.statuses(promises, day, NEVER)


def open_on(account: Account, day: date, horizon: date) -> list[OpenPromise]:
    """The promises about an account that are open at the end of a day, by what is known by the horizon."""
    covering = account.promised.values_list("promise", flat=True)
    status_of = promise_evaluation.statuses(covering, day, horizon)
    open_ = [pk for pk, status in status_of.items() if status.state == OPEN]
    return [_running(row, status_of[row.pk], day) for row in Promise.objects.filter(pk__in=open_)]


def reminder_due(day: date) -> list[PromisedInstalment]:
    """Instalments due on the day after, of open promises that have not paid so far yet, by all known now."""
    due_on = day + timedelta(days=1)
    rows = (
        PromisedInstalment.objects.filter(due_on=due_on, promise__made_on__lte=day)
        .select_related("promise", "account__product")
        .order_by("promise__reference", "account__reference")
    )
    status_of = statuses([row.promise_id for row in rows], day)
    by_then = PromisedInstalment.objects.filter(promise__in=status_of, due_on__lte=due_on).order_by()
    due = dict(by_then.values_list("promise").annotate(Sum("amount")))
    waiting = {pk for pk, status in status_of.items() if status.state == OPEN and status.paid < due[pk]}
    return [row for row in rows if row.promise_id in waiting]


def grace_ends_on(jurisdiction: str, due_on: date, grace_days: int | None = None) -> date:
    """The last day on which an instalment is waited for, by the calendar of the jurisdiction."""
    pack = packs.of(jurisdiction)
    return waited_for(pack, calendar_store.of(pack.calendar), due_on, grace_days)


def waited_for(pack: packs.Pack, calendar: WorkingCalendar, due_on: date, grace_days: int | None) -> date:
    """So many working days after it is due; without a grace of its own that of the pack."""
    days = pack.promises.grace_days if grace_days is None else grace_days
    return calendar.add_working_days(due_on, days)


def _running(promise: Promise, status: PromiseStatus, day: date) -> OpenPromise:
    instalments = list(promise.instalments.all())
    return OpenPromise(
        made_on=promise.made_on,
        total=sum(each.amount for each in instalments),
        paid=status.paid,
        next_due_on=min((each.due_on for each in instalments if each.due_on > day), default=None),
    )


def _are_one_persons(accounts: Sequence[int]) -> bool:
    if len(accounts) == 1:
        return True
    currencies = Account.objects.filter(pk__in=accounts).values_list("product__currency", flat=True)
    holders = [
        set(Party.objects.filter(account=pk, role__in=Party.HOLDERS).values_list("customer", flat=True))
        for pk in accounts
    ]
    return len(set(currencies)) == 1 and bool(set.intersection(*holders))


def _instalments(promise: Promise, account: Account, terms: Terms) -> Iterator[PromisedInstalment]:
    jurisdiction = account.product.jurisdiction
    for due_on, amount in terms.instalments.items():
        yield PromisedInstalment(
            promise=promise,
            account=account,
            due_on=due_on,
            grace_ends_on=grace_ends_on(jurisdiction, due_on, terms.grace_days),
            amount=amount,
        )


def _new_reference(accounts: Sequence[int], made_on: date) -> str:
    """A reference that sorts after those of the same day on these accounts: the last one said stands."""
    with connection.cursor() as cursor:
        cursor.execute(_REFERENCE)
        reference = cursor.fetchone()[0]
    that_day = Promise.objects.filter(covered__account__in=accounts, made_on=made_on)
    last = max(that_day.values_list("reference", flat=True), default="")
    return reference if last < reference else f"{last[:63]}~"
