"""How long what was sent is kept: as the pack of its jurisdiction says, and not longer."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from accounts import packs
from accounts.contact.retention import kept_until
from accounts.dates import months_later
from accounts.models import Exit
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
    made_on = max(made.date(), notice.sent_on or made.date())
    return kept_until(made_on, _settled_on(notice), rule(catalogue.get(notice.kind)))


@transaction.atomic
def erase(notice: Notice, at: datetime) -> None:
    """Delete what it said, and keep under which sums it was kept. Raises StillKept."""
    held = Notice.objects.select_for_update().get(pk=notice.pk)
    until = last_day(held)
    if until is None or at.date() <= until:
        raise StillKept(until)
    sums = sorted(set(held.contents.values_list("document", flat=True)))
    Erasure.objects.create(notice=held, erased_at=at, sha256=sums)
    _forget_answers(held)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('servicing.purging', 'on', true)")
        held.contents.all().delete()
        _unused(sums).delete()
        cursor.execute("SELECT set_config('servicing.purging', 'off', true)")


def _forget_answers(notice: Notice) -> None:
    """What providers wrote may name the person; that they were asked, and with what result, stays."""
    Attempt.objects.filter(dispatch__notice=notice).update(text="")
    notice.receipts.update(raw="")


def purge(at: datetime) -> int:
    """Erase the content of notices whose time of retention is over. Returns how many notices."""
    gone = 0
    for notice in _made_before(months_later(at.date(), -_shortest())):
        until = last_day(notice)
        if until is not None and until < at.date():
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
    rows = made.distinct().order_by("pk")
    while page := list(rows.filter(pk__gt=last)[:PAGE]):
        yield from page
        last = page[-1].pk


def _unused(sums: list[str]) -> QuerySet[Document]:
    """Of these documents those that no other content has: the same text message may have gone to many."""
    used = NoticeContent.objects.filter(document=OuterRef("pk")).values("pk")[:1]
    return Document.objects.filter(pk__in=sums).annotate(used=Subquery(used)).filter(used=None)
