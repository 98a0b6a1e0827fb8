"""What operations must hear of: a deadline in danger, a provider that is down, a fault of ours.

An alarm is a row that is open until what it says is over; somebody is told once, by e-mail or webhook.
Nothing of a person stands in it.
"""

import json
import logging
import smtplib
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from http.client import HTTPException

from django.conf import settings
from django.db.models import Count, Max, Q

from accounts.dates import utc_day
from notices.delivery import channels, queue
from notices.delivery.channels import email, http
from notices.delivery.channels.answer import Result
from notices.delivery.reasons import REASONS
from notices.kinds import catalogue
from notices.models import Alarm, Attempt, Dispatch, Notice, Receipt

log = logging.getLogger(__name__)

DOWN_FOR = timedelta(minutes=15)
DOWN_AFTER = 3  # calls that failed in that time, and none that did not
NEAR = timedelta(days=1)
STRANGE_SHARE = 100  # of so many words of a day one may be strange
UNSENT = ("due", "ready", "released", "sending", "failed")
_OURS = [reason for reason, then in REASONS.items() if then.ours]


def look(now: datetime, *, mailbox_problem: str = "") -> list[Alarm]:
    """Raise what is true now, end what is not any more, and tell of what nobody was told; the open ones."""
    problems = dict(_found(now)) | ({"mailbox": 1} if mailbox_problem else {})
    Alarm.objects.filter(ended_at=None).exclude(key__in=problems).update(ended_at=now)
    for key, number in problems.items():
        Alarm.objects.update_or_create(
            key=key,
            ended_at=None,
            defaults={"number": number},
            create_defaults={"number": number, "raised_at": now},
        )
    for alarm in Alarm.objects.filter(ended_at=None, told_at=None).order_by("pk"):
        if tell(alarm):
            Alarm.objects.filter(pk=alarm.pk, told_at=None).update(told_at=now)
    return list(Alarm.objects.filter(ended_at=None))


def _found(now: datetime) -> Iterator[tuple[str, int]]:
    yield from _deadlines(now)
    yield from _providers(now)
    yield from _faults()
    yield from _strangers(now)
    if not channels.in_use() and (number := queue.to_queue(now).count()):
        yield "no-channel", number


def _deadlines(now: datetime) -> Iterator[tuple[str, int]]:
    """What law asks for and has not gone, with its last day today or tomorrow."""
    law = [code for code, kind in catalogue.KINDS.items() if kind.is_statutory]
    today = utc_day(now)
    rows = Notice.objects.filter(
        state__in=UNSENT,
        kind__in=law,
        missed_on=None,
        due_by__lte=today + NEAR,
        due_by__gte=today - NEAR,
    )
    rows = rows.filter(Q(state="failed") | Q(dispatch__isnull=False) | Q(due_by=today))
    if number := rows.count():
        yield "deadline", number


def _providers(now: datetime) -> Iterator[tuple[str, int]]:
    lately = Attempt.objects.filter(ended_at__gt=now - DOWN_FOR).values("channel")
    good = Q(result__in=(Result.ACCEPTED, Result.REPEAT, Result.NEVER))
    for row in lately.annotate(good=Count("pk", filter=good), bad=Count("pk", filter=~good)).order_by(
        "channel"
    ):
        if not row["good"] and row["bad"] >= DOWN_AFTER:
            yield f"provider:{row['channel']}", row["bad"]


def _faults() -> Iterator[tuple[str, int]]:
    rows = Dispatch.objects.filter(reason__in=_OURS, settled_at=None).exclude(work="")
    for row in rows.values("channel", "reason").annotate(number=Count("pk")).order_by("channel", "reason"):
        yield f"fault:{row['channel']}:{row['reason']}", row["number"]


def _strangers(now: datetime) -> Iterator[tuple[str, int]]:
    """Too many words that no table knows, or about notices that are not ours."""
    rows = Receipt.objects.filter(received_at__gt=now - timedelta(days=1))
    counts = rows.aggregate(
        every=Count("pk"), last=Max("pk"), odd=Count("pk", filter=Q(notice=None) | Q(known=False))
    )
    if counts["odd"] * STRANGE_SHARE > counts["every"]:
        yield "strange-receipts", counts["odd"]


def tell(alarm: Alarm) -> bool:
    """Whether somebody was told; without an address nobody can be."""
    reached = False
    try:
        if settings.ALARM_EMAIL and settings.EMAIL_URL:
            email.send_plain(_mail(alarm))
            reached = True
        if settings.ALARM_URL:
            _post(alarm)
            reached = True
    except (OSError, HTTPException, smtplib.SMTPException) as problem:
        log.warning("nobody could be told of alarm %s: %s", alarm.key, type(problem).__name__)
        return False
    return reached


def _mail(alarm: Alarm) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = f"Sending needs attention: {alarm.key}"
    mail["From"], mail["To"] = settings.EMAIL_FROM, settings.ALARM_EMAIL
    mail["Message-ID"] = f"<alarm-{alarm.pk}@{settings.EMAIL_FROM.rpartition('@')[2]}>"
    mail.set_content(
        f"{alarm.key}: {alarm.number}\nsince {alarm.raised_at:%Y-%m-%d %H:%M} UTC\n"
        "The page Sending of the workspace says more.\n"
    )
    return mail


def _post(alarm: Alarm) -> None:
    body = {
        "id": f"alarm-{alarm.pk}",
        "alarm": alarm.key,
        "number": alarm.number,
        "since": alarm.raised_at.isoformat(),
    }
    request = urllib.request.Request(  # noqa: S310 -- the address is the installation's own setting
        settings.ALARM_URL, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    http.ask(request).close()
