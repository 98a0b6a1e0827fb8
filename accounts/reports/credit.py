"""The lines of a month's credit report by the codes of each pack, restated (rules, sections 3 and 11).

Nothing here says whether a line may go out: that is asked of holds, breaks and notices.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from accounts import packs
from accounts.models import Account
from accounts.packs import Pack
from accounts.reports import aging
from accounts.reports.credit_status import (
    CreditLine,
    amount_late,
    faults,
    field_25,
    is_metro2,
)
from accounts.rules.first_delinquency import first_delinquency
from accounts.rules.standing import Facts, NoPolicy, standing
from accounts.standings import facts

PAGE = 1_000


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A line with its account, and the checks that it fails. No ``line``: it cannot be computed."""

    account: Account
    pack: Pack
    line: CreditLine | None
    failed: tuple[str, ...] = ()

    @property
    def is_adverse(self) -> bool:
        """Whether it says that something is late."""
        return self.line is not None and self.line.code != self.pack.credit_codes.of(0)


def lines(month_end: date) -> Iterator[MonthLine]:
    """Every account of the book at the end of a month, of packs that have codes, by its reference. Raises
    DayNotClosed at once."""
    listed = aging.standing(month_end, "restated")
    return _lines(month_end, listed)


def _lines(month_end: date, listed: Iterator[aging.AccountStanding]) -> Iterator[MonthLine]:
    while page := list(islice(listed, PAGE)):
        rows = Account.objects.filter(reference__in=[each.account for each in page]).select_related("product")
        by_reference = {account.reference: account for account in rows}
        known = facts.of_accounts(account.pk for account in by_reference.values())
        for each in page:
            account = by_reference[each.account]
            pack = packs.of(account.product.jurisdiction)
            if pack.credit_codes.bands:
                yield _month_line(account, pack, known[account.pk], month_end)


def _month_line(account: Account, pack: Pack, seen: Facts, month_end: date) -> MonthLine:
    try:
        line = _line(account, pack, seen, month_end)
        if not is_metro2(pack.credit_codes):
            return MonthLine(account, pack, line)
        before = _line(account, pack, seen, month_end.replace(day=1) - timedelta(days=1))
        return MonthLine(account, pack, line, tuple(faults(line, before, pack.credit_codes)))
    except NoPolicy:
        return MonthLine(account, pack, None)


def _line(account: Account, pack: Pack, seen: Facts, day: date) -> CreditLine:
    now, metro2 = standing(seen.known_by(date.max), day), is_metro2(pack.credit_codes)
    return CreditLine(
        account=account.reference,
        currency=account.product.currency,
        code=pack.credit_codes.of(now.days_past_due),
        days_past_due=now.days_past_due,
        first_delinquency=first_delinquency(seen, day),
        field_25=field_25(seen, day) if metro2 else None,
        balance=max(now.balance, 0) if metro2 else now.balance,
        past_due=amount_late(now) if metro2 else now.past_due,
    )
