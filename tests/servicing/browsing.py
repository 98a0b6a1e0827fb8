"""The test client as a browser is used here: a form that is posted carries a key of its own."""

import secrets
from collections.abc import Mapping
from typing import Any

from django import test
from django.test.client import MULTIPART_CONTENT
from django.utils.datastructures import MultiValueDict

from servicing.security.sent_forms import FIELD


class Client(test.Client):
    """Posts as pages do, with a new key each time, unless the form brings one. The API has keys of its own."""

    def post(self, path: str, data: Any = None, content_type: str = MULTIPART_CONTENT, **extra: Any) -> Any:
        if content_type == MULTIPART_CONTENT and not path.startswith("/api/"):
            data = {FIELD: secrets.token_urlsafe(12), **_plain(data or {})}
        return super().post(path, data, content_type, **extra)


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    return dict(data.lists()) if isinstance(data, MultiValueDict) else dict(data)
