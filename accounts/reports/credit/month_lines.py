"""The lines of a month's credit report by the codes of each pack, restated (rules, sections 3 and 11).

Nothing here says whether a line may go out: that is asked of holds, breaks and notices. In Metro 2 an account
that left the book is reported once more for the month in which it left, and one charged off every month from
then on.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from accounts import packs
from accounts.models import Account, Exit, Party
from accounts.packs import Pack
from accounts.reports import aging
from accounts.reports.credit import status as credit_status
from accounts.reports.credit.checks import faults
from accounts.reports.credit.status import (
    CHARGED_OFF,
    CLOSED,
    INDIVIDUAL,
    JOINT,
    PAID_CHARGE_OFF,
    RATED,
    TRANSFERRED,
    CreditLine,
    is_metro2,
)
from accounts.rules.affordability import balance_now
from accounts.rules.first_delinquency import first_delinquency
from accounts.rules.standing import Facts, NoPolicy, Standing, standing
from accounts.standings import facts

PAGE = 1_000
_DAY = timedelta(days=1)
_LEFT = {Exit.Reason.CLOSED: CLOSED, Exit.Reason.SOLD: TRANSFERRED, Exit.Reason.PLACED: TRANSFERRED}


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A line with its account, and the checks that it fails. No ``line``: it cannot be computed.

    ``holds``: the kinds in force at the end of the month.
    """

    account: Account
    pack: Pack
    line: CreditLine | None
    failed: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()

    @property
    def is_adverse(self) -> bool:
        """Whether it says that something is or was late."""
        if self.line is None or self.line.code == self.pack.credit_codes.of(0):
            return False
        return self.line.code not in RATED or self.line.rating != "0"


@dataclass(frozen=True, slots=True)
class _Reported:
    """An account as it is reported: with what is known of it, when and why it left, and who holds it."""

    account: Account
    pack: Pack
    seen: Facts
    exits: tuple[Exit, ...]
    ecoa: str

    def exit_by(self, day: date) -> Exit | None:
        """How it stands out of the book on a day; None while it is in it."""
        newest = next((each for each in reversed(self.exits) if each.on <= day), None)
        return newest if newest and newest.reason != Exit.Reason.RECALLED else None


def lines(month_end: date) -> Iterator[MonthLine]:
    """Every account of the book at the end of a month, of packs that have codes, by its reference. Raises
    DayNotClosed at once."""
    listed = (each.account for each in aging.standing(month_end, "restated"))
    return _lines(month_end, merge(listed, _left(month_end)))


def _left(month_end: date) -> Iterator[str]:
    """Of packs that report by Metro 2: accounts that left within the month, and all that are charged off."""
    codes = [code for code, pack in packs.by_code() if is_metro2(pack.credit_codes)]
    newest = Exit.objects.filter(account=OuterRef("pk"), on__lte=month_end).order_by("-on")
    rows = Account.objects.filter(product__jurisdiction__in=codes).annotate(
        left_on=Subquery(newest.values("on")[:1]), why=Subquery(newest.values("reason")[:1])
    )
    reported = Q(why=Exit.Reason.CHARGED_OFF) | Q(why__in=list(_LEFT), left_on__gte=month_end.replace(day=1))
    yield from rows.filter(reported).order_by("reference").values_list("reference", flat=True).iterator(PAGE)


def _lines(month_end: date, references: Iterator[str]) -> Iterator[MonthLine]:
    while page := list(islice(references, PAGE)):
        for each in _reported(page):
            if each.pack.credit_codes.bands:
                yield _month_line(each, month_end)


def _reported(page: Collection[str]) -> Iterator[_Reported]:
    rows = Account.objects.filter(reference__in=page).select_related("product").prefetch_related("exits")
    accounts = {account.reference: account for account in rows}
    known = facts.of_accounts(account.pk for account in accounts.values())
    held_jointly = Party.objects.filter(account__in=known, role=Party.Role.JOINT_HOLDER)
    joint = set(held_jointly.values_list("account", flat=True))
    for reference in page:
        account = accounts[reference]
        exits = tuple(sorted(account.exits.all(), key=lambda each: each.on))
        pack = packs.of(account.product.jurisdiction)
        ecoa = JOINT if account.pk in joint else INDIVIDUAL
        yield _Reported(account, pack, known[account.pk].known_by(date.max), exits, ecoa)


def _month_line(each: _Reported, month_end: date) -> MonthLine:
    holds = tuple(hold.kind for hold in each.seen.holds if hold.in_force(month_end))
    try:
        line = _line(each, month_end)
        if not is_metro2(each.pack.credit_codes):
            return MonthLine(each.account, each.pack, line, holds=holds)
        before = _line(each, month_end.replace(day=1) - _DAY)
        failed = tuple(faults(line, before, each.pack.credit_codes))
        return MonthLine(each.account, each.pack, line, failed, holds)
    except NoPolicy:
        return MonthLine(each.account, each.pack, None)


def _line(each: _Reported, day: date) -> CreditLine:
    if not is_metro2(each.pack.credit_codes):
        now = standing(each.seen, day)
        return _basic(each, now, code=each.pack.credit_codes.of(now.days_past_due))
    left = each.exit_by(day)
    return _of_left(each, left, day) if left else _of_open(each, day)


def _of_open(each: _Reported, day: date) -> CreditLine:
    """While it is in the book: by days past due. A bankruptcy asks for nothing past due."""
    now, seen = standing(each.seen, day), each.seen
    bankrupt = credit_status.is_bankrupt(seen, day)
    return _basic(
        each, now, code=each.pack.credit_codes.of(now.days_past_due),
        field_25=credit_status.field_25(seen, day), balance=max(now.balance, 0),
        past_due=0 if bankrupt else credit_status.amount_late(now),
        scheduled=now.newest.instalment if now.newest else None, is_bankrupt=bankrupt,
        history=credit_status.history(seen, day, each.pack.credit_codes), informed_on=day,
    )  # fmt: skip


def _of_left(each: _Reported, left: Exit, day: date) -> CreditLine:
    """Closed, sold or placed: how late it was before. Charged off: what is still owed of it."""
    last, codes, owed = left.on - _DAY, each.pack.credit_codes, balance_now(each.seen, day)
    then, rating = standing(each.seen, last), credit_status.rating(each.seen, last, codes)
    code, charge_off = _LEFT.get(Exit.Reason(left.reason), CHARGED_OFF), 0
    if code == CHARGED_OFF:
        charge_off, code = balance_now(each.seen, left.on), CHARGED_OFF if owed else PAID_CHARGE_OFF
    is_reported_late = code not in RATED or rating not in ("0", "B")
    paid_on = credit_status.last_paid_on(each.seen, day)
    return _basic(
        each, then, code=code, rating=rating if code in RATED else "",
        field_25=credit_status.field_25(each.seen, last) if is_reported_late else None,
        balance=0 if code == TRANSFERRED else owed,
        past_due=min(owed, credit_status.amount_late(then)) if code == CHARGED_OFF else 0,
        scheduled=0, closed_on=left.on, charge_off=charge_off,
        history=credit_status.history(each.seen, day, codes),
        is_bankrupt=credit_status.is_bankrupt(each.seen, day),
        informed_on=paid_on if code in (CLOSED, PAID_CHARGE_OFF) else day, last_paid_on=paid_on,
    )  # fmt: skip


def _basic(each: _Reported, now: Standing, *, code: str, **of_metro2: Any) -> CreditLine:
    """What every pack reports; what Metro 2 says otherwise or besides comes after."""
    fields: dict[str, Any] = {
        "account": each.account.reference, "currency": each.account.product.currency, "code": code,
        "days_past_due": now.days_past_due, "first_delinquency": first_delinquency(each.seen, now.day),
        "field_25": None, "balance": now.balance, "past_due": now.past_due,
        "opened_on": each.account.opened_on, "ecoa": each.ecoa, **of_metro2,
    }  # fmt: skip
    return CreditLine(**fields)
