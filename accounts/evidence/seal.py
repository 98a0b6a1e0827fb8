"""The seal of a night: what is new among the evidence is summed up, and chained to the night before."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db import connection, transaction

from accounts.database import locks
from accounts.database.locks import Lock
from accounts.evidence import blocks
from accounts.evidence.sources import Source, sources
from accounts.evidence.sums import summed
from accounts.models import EvidenceSeal

# Transactions end in another order than they take their numbers: so many rows back are looked at once more.
LOOK_BACK = 10_000
_NEW = """
    INSERT INTO accounts_evidencerow (source, row, fixed, filled, is_open, gone)
    SELECT {source}, x.row, x.fixed, x.filled, x.is_open, false
    FROM ({summed}) x
    WHERE NOT EXISTS (
        SELECT FROM accounts_evidencerow e WHERE e.source = {source} AND e.row = x.row
    )
    ORDER BY x.row
"""
_SINCE = """
    {key} > (SELECT coalesce(max(row), 0) - {look_back} FROM accounts_evidencerow WHERE source = {source})
"""
_FILLED = """
    WITH changed AS (
        SELECT e.id, x.* FROM accounts_evidencerow e
        JOIN ({summed}) x ON x.row = e.row
        WHERE e.source = {source} AND e.is_open AND x.filled <> e.filled
    ), before AS (
        UPDATE accounts_evidencerow e SET is_open = false FROM changed WHERE e.id = changed.id
    )
    INSERT INTO accounts_evidencerow (source, row, fixed, filled, is_open, gone)
    SELECT {source}, row, fixed, filled, is_open, false FROM changed ORDER BY row
"""
_SUM = """
    SELECT coalesce(sum(x.rows), 0), encode(sha256(
        convert_to(%(before)s || {told}, 'UTF8')
        || coalesce(string_agg(x.sum, ''::bytea ORDER BY x.is_block, x.id), ''::bytea)
    ), 'hex')
    FROM (
        SELECT false AS is_block, id, 1 AS rows, sha256(convert_to(
            jsonb_build_array(source, row, encode(fixed, 'hex'), filled, gone)::text, 'UTF8'
        )) AS sum
        FROM accounts_evidencerow WHERE seal_id = %(seal)s
        UNION ALL
        SELECT true, id, length(sums) / {entry}, sha256(convert_to(
            jsonb_build_array(source, last)::text, 'UTF8'
        ) || sums)
        FROM accounts_evidenceblock WHERE seal_id = %(seal)s
    ) x
"""
_TOLD = """
    (SELECT jsonb_build_array(day, sealed_at, columns)::text FROM accounts_evidenceseal WHERE id = %(seal)s)
"""


@transaction.atomic
def seal(day: date, at: datetime) -> EvidenceSeal:
    """Seal what was added and filled in since the last seal. The caller holds the lock of closing."""
    locks.hold(Lock.FACTS)  # a load that is at work would be sealed in part, and its first rows never
    before = EvidenceSeal.objects.order_by("-pk").first()
    known = sources()
    made = EvidenceSeal.objects.create(
        day=day, sealed_at=at, columns={source.table: source.columns for source in known}
    )
    with connection.cursor() as cursor:
        sealed = blocks.Sealed.read(cursor, before.day if before else None)
        sealing = (statements_of(source, made.pk, sealed) for source in known)
        cursor.execute(";".join(chain.from_iterable(sealing)))
        cursor.execute("UPDATE accounts_evidencerow SET seal_id = %s WHERE seal_id IS NULL", [made.pk])
        made.rows, made.sha256 = sum_of(cursor, made.pk, before.sha256 if before else "")
    made.save(update_fields=["rows", "sha256"])
    return made


def statements_of(source: Source, seal: int, sealed: blocks.Sealed) -> Iterator[str]:
    """All in one round trip: on most nights most of them find nothing."""
    named = f"'{source.table}'"
    if source.in_blocks:
        yield from blocks.statements_of(source, seal, sealed)
        return
    if source.filled:
        yield _FILLED.format(source=named, summed=summed(source, _may_be_filled(source, named)))
    since = _SINCE.format(source=named, key=source.key, look_back=LOOK_BACK)
    yield _NEW.format(source=named, summed=summed(source, since))


def sum_of(cursor: Any, seal: int, before: str, *, of_rows_alone: bool = False) -> tuple[int, str]:
    """Rows of a seal, and its SHA-256 with that of the seal before.

    ``of_rows_alone``: as seals were made at first, without their days and columns.
    """
    statement = _SUM.format(told="''" if of_rows_alone else _TOLD, entry=blocks.ENTRY)
    cursor.execute(statement, {"seal": seal, "before": before})
    rows, sha256 = cursor.fetchone()
    return rows, sha256


def _may_be_filled(source: Source, named: str) -> str:
    """Rows in which anything is filled in, or was: to sum up all others, most of them, would find nothing."""
    some = " OR ".join(f"""coalesce(t."{column}"::text, '') <> ''""" for column in source.filled)
    was = f"source = {named} AND is_open AND filled <> '{{}}'::jsonb"
    return f"({some} OR {source.key} IN (SELECT row FROM accounts_evidencerow WHERE {was}))"
