"""The evidence read again: every row as it was sealed, every seal as it follows from the one before."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max

from accounts.evidence import blocks, edits
from accounts.evidence.seal import LOOK_BACK, sum_of
from accounts.evidence.sources import ALWAYS, Source, of_columns, sources
from accounts.evidence.sums import summed
from accounts.models import BusinessDay, EvidenceRow, EvidenceSeal

# Every sum of a row must fit it, not the newest alone: a sum that somebody adds makes no change right. Only
# what is deleted in its time may be gone.
_CHANGED = """
    SELECT e.row, s.day, CASE WHEN x.row IS NULL THEN 'missing' ELSE 'changed' END
    FROM accounts_evidencerow e
    JOIN accounts_evidenceseal s ON s.id = e.seal_id
    LEFT JOIN ({summed}) x ON x.row = e.row
    WHERE e.source = %(source)s AND NOT e.gone AND s.columns -> %(source)s = %(columns)s::jsonb
      AND CASE WHEN x.row IS NOT NULL THEN x.fixed <> e.fixed OR x.filled <> e.filled AND EXISTS (
              SELECT FROM jsonb_each(e.filled) f WHERE f.value IS DISTINCT FROM x.filled -> f.key
          )
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
# Of a row in which something can still be filled in, the newest sum says that nothing can.
_SHUT = """
    SELECT e.id, s.day, 'changed'
    FROM accounts_evidencerow e
    JOIN accounts_evidenceseal s ON s.id = e.seal_id
    WHERE e.source = ANY(%(sources)s) AND NOT e.is_open AND NOT e.gone
      AND NOT e.filled ?& ARRAY(SELECT jsonb_array_elements_text(s.columns -> e.source -> 'filled'))
      AND NOT EXISTS (
          SELECT FROM accounts_evidencerow n WHERE n.source = e.source AND n.row = e.row AND n.id > e.id
      )
    ORDER BY e.id
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
    """The first seal that does not follow from the one before, then the first row of each table.

    Days closed since the last seal have none: their evidence was taken away, or a close was cut short.
    """
    with connection.cursor() as cursor:
        yield from _chain(cursor)
        yield from _shut(cursor)
        for source in sources():
            yield from of_source(cursor, source)
        yield from (Misfit(*columns) for columns in edits.misfits(cursor))


def of_source(cursor: Any, source: Source) -> Iterator[Misfit]:
    """The first row of a table that is not as it was sealed, and the first that should be and is not."""
    cursor.execute(_VERSIONS, [source.table, source.table])
    for (columns,) in cursor.fetchall():
        yield from _rows(cursor, source, columns)
    yield from _unsealed(cursor, source)


def _chain(cursor: Any) -> Iterator[Misfit]:
    before, number, sealed = "", 0, date.min
    for made in EvidenceSeal.objects.order_by("pk"):
        if (made.rows, made.sha256) not in (
            sum_of(cursor, made.pk, before), sum_of(cursor, made.pk, before, of_rows_alone=True),
        ):  # fmt: skip
            yield Misfit(EvidenceSeal._meta.db_table, made.pk, made.day, "chain")
            return
        before, number, sealed = made.sha256, made.pk, made.day
    closed = BusinessDay.objects.filter(closed_at__isnull=False).aggregate(last=Max("day"))["last"]
    if closed and sealed < closed:
        yield Misfit(EvidenceSeal._meta.db_table, number + 1, closed, "missing")


def _shut(cursor: Any) -> Iterator[Misfit]:
    open_ended = [source.table for source in sources() if source.filled and not source.in_blocks]
    cursor.execute(_SHUT, {"sources": open_ended})
    yield from (Misfit(EvidenceRow._meta.db_table, *row) for row in cursor.fetchall())


def _rows(cursor: Any, source: Source, columns: dict[str, list[str]] | str) -> Iterator[Misfit]:
    plain = json.loads(columns) if isinstance(columns, str) else columns
    as_sealed = of_columns(source.table, plain)
    told = json.dumps(plain)
    asked = {"source": source.table, "columns": told, "is_purged": source.is_purged}
    cursor.execute(_CHANGED.format(summed=summed(as_sealed)), asked)
    rows = cursor.fetchall() or (blocks.misfit(cursor, as_sealed, told) if source.in_blocks else [])
    yield from (Misfit(source.table, *row) for row in rows)


def _unsealed(cursor: Any, source: Source) -> Iterator[Misfit]:
    if source.in_blocks:
        yield from (Misfit(source.table, *row) for row in blocks.unsealed(cursor, source))
        return
    statement = _UNSEALED.format(key=source.key, table=source.table, where=source.where)
    # What may change until somebody asks for it is sealed late, whatever came meanwhile.
    asked = {"source": source.table, "look_back": LOOK_BACK, "is_always_sealed": source.where == ALWAYS}
    cursor.execute(statement, asked)
    yield from (Misfit(source.table, *row) for row in cursor.fetchall())
