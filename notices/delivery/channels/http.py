"""HTTP as senders speak it: what we send goes to the address that the installation set, or nowhere."""

import urllib.request
from typing import Any

from django.conf import settings


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Whoever answers that it is elsewhere has refused it."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def ask(request: urllib.request.Request) -> Any:
    """The answer, to be closed. Raises OSError, and HTTPError for any other than a success."""
    return _opener.open(request, timeout=settings.SEND_TIMEOUT_SECONDS)
