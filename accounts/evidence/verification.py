"""The evidence read again: every row as it was sealed, every seal as it follows from the one before."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from accounts.evidence.seal import sum_of, summed
from accounts.evidence.sources import of_columns, sources
from accounts.models import EvidenceSeal

# The newest sum of each row counts. Of what was sealed as filled in, all must be there still.
_CHANGED = """
    SELECT e.row, s.day, CASE WHEN x.row IS NULL THEN 'missing' ELSE 'changed' END
    FROM (
        SELECT DISTINCT ON (e.row) e.row, e.seal_id, e.fixed, e.filled, e.gone FROM accounts_evidencerow e
        WHERE e.source = %(source)s ORDER BY e.row, e.id DESC
    ) e
    JOIN accounts_evidenceseal s ON s.id = e.seal_id
    LEFT JOIN ({summed}) x ON x.row = e.row
    WHERE NOT e.gone AND s.columns -> %(source)s = %(columns)s::jsonb
      AND (x.row IS NULL OR x.fixed <> e.fixed OR NOT x.filled @> e.filled)
    ORDER BY e.row
    LIMIT 1
"""
_VERSIONS = "SELECT DISTINCT columns -> %s FROM accounts_evidenceseal WHERE columns ? %s"


@dataclass(frozen=True, slots=True)
class Misfit:
    """The first row of a table that is not as it was sealed on the day; of a seal itself, the seal.

    ``problem``: ``changed``, ``missing``, or ``chain``.
    """

    table: str
    row: int
    day: date
    problem: str


def verify() -> Iterator[Misfit]:
    """The first seal that does not follow from the one before, then the first row of each table."""
    with connection.cursor() as cursor:
        yield from _chain(cursor)
        for source in sources():
            cursor.execute(_VERSIONS, [source.table, source.table])
            for (columns,) in cursor.fetchall():
                yield from _rows(cursor, source.table, columns)


def _chain(cursor: Any) -> Iterator[Misfit]:
    before = ""
    for made in EvidenceSeal.objects.order_by("pk"):
        if sum_of(cursor, made.pk, before) != (made.rows, made.sha256):
            yield Misfit(EvidenceSeal._meta.db_table, made.pk, made.day, "chain")
            return
        before = made.sha256


def _rows(cursor: Any, table: str, columns: dict[str, list[str]] | str) -> Iterator[Misfit]:
    plain = json.loads(columns) if isinstance(columns, str) else columns
    statement = _CHANGED.format(summed=summed(of_columns(table, plain)))
    cursor.execute(statement, {"source": table, "columns": json.dumps(plain)})
    yield from (Misfit(table, *row) for row in cursor.fetchall())
