"""How many requests a token may make in a minute."""

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from servicing.security.requests import rates


class PerToken(BaseThrottle):  # type: ignore[misc]  # no types are published
    """Counts by the token's prefix, since books that share a broker have rows of the same number."""

    left = 0

    def allow_request(self, request: Request, view: object) -> bool:
        if request.auth is None or not settings.API_RATE:
            return True
        self.left = rates.wait(f"token:{request.auth.prefix}", settings.API_RATE)
        return not self.left

    def wait(self) -> float:
        return self.left
