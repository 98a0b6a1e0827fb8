"""What is taken away as a file, on record before it leaves: who, when, which filters, how many rows."""

import tempfile
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

from django.http import FileResponse

from accounts.acts import Act
from accounts.management import csv
from servicing.access import BY_COMMAND
from servicing.exports import tables
from servicing.exports.tables import Table, Written
from servicing.models import Export

NOT_RECORDED = ("search", "after")  # keys that mean nothing outside of a session


def download(table: Table, form: str, act: Act, *, filters: str = "") -> FileResponse:
    """The file, ``csv`` or ``xlsx``. ``filters`` as an address has them. Raises tables.TooManyRows."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it when it has been sent
    record(table.name, form, tables.write(table, form, file), act, filters=filters)
    return FileResponse(
        file, as_attachment=True, filename=f"{table.name}.{form}", content_type=tables.MEDIA_TYPES[form]
    )


def by_command(
    name: str, header: str, rows: Iterable[Iterable[object]], at: datetime, *, filters: str = ""
) -> None:
    """Write a list about people on standard output, as commands do, once it is on record."""
    kept = [[*row] for row in rows]
    written = Written(len(kept), sha256(csv.text(header, kept).encode()).hexdigest())
    record(name, "csv", written, Act(by=BY_COMMAND, at=at), filters=filters)
    csv.write(header, kept)


def record(name: str, form: str, written: Written, act: Act, *, filters: str = "") -> None:
    """Keep that somebody takes away this file of a list or a report."""
    kept = urlencode([pair for pair in parse_qsl(filters) if pair[0] not in NOT_RECORDED])
    Export.objects.create(
        list=name, format=form, filters=kept[:500], rows=written.rows, sha256=written.sha256,
        by=act.by, at=act.at,
    )  # fmt: skip
