"""The dial list for the dialler: whom the gate allows to be called now."""

import csv
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.contact import dial_list
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.models import User

log = logging.getLogger(__name__)


class _Line:
    """Hands each row on as it is written."""

    write = staticmethod(lambda text: text)


@allowed(Capability.TAKE_DIAL_LIST)
@require_POST
def download(request: StaffRequest) -> StreamingHttpResponse:
    """Row by row, as the gate answers. Posted, since it is about persons and asks much."""
    now = timezone.now()
    log.info("dial list taken by %s", request.user.username)
    named = f'attachment; filename="dial-list-{now:%Y%m%dT%H%M}.csv"'
    headers = {"Content-Disposition": named}
    return StreamingHttpResponse(
        _rows(now, request.user), content_type="text/csv; charset=utf-8", headers=headers
    )


def _rows(now: datetime, user: User) -> Iterator[Any]:
    out, spans = csv.writer(_Line()), scope.narrow(dial_list.past_due(), user)
    yield out.writerow(dial_list.HEADER.split(","))
    yield from (out.writerow(row.values) for row in dial_list.listing(now, spans))
