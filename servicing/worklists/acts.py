"""Statutory and decided acts on one list: which there are, on which basis, who decides, and what was done.

Lateness never makes us louder (rules, section 7): whatever is more than a service or a reminder stands here,
because law asks for it or because a named person decided it on a day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from accounts import packs
from accounts.models import Exit, HelpRequest, Plan, ReAge
from notices.kinds import catalogue
from notices.models import BatchedNotice, Notice
from servicing import scope
from servicing.models import User

MOST = 200
# Acts beside notices, by the place of the pack that speaks of them.
RE_AGE, REFUSAL, PLAN_ENDED = "re-age", "refusal", "plan-ended"
CHARGED_OFF, SOLD, PLACED = "charged-off", "sold", "placed"
DECIDED = (RE_AGE, REFUSAL, PLAN_ENDED, CHARGED_OFF, SOLD, PLACED)
_LEFT = (Exit.Reason.CHARGED_OFF, Exit.Reason.SOLD, Exit.Reason.PLACED)


@dataclass(frozen=True, slots=True)
class ActKind:
    """One kind of act under one pack. ``notice``: the code of a notice, else empty; ``is_released``: a second
    person lets it go; ``basis``: the citation that may be printed, empty for our own policy."""

    pack: str
    act: str
    basis: str
    notice: str = ""
    is_released: bool = False


@dataclass(frozen=True, slots=True)
class ActDone:
    """An act that was done. ``by`` is empty where law asks for it and nobody had to decide."""

    on: date
    account: int
    reference: str
    act: str
    notice: str = ""
    by: str = ""
    basis: str = ""


def kinds() -> list[ActKind]:
    """Every act that there is, pack by pack: what law asks for first, then what people decide."""
    return [
        kind
        for code, pack in packs.by_code()
        if pack.contact
        for kind in (*_statutory(code), *(ActKind(code, act, basis_of(code, act)) for act in DECIDED))
    ]


def basis_of(jurisdiction: str, act: str) -> str:
    """The citation of the pack for an act that people decide; none where it is our own policy."""
    pack = packs.of(jurisdiction)
    rules = {RE_AGE: pack.reage, REFUSAL: pack.hardship, PLAN_ENDED: pack.hardship}.get(act)
    cited = (rule.cited for rule in rules.rules.values()) if rules else iter(())
    return next(filter(None, cited), "")


def done(first: date, last: date, user: User) -> list[ActDone]:
    """The newest acts of these days on accounts that the person sees, the newest first."""
    rows = [*_notices(first, last, user), *_decisions(first, last, user), *_exits(first, last, user)]
    return nlargest(MOST, rows, key=lambda act: (act.on, act.reference))


def _statutory(code: str) -> Iterator[ActKind]:
    for kind in catalogue.of(code).values():
        if kind.is_statutory:
            yield ActKind(code, "notice", kind.law.cited, kind.code, kind.second_person)


def _notices(first: date, last: date, user: User) -> Iterator[ActDone]:
    statutory = {code: kind for code, kind in catalogue.KINDS.items() if kind.is_statutory}
    batched = BatchedNotice.objects.filter(notice=OuterRef("pk"), left_at=None).order_by("-pk")
    rows = scope.narrow(Notice.objects.filter(kind__in=statutory, sent_on__range=(first, last)), user)
    rows = rows.annotate(released_by=Subquery(batched.values("batch__released_by")[:1]))
    columns = ("sent_on", "account", "account__reference", "kind", "released_by")
    for on, account, reference, code, by in rows.order_by("-sent_on", "-pk").values_list(*columns)[:MOST]:
        yield ActDone(on, account, reference, "notice", code, by or "", statutory[code].law.cited)


def _decisions(first: date, last: date, user: User) -> Iterator[ActDone]:
    days = (first, last)
    for act, rows, on, by in (
        (RE_AGE, ReAge.objects.filter(on__range=days), "on", "granted_by"),
        (
            REFUSAL,
            HelpRequest.objects.filter(decided_on__range=days, outcome="refused"),
            "decided_on",
            "decided_by",
        ),
        (PLAN_ENDED, Plan.objects.filter(ended_on__range=days, end_reason="broken"), "ended_on", "ended_by"),
    ):
        yield from _rows(act, scope.narrow(rows, user), on, by)


def _exits(first: date, last: date, user: User) -> Iterator[ActDone]:
    rows = scope.narrow(Exit.objects.filter(on__range=(first, last), reason__in=_LEFT), user)
    columns = ("on", "account", "account__reference", "reason")
    for on, account, reference, reason in rows.order_by("-on", "-pk").values_list(*columns)[:MOST]:
        yield ActDone(on, account, reference, reason)


def _rows(act: str, rows: QuerySet[Any], on: str, by: str) -> Iterator[ActDone]:
    columns = (on, "account", "account__reference", by, "account__product__jurisdiction")
    newest = rows.order_by(f"-{on}", "-pk").values_list(*columns)[:MOST]
    for day, account, reference, who, jurisdiction in newest:
        yield ActDone(day, account, reference, act, by=who or "", basis=basis_of(jurisdiction, act))
