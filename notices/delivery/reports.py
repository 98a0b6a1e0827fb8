"""What providers say later: the print vendor's file, bounces in the mailbox, the gateway's receipts.

Every word is kept as it came, once by its key, and then applied. What names no notice of ours, or has a code
that no table knows, is kept all the same, shown and counted.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from accounts.dates import utc_day
from accounts.models import DeliveryReport
from notices.delivery import outcomes, reasons
from notices.delivery.channels import bounces, sms
from notices.delivery.claims import State
from notices.models import AppMessage, Attempt, Dispatch, Notice, Receipt

Clock = Callable[[], datetime]

PAGE = 1_000
POSTED, DELIVERED, PRINTED, RETURNED, DELAYED = "posted", "delivered", "printed", "returned", "delayed"
# How long after the last look a gateway is asked again, by the age of the message; older ones are let be.
_LOOKS = ((timedelta(hours=1), timedelta(minutes=5)), (timedelta(days=1), timedelta(hours=1)),
          (timedelta(days=3), timedelta(hours=6)))  # fmt: skip
_NOT_GIVEN = (State.CALLING, State.WAITING, State.CLAIMED, State.DROPPED)
_STATES = {"accepted": "", "delivered": DELIVERED, "failed": RETURNED}


@dataclass(frozen=True, slots=True)
class Word:
    """``outcome``: one of those above. ``known``: whether the provider's code stands in our tables."""

    source: str
    key: str
    named: str
    outcome: str
    on: date | None  # None: today, where the account is
    code: str = ""
    reason: str = ""
    known: bool = True
    raw: str = ""
    report: int | None = None


def read_back(clock: Clock) -> int:
    """Read every report that has come since the last time. Returns how many."""
    return read_returns(clock()) + read_bounces(clock()) + ask_gateway(clock())


def read_returns(now: datetime) -> int:
    """The rows of ``returns.csv`` that were loaded since, in the order of their days."""
    seen = Receipt.objects.filter(report=OuterRef("pk"))
    rows = DeliveryReport.objects.filter(~Exists(seen)).order_by("on", "pk")
    return sum(take(_of_report(row), now) for row in rows.iterator(chunk_size=PAGE))


def read_bounces(now: datetime) -> int:
    """Each mail is marked as read once its word is kept."""
    read = 0
    for mail, done in bounces.unread():
        bounce = bounces.parsed(mail)
        read += take(_of_bounce(bounce), now)
        done()
    return read


def ask_gateway(now: datetime) -> int:
    """What became of the text messages that are to be looked at again."""
    due = Dispatch.objects.filter(next_look_at__lte=now, channel="sms").order_by("next_look_at")
    read = 0
    for pk, reference, at in due.values_list("pk", "notice__reference", "handed_at")[:PAGE]:
        state = sms.state_of(reference)
        Dispatch.objects.filter(pk=pk).update(next_look_at=_next_look(at, now) if at else None)
        if state:
            read += take(_of_state(reference, state), now)
    return read


def taken_by_app(pks: Collection[int], now: datetime) -> int:
    """Note that the bank's app has these messages, so they are sent. Returns how many it had not before."""
    with transaction.atomic():
        rows = AppMessage.objects.select_for_update(of=("self",)).filter(pk__in=pks, taken_at=None)
        taken = list(rows.select_related("dispatch__notice__account__product").order_by("pk"))
        AppMessage.objects.filter(pk__in=[each.pk for each in taken]).update(taken_at=now)
        for message in taken:
            _posted(message.dispatch, outcomes.day_of(message.dispatch.notice, now), now)
    return len(taken)


def take(word: Word, now: datetime) -> bool:
    """Keep a word and apply it; no where it was kept before."""
    with transaction.atomic():
        dispatch = _named(word.named)
        here = outcomes.day_of(dispatch.notice, now) if dispatch else utc_day(now)
        on = word.on or here
        receipt, is_new = Receipt.objects.get_or_create(
            key=word.key,
            defaults={
                "source": word.source, "report_id": word.report, "named": word.named[:64],
                "notice_id": dispatch.notice_id if dispatch else None, "outcome": word.outcome,
                "code": word.code[:200], "reason": word.reason, "known": word.known, "on": on,
                "received_at": now, "raw": word.raw,
            },
        )  # fmt: skip
        if is_new and dispatch:
            _apply(dispatch, receipt, now)
    return is_new


def _named(reference: str) -> Dispatch | None:
    """The dispatch of a notice, or of the letter that it shared with others."""
    named = Notice.objects.filter(reference=reference).annotate(led_by=Coalesce("joined_to", "pk"))
    rows = Dispatch.objects.select_for_update(of=("self",)).filter(notice__in=named.values("led_by"))
    return rows.select_related("notice__account__product", "content").first()


def _apply(dispatch: Dispatch, receipt: Receipt, now: datetime) -> None:
    if receipt.source == Receipt.Source.RETURNS and dispatch.state == State.CALLING and dispatch.package_id:
        _handed(dispatch, now)
    elif receipt.source == Receipt.Source.RETURNS and dispatch.state in _NOT_GIVEN:
        Receipt.objects.filter(pk=receipt.pk).update(known=False)  # a vendor cannot know of it
        return
    if receipt.outcome == POSTED:
        _posted(dispatch, receipt.on, now)
    elif receipt.outcome == DELIVERED:
        _posted(dispatch, receipt.on, now)
        outcomes.delivered(dispatch, receipt.on, now)
    elif receipt.outcome == RETURNED:
        outcomes.returned(dispatch, receipt.reason, now)


def _handed(dispatch: Dispatch, now: datetime) -> None:
    """The vendor has its package: whoever handed that over was gone before writing it down."""
    Attempt.objects.filter(dispatch=dispatch, ended_at=None).update(ended_at=now, result="accepted")
    Dispatch.objects.filter(pk=dispatch.pk).update(
        state=State.HANDED, handed_at=now, holder="", lease_until=None, reason=""
    )
    dispatch.state = State.HANDED
    outcomes.log_contact(dispatch, now)


def _posted(dispatch: Dispatch, on: date, now: datetime) -> None:
    handed = Dispatch.objects.filter(pk=dispatch.pk, state=State.HANDED)
    if handed.update(state=State.ACCEPTED, accepted_at=now):
        outcomes.sent(dispatch, on, now)


def _of_report(row: DeliveryReport) -> Word:
    reason = reasons.of_return(row.outcome, row.detail)
    return Word(
        source="returns", key=f"returns:{row.pk}", named=row.notice, on=row.on, code=row.detail,
        outcome=RETURNED if reason else row.outcome, reason=reason, known=reason != reasons.UNKNOWN,
        raw=f"{row.notice},{row.outcome},{row.on},{row.detail}", report=row.pk,
    )  # fmt: skip


def _of_bounce(bounce: bounces.Bounce) -> Word:
    reason = reasons.of_status(bounce.status) if bounce.action == "failed" else ""
    outcome = {"failed": RETURNED, "delivered": DELIVERED, "relayed": "", "expanded": ""}.get(
        bounce.action, ""
    )
    known = bounce.action in ("failed", "delayed", "delivered", "relayed", "expanded")
    return Word(
        source="bounce", key=f"bounce:{bounce.sha256}", named=bounce.notice, on=None,
        code=" ".join(filter(None, (bounce.action, bounce.status))), reason=reason,
        outcome=DELAYED if bounce.action == "delayed" else outcome,
        known=known and reason != reasons.UNKNOWN, raw=bounce.text,
    )  # fmt: skip


def _of_state(reference: str, state: str) -> Word:
    outcome = _STATES.get(state, "")
    return Word(
        source="sms", key=f"sms:{reference}:{state}", named=reference, outcome=outcome, on=None,
        code=state, reason="no-such-recipient" if outcome == RETURNED else "", known=state in _STATES,
    )  # fmt: skip


def _next_look(since: datetime, now: datetime) -> datetime | None:
    return next((now + wait for age, wait in _LOOKS if now - since < age), None)
