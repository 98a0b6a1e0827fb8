"""What is to be done about cases and re-ages, as named querysets, each read a page at a time by last key.

Late is what was to be done by a day that is over where the account is.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet

from accounts import reages
from accounts.database.local_day import LocalDay
from accounts.models import Case, ReAge
from accounts.rules import cases as case_rules
from servicing import scope
from servicing.models import User
from servicing.worklists.order import Order

SOON = timedelta(days=3)

_OPEN = Q(state=case_rules.OPEN)
_UNACKNOWLEDGED = _OPEN & Q(acknowledged_on=None)


def _due_before(day: Any) -> Q:
    return _OPEN & Q(resolve_by__lt=day) | _UNACKNOWLEDGED & Q(acknowledge_by__lt=day)


# What each list holds, and the day it is in order of.
CASES: dict[str, tuple[Q, str]] = {
    "open": (_OPEN, "resolve_by"),
    "unacknowledged": (_UNACKNOWLEDGED, "acknowledge_by"),
    "late": (_due_before(F("today")), "resolve_by"),
    "soon": (_due_before(F("today") + SOON + timedelta(days=1)) & ~_due_before(F("today")), "resolve_by"),
    "extensions": (Q(extension_asked=True), "resolve_by"),
    "credits": (Q(credit__gt=0, credited_on=None), "opened_on"),
    "decided": (Q(state=case_rules.DECIDED), "decided_on"),
}


def cases(show: str, now: datetime) -> QuerySet[Case]:
    """One list, each case with its account's day as ``today``; read in ``cases_order``."""
    return _as_of(now).filter(CASES[show][0]).select_related("account__product", "customer")


def cases_order(show: str) -> Order:
    """What is due first on top; of those decided, the last one on top."""
    down = "-" if show == "decided" else ""
    return Order(f"{down}pk", first=f"{down}{CASES[show][1]}", read=date.fromisoformat)


def case_counts(now: datetime, user: User) -> dict[str, int]:
    """How many cases each list holds; for those decided nobody need count."""
    counts = {show: Count("pk", filter=condition) for show, (condition, _) in CASES.items()}
    counts.pop("decided")
    return scope.narrow(_as_of(now), user).filter(_OPEN | CASES["credits"][0]).aggregate(**counts)


def reages_to_review() -> QuerySet[ReAge]:
    """Re-ages that rest on a payment since returned, with the cardholder's name."""
    return (
        reages.to_review()
        .select_related("account__product")
        .annotate(
            holder=FilteredRelation("account__parties", condition=Q(account__parties__role="cardholder"))
        )
        .annotate(name=F("holder__customer__name"))
    )


def _as_of(now: datetime) -> QuerySet[Case]:
    """Cases with the day that it is where the account is."""
    return Case.objects.annotate(today=LocalDay("account__time_zone", now))
