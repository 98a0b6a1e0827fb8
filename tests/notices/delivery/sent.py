"""Builders: released notices with contents for every channel, past their cut-off, and the providers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from pathlib import Path

from accounts.models import Account, ContactPoint
from notices import typesetting
from notices.delivery import run
from notices.letters import figures
from notices.models import Batch, BatchedNotice, Document, Notice, NoticeContent
from tests.notices import written
from tests.notices.written import due

NOW = datetime(2026, 2, 24, 4, tzinfo=UTC)  # midday in Shanghai, a Tuesday
KIND = "cn-correction"  # letter or e-mail, whatever the account owes
LAW = "cn-dispute-receipt"  # by law: app, e-mail or letter
TEXT = "cn-overdue"  # by law: app, letter or text message
MEDIA = {"letter": "application/pdf", "email": "message/rfc822", "sms": "text/plain; charset=utf-8"}
CHANNEL_POINT = {"letter": "address", "email": "email", "sms": "phone"}


class Clock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


def pdf(text: str) -> bytes:
    """A real page, as small as can be."""
    made = datetime(2026, 2, 24, tzinfo=UTC)
    return typesetting._press().pdf(f"#set document(title: [{text}])\n= {text}", {}, made)


def mail(text: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "关于您的账户"
    message.set_content(text, cte="base64")
    message.add_alternative(f"<html lang='zh'><p>{text}</p></html>", subtype="html", cte="base64")
    return message.as_bytes()


def released(
    kind: str = KIND,
    channels: tuple[str, ...] = ("letter", "email"),
    about: Account | None = None,
    *,
    prints: bool = False,
    **said,
) -> Notice:
    """A notice in a batch that left an hour ago, made for these channels. ``prints``: the figures of that day."""
    account = about or written.account()
    notice = due(account, kind, state="released", state_since=NOW - timedelta(hours=3), **said)
    for channel in channels:
        contained(notice, channel, prints=prints)
    batch, _ = Batch.objects.get_or_create(
        kind=kind, made_on=NOW.date(), number=1,
        defaults={
            "second_person": False, "made_at": NOW - timedelta(hours=4),
            "released_at": NOW - timedelta(hours=3), "leaves_at": NOW - timedelta(hours=1),
        },
    )  # fmt: skip
    BatchedNotice.objects.create(batch=batch, notice=notice)
    return notice


def contained(notice: Notice, channel: str, *, prints: bool = False) -> NoticeContent:
    printed = figures.of([notice], NOW.date())[notice.pk].frozen() if prints else _NO_FIGURES
    content = {"letter": _PAGE, "email": mail(notice.reference), "sms": f"通知 {notice.reference}".encode()}[
        channel
    ]
    document, _ = Document.objects.get_or_create(
        sha256=sha256(content).hexdigest(),
        defaults={"media_type": MEDIA[channel], "content": content},
    )
    point = ContactPoint.objects.get(customer=notice.recipient, kind=CHANNEL_POINT[channel])
    return NoticeContent.objects.create(
        notice=notice, frozen_at=NOW - timedelta(hours=4), as_of=NOW.date(), channel=channel,
        language="zh-Hans", template_number=1, template_sha256="0" * 64,
        figures=printed, recipient_name=notice.recipient.name,
        address=point.value, document=document,
    )  # fmt: skip


def passed(clock: Callable[[], datetime]) -> run.Pass:
    """One pass over everything."""
    return run.send(clock)


def packages(outbox: Path) -> list[Path]:
    return sorted(path for path in outbox.glob("*/") if not path.name.startswith("."))


_PAGE = pdf("Notice")
_NO_FIGURES = {"currency": "CNY", "values": {}}
