"""How long what was sent is kept: as the pack of its jurisdiction says, and not longer."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from accounts import packs
from accounts.contact.retention import kept_until
from accounts.dates import local_day, months_later, utc_day
from accounts.evidence import purging, rights
from accounts.models import EvidenceRow, Exit
from accounts.packs.schema import Retention
from notices.kinds import catalogue
from notices.kinds.schema import NoticeKind
from notices.models import Attempt, Document, Erasure, Notice, NoticeContent

PAGE = 200
# The record of the pack that a notice belongs to, by what called for it; of all others it is a contact.
_RECORDS = {
    "before-adverse-report": "adverse-notice",
    "adverse-report-made": "adverse-notice",
    "case-opened": "case",
    "case-decided": "case",
    "plan-offered": "signed-plan",
    "plan-agreed": "signed-plan",
    "plan-instalment": "signed-plan",
    "plan-instalment-missed": "signed-plan",
    "plan-complete": "signed-plan",
    "default-decided": "adverse-action",
    "default-record-decided": "adverse-action",
}
IN_HAND = ("due", "suspended", "ready", "released", "sending")


class StillKept(ValueError):  # noqa: N818 -- named for what it is
    """The pack asks for it to be kept; ``until`` is the last day, none where nobody can say it yet."""

    def __init__(self, until: date | None) -> None:
        super().__init__(f"kept through {until}" if until else "kept until the debt is settled")
        self.until = until


def rule(kind: NoticeKind) -> Retention:
    return packs.of(kind.jurisdiction).retention[_RECORDS.get(kind.occasion.type, "contact")]


def last_day(notice: Notice) -> date | None:
    """The last day on which its contents are kept; none where nobody can say it, as while it is in hand."""
    made = notice.contents.order_by("-frozen_at").values_list("frozen_at", flat=True).first()
    if made is None or notice.state in IN_HAND:
        return None
    made_here = local_day(made, notice.account.time_zone)
    made_on = max(made_here, notice.sent_on or made_here)
    return kept_until(made_on, _settled_on(notice), rule(catalogue.get(notice.kind)))


def erase(notice: Notice, at: datetime) -> None:
    """Delete what it said, and keep under which sums it was kept. Raises StillKept.

    All of it by the owner of the tables: the application deletes no history.
    """
    using = rights.alias()
    with transaction.atomic(using=using):
        held = Notice.objects.using(using).select_for_update().get(pk=notice.pk)
        until = last_day(held)
        if until is None or local_day(at, held.account.time_zone) <= until:
            raise StillKept(until)
        sums = sorted(set(held.contents.values_list("document", flat=True)))
        Erasure.objects.using(using).create(notice=held, erased_at=at, sha256=sums)
        _forget_answers(held, using)
        with purging.purging():
            _delete(held, sums, using)


def _forget_answers(notice: Notice, using: str) -> None:
    """What providers wrote may name the person; that they were asked, and with what result, stays."""
    Attempt.objects.using(using).filter(dispatch__notice=notice).update(text="")
    notice.receipts.update(raw="")


def _delete(held: Notice, sums: list[str], using: str) -> None:
    contents = list(held.contents.values_list("pk", flat=True))
    held.contents.all().delete()
    EvidenceRow.objects.using(using).bulk_create(_gone(pk) for pk in contents)
    _unused(sums).using(using).delete()


def _gone(content: int) -> EvidenceRow:
    """So that the evidence does not miss it."""
    table = NoticeContent._meta.db_table
    return EvidenceRow(source=table, row=content, fixed=b"", filled={}, is_open=False, gone=True)


def purge(at: datetime) -> int:
    """Erase the content of notices whose time of retention is over. Returns how many notices."""
    gone = 0
    for notice in _made_before(months_later(utc_day(at) + timedelta(days=1), -_shortest())):
        until = last_day(notice)
        if until is not None and until < local_day(at, notice.account.time_zone):
            erase(notice, at)
            gone += 1
    return gone


def _settled_on(notice: Notice) -> date | None:
    last = Exit.objects.filter(account=notice.account_id).order_by("-on").first()
    return last.on if last and last.reason == Exit.Reason.CLOSED else None


def _shortest() -> int:
    """The least time in months that any pack keeps any record: nothing younger need be looked at."""
    rules = [rule for pack in packs.PACKS.values() for rule in pack.retention.values()]
    least = [max(rule.least_months or 0, rule.months_after_settlement or 0) for rule in rules]
    return min((months for months in least if months), default=0)


def _made_before(day: date) -> Iterator[Notice]:
    last = 0
    made = Notice.objects.exclude(state__in=IN_HAND).filter(contents__frozen_at__date__lte=day)
    rows = made.select_related("account").distinct().order_by("pk")
    while page := list(rows.filter(pk__gt=last)[:PAGE]):
        yield from page
        last = page[-1].pk


def _unused(sums: list[str]) -> QuerySet[Document]:
    """Of these documents those that no other content has: the same text message may have gone to many."""
    used = NoticeContent.objects.filter(document=OuterRef("pk")).values("pk")[:1]
    return Document.objects.filter(pk__in=sums).annotate(used=Subquery(used)).filter(used=None)
