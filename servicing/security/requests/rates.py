"""How many requests somebody makes in a minute, counted where all processes count together.

A person at the workspace is bounded here, a system by its token (``servicing.api.http.throttling``).
"""

import logging
import time
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from redis import Redis, RedisError

View = Callable[[HttpRequest], HttpResponse]

SECONDS = 60
_log = logging.getLogger(__name__)


def limited(get_response: View) -> View:
    """Middleware: whoever asks more in a minute than anybody works waits for the next one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.PERSON_RATE or not request.user.is_authenticated:
            return get_response(request)
        seconds = wait(f"person:{_own_key(request.user.pk)}", settings.PERSON_RATE)
        if not seconds:
            return get_response(request)
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(seconds)
        return response

    return middleware


def wait(key: str, most: int) -> int:
    """Seconds until this one may ask again; 0 where it may now.

    Counts in windows of a minute. Without the broker nothing is counted, and nobody is kept out.
    """
    window, passed = divmod(time.time(), SECONDS)
    try:
        is_free = _count(f"{key}:{int(window)}") <= most
    except RedisError as problem:
        _log.warning("requests are not counted: %s", type(problem).__name__)
        return 0
    return 0 if is_free else int(SECONDS - passed) + 1


def _own_key(person: int) -> str:
    """Books that share a broker have people of the same number; no two have the same key."""
    return salted_hmac("servicing.request_rates", str(person)).hexdigest()


def _count(key: str) -> int:
    """This request among those of its window, in one round trip."""
    counts = _counts().pipeline(transaction=False)
    counts.incr(f"servicing-rate:{key}")
    counts.expire(f"servicing-rate:{key}", SECONDS * 2)
    return int(counts.execute()[0])


@cache
def _counts() -> Redis:
    """Whoever does not answer at once is not waited for."""
    return Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=1, socket_connect_timeout=1)
