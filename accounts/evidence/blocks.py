"""The evidence of tables of which thousands of rows come in a night: many sums of rows in one row.

New rows are those whose key is greater than that of any row sealed. That finds them all, since whoever adds
some shares the lock of facts, and the seal has it alone. What is filled in later is sealed row by row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.evidence.sources import Source
from accounts.evidence.sums import summed, value

ROWS = 4096  # most rows of a block
_KEY, _SUM = 8, 16  # bytes
ENTRY = _KEY + _SUM
_LAST = "(SELECT coalesce(max(last), 0) FROM accounts_evidenceblock WHERE source = {source})"
_ADDED = """
    INSERT INTO accounts_evidenceblock (seal_id, source, last, sums)
    SELECT {seal}, {source}, max(x.row), {sums}
    FROM ({entries} WHERE {key} > {after}) x
    GROUP BY x.row / {rows}
    ORDER BY 3
"""
_FILLED = """
    INSERT INTO accounts_evidencerow (source, row, fixed, filled, is_open, gone)
    SELECT {source}, x.row, x.fixed, x.filled, false, false
    FROM ({summed}) x
    WHERE NOT EXISTS (
        SELECT FROM accounts_evidencerow e
        WHERE e.source = {source} AND e.row = x.row AND e.filled = x.filled
    )
    ORDER BY x.row
"""
# The first block that is not as its rows are, row by row: those after the last of the block before.
_MISFIT = """
    WITH block AS (
        SELECT b.last, b.sums, s.day, s.columns -> %(source)s AS columns,
               lag(b.last, 1, -9223372036854775808) OVER (ORDER BY b.last) AS after
        FROM accounts_evidenceblock b
        JOIN accounts_evidenceseal s ON s.id = b.seal_id
        WHERE b.source = %(source)s
    ), first AS MATERIALIZED (
        SELECT * FROM block b
        WHERE b.columns = %(columns)s::jsonb AND b.sums IS DISTINCT FROM (
            SELECT {sums} FROM ({entries} WHERE {key} > b.after AND {key} <= b.last) x
        )
        ORDER BY b.last
        LIMIT 1
    ), sealed AS (
        SELECT ('x' || encode(substr(f.sums, n * {entry} + 1, {key_bytes}), 'hex'))::bit(64)::bigint AS row,
               substr(f.sums, n * {entry} + {key_bytes} + 1, {sum_bytes}) AS sum
        FROM first f
        CROSS JOIN LATERAL generate_series(0, length(f.sums) / {entry} - 1) AS n
    ), present AS (
        SELECT x.* FROM first f
        CROSS JOIN LATERAL ({entries} WHERE {key} > f.after AND {key} <= f.last) x
    )
    SELECT row, f.day,
           CASE WHEN p.sum IS NULL THEN 'missing' WHEN s.sum IS NULL THEN 'unsealed' ELSE 'changed' END
    FROM first f
    CROSS JOIN (sealed s FULL JOIN present p USING (row))
    WHERE s.sum IS DISTINCT FROM p.sum
    ORDER BY row
    LIMIT 1
"""
# Filled in by a day that is sealed, of a row that is, and not sealed itself.
_UNSEALED = """
    SELECT x.row, z.day, 'unsealed'
    FROM ({summed}) x
    CROSS JOIN (SELECT max(day) AS day FROM accounts_evidenceseal) z
    WHERE x.row <= {last} AND NOT EXISTS (
        SELECT FROM accounts_evidencerow e
        WHERE e.source = {source} AND e.row = x.row AND e.filled @> x.filled
    )
    ORDER BY x.row
    LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """How far is sealed: of each table the greatest key, and the last day; empty before the first seal.

    Read before the statements are made: they name their bounds, and the planner sees how few rows follow.
    """

    keys: Mapping[str, int] = field(default_factory=dict)
    day: date | None = None

    @classmethod
    def read(cls, cursor: Any, day: date | None) -> "Sealed":
        cursor.execute("SELECT source, max(last) FROM accounts_evidenceblock GROUP BY source")
        return cls(dict(cursor.fetchall()), day)


def statements_of(source: Source, seal: int, sealed: Sealed) -> Iterator[str]:
    """What seals new rows, and what was filled in since the seal before."""
    after = sealed.keys.get(source.table)
    if source.filled:
        day = sealed.day if after is not None and sealed.day else "-infinity"
        known = [f"t.\"{column}\" > '{day}'" for column in source.dated]
        told = " OR ".join([*known, *_undated(source)])
        yield _FILLED.format(source=_named(source), summed=summed(source, f"({told})"))
    yield _ADDED.format(seal=seal, rows=ROWS, after=after or 0, **_parts(source))


def misfit(cursor: Any, source: Source, columns: str) -> list[tuple[Any, ...]]:
    """The first row that does not fit its block, of those that were summed up so: row, day and problem."""
    sizes = {"entry": ENTRY, "key_bytes": _KEY, "sum_bytes": _SUM}
    cursor.execute(_MISFIT.format(**_parts(source), **sizes), {"source": source.table, "columns": columns})
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def unsealed(cursor: Any, source: Source) -> list[tuple[Any, ...]]:
    """The first row with something filled in that no seal knows: row, day and problem."""
    if not source.filled:
        return []
    known = [f't."{column}" <= (SELECT max(day) FROM accounts_evidenceseal)' for column in source.dated]
    cursor.execute(_UNSEALED.format(summed=summed(source, f"({' OR '.join(known)})"), **_parts(source)))
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _parts(source: Source) -> dict[str, str]:
    columns = ", ".join(f't."{column}"' for column in source.fixed)
    sum_of_row = f"substr(sha256(convert_to(ROW({columns})::text, 'UTF8')), 1, {_SUM})"
    return {
        "source": _named(source),
        "key": source.key,
        "last": _LAST.format(source=_named(source)),
        "entries": f'SELECT {source.key} AS row, {sum_of_row} AS sum FROM "{source.table}" t',
        "sums": "string_agg(int8send(x.row) || x.sum, ''::bytea ORDER BY x.row)",
    }


def _undated(source: Source) -> list[str]:
    return [f"{value(column)} IS NOT NULL" for column in source.undated]


def _named(source: Source) -> str:
    return f"'{source.table}'"
