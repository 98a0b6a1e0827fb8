"""Text messages over HTTP (rules, section 12): POST with our id, which may be asked for by GET."""

import json
import urllib.error
import urllib.request
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any

from django.conf import settings

from notices.delivery import reasons
from notices.delivery.channels import http
from notices.delivery.channels.answer import Answer, Message, Result

_SHOWN = 1_000  # characters of an answer that are kept
_LIMIT = 64_000  # bytes of it that are read
_TAKEN, _KNOWN, _BUSY = (200, 202), 409, (429, 503)
WRONG_ID = "wrong-id"


class Sms:
    is_sent = True
    can_be_asked = True

    def send(self, message: Message) -> Answer:
        body = {"id": message.reference, "to": message.to, "text": message.content.decode()}
        request = urllib.request.Request(  # noqa: S310 -- the address is the installation's own setting
            settings.SMS_URL, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
        )
        try:
            status, headers, text = _asked(request)
        except (OSError, HTTPException) as problem:
            return Answer(
                Result.AGAIN, type(problem).__name__, str(problem)[:_SHOWN], certain=_is_refused(problem)
            )
        return _answer(status, headers, text, message.reference)

    def find(self, reference: str) -> bool | None:
        """A gateway that fails is no answer; one that does not know the id has not got it."""
        state = state_of(reference)
        return None if state is None else state != ""


def state_of(reference: str) -> str | None:
    """What the gateway says of an id: ``""`` where it knows none; None where it does not answer."""
    request = urllib.request.Request(f"{settings.SMS_URL.rstrip('/')}/{reference}")  # noqa: S310
    try:
        status, _, text = _asked(request)
        if status == 404:
            return ""
        reply = json.loads(text) if status == 200 else {}
        return str(reply["state"])[:32] if isinstance(reply, dict) and "state" in reply else None
    except (OSError, HTTPException, ValueError, RecursionError):
        return None


def _asked(request: urllib.request.Request) -> tuple[int, Any, str]:
    try:
        with http.ask(request) as answer:
            return answer.status, answer.headers, answer.read(_LIMIT).decode(errors="replace")
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read(_LIMIT).decode(errors="replace")


def _answer(status: int, headers: Any, text: str, reference: str) -> Answer:
    code, shown = str(status), text[:_SHOWN]
    if status in _TAKEN:
        if _names_another(text, reference):
            return Answer(Result.AGAIN, WRONG_ID, shown, certain=False)
        return Answer(Result.ACCEPTED, code, shown)
    if status == _KNOWN:
        return Answer(Result.REPEAT, code, shown)
    if status in _BUSY:
        return Answer(Result.LATER, code, shown, wait=_wait(headers))
    if 400 <= status < 500:
        return Answer(Result.NEVER, code, shown, reason=reasons.of_gateway(status))
    return Answer(Result.AGAIN, code, shown, certain=False)


def _names_another(text: str, reference: str) -> bool:
    """An answer about another id is no answer to ours. One that names none is."""
    try:
        reply = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(reply, dict) and reply.get("id", reference) != reference


def _wait(headers: Any) -> float | None:
    """``Retry-After`` in seconds. Where it is a date it is held against the gateway's own clock."""
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        until, now = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return None


def _is_refused(problem: BaseException) -> bool:
    """Whether nobody was there to take it: then it has certainly not arrived."""
    return isinstance(getattr(problem, "reason", problem), ConnectionRefusedError)
