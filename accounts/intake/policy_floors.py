"""What the packs ask of products at least, or say where a product does not, beside the staged rows."""

from typing import Any

from accounts import money, packs

_TABLE = """
    DROP TABLE IF EXISTS floor;
    CREATE TEMP TABLE floor (
        jurisdiction text NOT NULL, currency text NOT NULL, grace_days integer NOT NULL,
        least_days integer NOT NULL, rolls boolean NOT NULL, tolerance bigint NOT NULL,
        tolerance_text text NOT NULL,
        PRIMARY KEY (jurisdiction, currency)
    ) ON COMMIT DROP
"""


def lay(cursor: Any) -> None:
    """Into the table ``floor``: one row for every jurisdiction and currency of ``incoming``."""
    cursor.execute(_TABLE)
    cursor.execute("SELECT DISTINCT jurisdiction, currency FROM incoming")
    rows = [_row(*pair) for pair in cursor.fetchall()]
    cursor.executemany("INSERT INTO floor VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)


def _row(jurisdiction: str, currency: str) -> tuple[Any, ...]:
    pack = packs.of(jurisdiction)
    floors = pack.floors
    tolerance = floors.tolerance.get(currency, 0)
    days = (floors.grace_days, floors.least_days)
    return (jurisdiction, currency, *days, pack.rolls, tolerance, money.text(tolerance, currency))
