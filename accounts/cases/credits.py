"""Credits that decided cases expect of the issuer, found among the account's credits as they come.

A tick asks what has come since the last one, so a missed or doubled tick costs nothing.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.acts import Act
from accounts.cases import lifecycle as case_lifecycle
from accounts.dates import local_day, utc_day
from accounts.models import Case, Payment
from accounts.rules.cases import Credited, Expected, credited

CREDITS = (Payment.Kind.CREDIT, Payment.Kind.FEE_WAIVER)


def awaited() -> QuerySet[Case]:
    """Cases whose credit has not come yet, or not all of it."""
    return Case.objects.filter(credit__gt=0, credited_on=None)


def note(at: datetime) -> int:
    """Note on each case that its credit was posted, or was returned. Returns how many cases changed."""
    noted, act = 0, Act(by="", at=at)
    for case, state in _credits_by_case(at):
        if state.missing == 0 and state.on and case.credited_on is None:
            case_lifecycle.note_credit(case, state.on, act)
        elif state.missing and case.credited_on:
            case_lifecycle.note_credit_gone(case, act)
        else:
            continue
        noted += 1
    return noted


def missing(case: Case, today: date) -> int:
    """How much of what a case expects has not come yet."""
    return came_for(case.account_id, today)[case.pk].missing if case.credit else 0


def came_for(account: int, today: date) -> dict[int, Credited]:
    """What has come by the day for each case of one account that expects something."""
    expecting = Case.objects.filter(account=account, credit__gt=0)
    posted = _credits(today).filter(_stands(today), account=account)
    return credited(
        (Expected(*case) for case in expecting.values_list("pk", "opened_on", "credit")),
        posted.values_list("posted_on", "amount"),
    )


def _credits(today: date) -> QuerySet[Payment]:
    return Payment.objects.filter(kind__in=CREDITS, posted_on__lte=today)


def _stands(today: date) -> Q:
    return Q(returned_on=None) | Q(returned_on__gt=today)


def _credits_by_case(at: datetime) -> Iterator[tuple[Case, Credited]]:
    """Cases that expect something, of accounts where that may have changed, and what has come for them."""
    candidates = _with_news(utc_day(at) + timedelta(days=1))  # a day ahead: it is already that day somewhere
    expecting = Case.objects.filter(credit__gt=0, account__in=candidates).order_by("account", "pk")
    for account, of_account in groupby(expecting.select_related("account"), key=lambda case: case.account):
        credits_of = came_for(account.pk, local_day(at, account.time_zone))
        yield from ((case, credits_of[case.pk]) for case in of_account)


def _with_news(today: date) -> QuerySet[Any, Any]:
    """Accounts that await a credit and have one, or where one was returned that had been counted."""
    after = _credits(today).filter(account=OuterRef("account"), posted_on__gte=OuterRef("opened_on"))
    arrived = awaited().filter(Exists(after.filter(_stands(today))))
    returned = Case.objects.filter(credited_on__isnull=False).filter(
        Exists(after.filter(~_stands(today), posted_on__lte=OuterRef("credited_on")))
    )
    return arrived.values("account").union(returned.values("account"))
