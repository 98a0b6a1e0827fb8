"""The dial list for the dialler: whom the gate allows to be called now."""

import csv
import io
from hashlib import sha256

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.contact import dial_list
from accounts.intake import csv_cells
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.exports import taking
from servicing.exports.tables import Written
from servicing.workspace import actions


@allowed(Capability.TAKE_DIAL_LIST)
@require_POST
def download(request: StaffRequest) -> HttpResponse:
    """As the gate answers, on record before it leaves. Posted, since it is about persons and asks much."""
    now = timezone.now()
    rows = [
        [csv_cells.as_text(value) for value in row.values]
        for row in dial_list.listing(now, scope.narrow(dial_list.past_due(), request.user))
    ]
    out = io.StringIO()
    csv.writer(out).writerows([dial_list.HEADER.split(","), *rows])
    content = out.getvalue().encode()
    written = Written(len(rows), sha256(content).hexdigest())
    taking.record("dial-list", "csv", written, actions.act(request))
    named = f'attachment; filename="dial-list-{now:%Y%m%dT%H%M}.csv"'
    return HttpResponse(content, "text/csv; charset=utf-8", headers={"Content-Disposition": named})
