"""What the packs ask of products at least, or say where a product does not, beside the staged rows."""

from typing import Any

from accounts import money, packs
from accounts.intake.tables import PACK_FLOOR


def fill(cursor: Any) -> None:
    """Into ``pack_floor``: one row for every jurisdiction and currency of ``incoming``."""
    PACK_FLOOR.empty(cursor)
    cursor.execute("SELECT DISTINCT jurisdiction, currency FROM incoming")
    PACK_FLOOR.insert(cursor, [_row(*pair) for pair in cursor.fetchall()])


def fill_of_packs(cursor: Any) -> None:
    """Into ``pack_floor``: one row for every pack, in its own currency."""
    PACK_FLOOR.empty(cursor)
    PACK_FLOOR.insert(cursor, [_row(code, pack.currency) for code, pack in packs.PACKS.items()])


def _row(jurisdiction: str, currency: str) -> tuple[Any, ...]:
    pack = packs.of(jurisdiction)
    floors = pack.floors
    tolerance = floors.tolerance.get(currency, 0)
    days = (floors.grace_days, floors.least_days)
    return (jurisdiction, currency, *days, pack.rolls, tolerance, money.text(tolerance, currency))
