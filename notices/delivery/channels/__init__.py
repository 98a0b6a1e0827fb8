"""How a notice leaves: one module a channel, each behind ``Channel``. What is not set up is not in use."""

from collections.abc import Iterator

from django.conf import settings

from notices.delivery.channels import app, email, sms
from notices.delivery.channels.answer import Channel

LETTER = "letter"


def in_use() -> tuple[str, ...]:
    """The channels that this installation has set up."""
    return tuple(_in_use())


def calling(name: str) -> Channel:
    """The channel that one notice at a time is sent by; letters go in packages instead."""
    channels: dict[str, type[Channel]] = {"email": email.Email, "sms": sms.Sms, "app": app.App}
    return channels[name]()


def _in_use() -> Iterator[str]:
    if settings.OUTBOX:
        yield LETTER
    if settings.EMAIL_URL:
        yield "email"
    if settings.SMS_URL:
        yield "sms"
    if settings.APP_MESSAGES:
        yield "app"
