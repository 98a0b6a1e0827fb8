"""The evidence read again: every row as it was sealed, every seal as it follows from the one before."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from accounts.evidence.seal import LOOK_BACK, sum_of, summed
from accounts.evidence.sources import ALWAYS, Source, of_columns, sources
from accounts.models import EvidenceSeal

# Every sum of a row must fit it, not the newest alone: a sum that somebody adds makes no change right. Only
# what is deleted in its time may be gone.
_CHANGED = """
    SELECT e.row, s.day, CASE WHEN x.row IS NULL THEN 'missing' ELSE 'changed' END
    FROM accounts_evidencerow e
    JOIN accounts_evidenceseal s ON s.id = e.seal_id
    LEFT JOIN ({summed}) x ON x.row = e.row
    WHERE e.source = %(source)s AND NOT e.gone AND s.columns -> %(source)s = %(columns)s::jsonb
      AND CASE WHEN x.row IS NOT NULL THEN x.fixed <> e.fixed OR NOT x.filled @> e.filled
          ELSE NOT (%(is_purged)s AND EXISTS (
              SELECT FROM accounts_evidencerow g WHERE g.source = %(source)s AND g.row = e.row AND g.gone
          )) END
    ORDER BY e.row
    LIMIT 1
"""
# A row that is there although it was noted as gone, or among those of earlier nights without a sum.
_UNSEALED = """
    SELECT x.row, (SELECT day FROM accounts_evidenceseal ORDER BY id DESC LIMIT 1), 'unsealed'
    FROM (SELECT {key} AS row FROM "{table}" t WHERE {where}) x
    WHERE EXISTS (SELECT FROM accounts_evidencerow e WHERE e.source = %(source)s AND e.row = x.row AND e.gone)
       OR %(is_always_sealed)s AND NOT EXISTS (
              SELECT FROM accounts_evidencerow e WHERE e.source = %(source)s AND e.row = x.row
          ) AND x.row <= (
              SELECT max(row) - %(look_back)s FROM accounts_evidencerow e
              WHERE e.source = %(source)s AND e.seal_id IS NOT NULL AND NOT e.gone
          )
    ORDER BY 1
    LIMIT 1
"""
_VERSIONS = "SELECT DISTINCT columns -> %s FROM accounts_evidenceseal WHERE columns ? %s"


@dataclass(frozen=True, slots=True)
class Misfit:
    """The first row of a table that is not as it was sealed on the day; of a seal itself, the seal.

    ``problem``: ``changed``, ``missing``, ``unsealed`` (put among older rows later) or ``chain``.
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
                yield from _rows(cursor, source, columns)
            yield from _unsealed(cursor, source)


def _chain(cursor: Any) -> Iterator[Misfit]:
    before = ""
    for made in EvidenceSeal.objects.order_by("pk"):
        if sum_of(cursor, made.pk, before) != (made.rows, made.sha256):
            yield Misfit(EvidenceSeal._meta.db_table, made.pk, made.day, "chain")
            return
        before = made.sha256


def _rows(cursor: Any, source: Source, columns: dict[str, list[str]] | str) -> Iterator[Misfit]:
    plain = json.loads(columns) if isinstance(columns, str) else columns
    statement = _CHANGED.format(summed=summed(of_columns(source.table, plain)))
    asked = {"source": source.table, "columns": json.dumps(plain), "is_purged": source.is_purged}
    cursor.execute(statement, asked)
    yield from (Misfit(source.table, *row) for row in cursor.fetchall())


def _unsealed(cursor: Any, source: Source) -> Iterator[Misfit]:
    statement = _UNSEALED.format(key=source.key, table=source.table, where=source.where)
    # What may change until somebody asks for it is sealed late, whatever came meanwhile.
    asked = {"source": source.table, "look_back": LOOK_BACK, "is_always_sealed": source.where == ALWAYS}
    cursor.execute(statement, asked)
    yield from (Misfit(source.table, *row) for row in cursor.fetchall())
