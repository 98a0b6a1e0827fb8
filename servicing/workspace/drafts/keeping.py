"""Drafts of forms: kept while somebody types, given back to that person alone, gone once it is accepted.

A form that is refused with a message and a way back keeps what was typed too, without a script.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.intake.parsers import is_phone_number, looks_like_a_card_number
from servicing.models import Draft
from servicing.security.sent_forms import FIELD

LASTS = timedelta(days=7)
LONGEST, MOST_FIELDS = 20_000, 400  # letters of all fields; fields of a form
NEVER = (
    "csrfmiddlewaretoken",
    FIELD,
    "next",
    "password",
    "old_password",
    "new_password1",
    "new_password2",
    "q",
)
_FAR = (302, 303)  # the answers of an accepted form, and of one that is refused with a message

View = Callable[[HttpRequest], HttpResponse]


def keep(owner: str, address: str, fields: Mapping[str, str], now: datetime) -> bool:
    """Keep what was typed so far. False where it is empty, too long, or holds a card number."""
    texts = {name: text for name, text in fields.items() if name not in NEVER and text.strip()}
    if not texts or len(texts) > MOST_FIELDS or sum(map(len, texts.values())) > LONGEST:
        return False
    if any(looks_like_a_card_number(text) and not is_phone_number(text) for text in texts.values()):
        return False
    Draft.objects.filter(owner=owner, saved_at__lt=now - LASTS).delete()
    Draft.objects.update_or_create(owner=owner, address=address, defaults={"fields": texts, "saved_at": now})
    return True


def kept(owner: str, addresses: list[str], now: datetime) -> list[Draft]:
    return list(Draft.objects.filter(owner=owner, address__in=addresses, saved_at__gte=now - LASTS))


def drop(owner: str, address: str) -> None:
    Draft.objects.filter(owner=owner, address=address).delete()


def settled(get_response: View) -> View:
    """Middleware: an accepted form has no draft any more."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        settle(request, response, timezone.now())
        return response

    return middleware


def settle(request: HttpRequest, response: HttpResponse, now: datetime) -> None:
    """After a form was sent: forget its draft, or keep it where the person was sent back with an error."""
    if request.method != "POST" or response.status_code not in _FAR or not request.user.is_authenticated:
        return
    owner, address = request.user.get_username(), request.path
    if _was_refused(request):
        keep(owner, address, {name: request.POST[name] for name in request.POST}, now)
    else:
        drop(owner, address)


def _was_refused(request: HttpRequest) -> bool:
    storage: Any = getattr(request, "_messages", None)
    return any(message.level >= messages.ERROR for message in getattr(storage, "_queued_messages", ()))
