"""A POST takes effect once, however often it is sent: by the key that its sender gave it.

The key is written in a transaction of its own, then held while the request is carried out. What it changes
and the answer to it are kept together, so whoever is killed in between has changed nothing and holds nothing:
the next try begins anew at once.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from servicing.api.http.problems import Problem
from servicing.api.models import IdempotencyKey
from servicing.middleware import named

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
_KEPT_HEADERS = ("Content-Type", "ETag", "Location")
_LONGEST = 255


def once(handler: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorates a ``post`` of a ``Resource``: its request takes effect once, and history names who acts."""

    @wraps(handler)
    def posted(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        row = _entered(request.auth.name, key_of(request), _fingerprint(view, request))
        with transaction.atomic():
            held = IdempotencyKey.objects.select_for_update(skip_locked=True).filter(pk=row.pk).first()
            if held is None:
                raise Problem("at-work", "", retry_after=1)
            if held.status is not None:
                return _earlier(held)
            with named(request.user.about):
                return _carry_out(view, request, held, lambda: handler(view, request, *args, **kwargs))

    return posted


def key_of(request: Request) -> str:
    """The key of a request, a structured-field string or bare. Raises Problem."""
    given: str = request.headers.get(HEADER, "").strip()
    key = given[1:-1] if len(given) > 1 and given[0] == given[-1] == '"' else given
    if not key:
        raise Problem("key-missing")
    if len(key) > _LONGEST or not (key.isascii() and key.isprintable()):
        raise Problem("malformed", f"{HEADER} has up to {_LONGEST} printable characters.", header=HEADER)
    return key


def _fingerprint(view: Any, request: Request) -> str:
    token = request.auth
    head = (
        request.method, request.get_full_path(), request.content_type, request.user.person,
        *sorted(token.branches), "", *sorted(token.scopes),
    )  # fmt: skip
    digest = hashlib.sha256("\n".join(head).encode())
    for part in view.body_parts(request):
        digest.update(part)
    return digest.hexdigest()


def _entered(system: str, key: str, fingerprint: str) -> IdempotencyKey:
    """The key as it was written first. Raises Problem where that was for another request."""
    row, _ = IdempotencyKey.objects.get_or_create(
        system=system, key=key, defaults={"fingerprint": fingerprint, "posted_at": timezone.now()}
    )
    if row.fingerprint != fingerprint:
        raise Problem("key-reused")
    return row


def _earlier(row: IdempotencyKey) -> HttpResponse:
    """What was answered before."""
    response = HttpResponse(bytes(row.body), status=row.status, headers=row.headers)
    response[REPLAYED] = "true"
    return response


def _carry_out(
    view: Any, request: Request, row: IdempotencyKey, act: Callable[[], HttpResponse]
) -> HttpResponse:
    """Do it, and keep the answer, errors too: only after one of ours may the same request be tried anew."""
    try:
        with transaction.atomic():
            response = _rendered(view, request, act())
    except Exception as error:
        response = _rendered(view, request, view.handle_exception(error))
    if response.status_code < 500:
        row.status, row.body = response.status_code, response.content
        row.headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
        row.save(update_fields=["status", "headers", "body"])
    return response


def _rendered(view: Any, request: Request, response: HttpResponse) -> HttpResponse:
    finished: Any = view.finalize_response(request, response)
    if hasattr(finished, "render"):
        finished.render()
    return finished  # type: ignore[no-any-return]
