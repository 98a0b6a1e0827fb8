"""How many requests a token may make in a minute, counted where all processes count together."""

import logging
import time
from functools import cache

from django.conf import settings
from redis import Redis, RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

SECONDS = 60
_log = logging.getLogger(__name__)


class PerToken(BaseThrottle):  # type: ignore[misc]  # no types are published
    """Counts in windows of a minute. Without the broker nothing is counted, and nobody is kept out.

    It counts by the token's prefix, since books that share a broker have rows of the same number.
    """

    left = 0.0

    def allow_request(self, request: Request, view: object) -> bool:
        if request.auth is None or not settings.API_RATE:
            return True
        window, passed = divmod(time.time(), SECONDS)
        self.left = SECONDS - passed
        try:
            return _count(f"{request.auth.prefix}:{int(window)}") <= int(settings.API_RATE)
        except RedisError as problem:
            _log.warning("requests are not counted: %s", type(problem).__name__)
            return True

    def wait(self) -> float:
        return self.left + 1


def _count(key: str) -> int:
    """This request among those of its window, in one round trip."""
    counts = _counts().pipeline(transaction=False)
    counts.incr(f"servicing-api:{key}")
    counts.expire(f"servicing-api:{key}", SECONDS * 2)
    return int(counts.execute()[0])


@cache
def _counts() -> Redis:
    """Whoever does not answer at once is not waited for."""
    return Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=1, socket_connect_timeout=1)
