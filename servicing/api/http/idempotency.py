"""A POST takes effect once, however often it is sent: by the key that its sender gave it.

The key is claimed in a transaction of its own. What the request changes and the answer to it are then kept in
one, so whoever is killed in between has changed nothing, and the next try begins anew once the lease is over.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from servicing.api.http.problems import Problem
from servicing.api.models import IdempotencyKey
from servicing.middleware import named

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
KEPT_FOR = timedelta(days=30)
LEASE = timedelta(minutes=30)  # as long as the largest file may take
_KEPT_HEADERS = ("Content-Type", "ETag", "Location")
_LONGEST = 255

_CLAIM = """
    INSERT INTO servicing_api_idempotencykey AS k
        (system, key, fingerprint, posted_at, attempt, leased_until, headers, body)
    VALUES (%(system)s, %(key)s, %(fingerprint)s, %(at)s, 1, %(until)s, '{}', '')
    ON CONFLICT (system, key) DO UPDATE SET attempt = k.attempt + 1, leased_until = excluded.leased_until
    WHERE k.status IS NULL AND k.leased_until < %(at)s AND k.fingerprint = excluded.fingerprint
    RETURNING attempt
"""


class _LeaseLost(Exception):  # noqa: N818 -- named for what happened
    """Somebody else has taken the key over; what was done here is rolled back."""


def once(handler: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorates a ``post`` of a ``Resource``: its request takes effect once, and history names who acts."""

    @wraps(handler)
    def posted(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        row = IdempotencyKey(
            system=request.auth.name, key=key_of(request), fingerprint=_fingerprint(view, request)
        )
        row.attempt = _claim(row, timezone.now())
        if not row.attempt:
            return _earlier(row)
        with named(request.user.about):
            return _carry_out(view, request, row, lambda: handler(view, request, *args, **kwargs))

    return posted


def purge(at: datetime) -> int:
    """Delete keys that are past their time; how many."""
    return IdempotencyKey.objects.filter(posted_at__lt=at - KEPT_FOR).delete()[0]


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


def _claim(row: IdempotencyKey, at: datetime) -> int:
    """The number of this attempt; 0 where the key is somebody else's, or answered."""
    values = {"system": row.system, "key": row.key, "fingerprint": row.fingerprint}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {**values, "at": at, "until": at + LEASE})
        claimed = cursor.fetchone()
    return claimed[0] if claimed else 0


def _earlier(row: IdempotencyKey) -> HttpResponse:
    """What was answered before. Raises Problem where that was to another request, or is not there yet."""
    kept = IdempotencyKey.objects.filter(system=row.system, key=row.key).first()
    if kept is not None and kept.fingerprint != row.fingerprint:
        raise Problem("key-reused")
    if kept is None or kept.status is None:
        raise Problem("at-work", "", retry_after=1)
    response = HttpResponse(bytes(kept.body), status=kept.status, headers=kept.headers)
    response[REPLAYED] = "true"
    return response


def _carry_out(
    view: Any, request: Request, row: IdempotencyKey, act: Callable[[], HttpResponse]
) -> HttpResponse:
    try:
        with transaction.atomic():
            response = _rendered(view, request, act())
            _keep(row, response)
    except _LeaseLost:
        raise Problem("at-work", "", retry_after=1) from None
    except Exception as error:
        response = _rendered(view, request, view.handle_exception(error))
        with suppress(_LeaseLost):
            _keep(row, response)
    return response


def _rendered(view: Any, request: Request, response: HttpResponse) -> HttpResponse:
    finished: Any = view.finalize_response(request, response)
    if hasattr(finished, "render"):
        finished.render()
    return finished  # type: ignore[no-any-return]


def _keep(row: IdempotencyKey, response: HttpResponse) -> None:
    """The answer beside the key; after an error of ours the key is free again. Raises _LeaseLost."""
    ours = IdempotencyKey.objects.filter(system=row.system, key=row.key, attempt=row.attempt, status=None)
    if response.status_code >= 500:
        ours.delete()
        return
    headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
    if not ours.update(status=response.status_code, headers=headers, body=response.content):
        raise _LeaseLost
