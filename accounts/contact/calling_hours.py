"""Where it is a time to call about a debt: by jurisdiction and time zone, for many accounts at once.

Lists are narrowed by it before the gate is asked about each person, who may have hours of their own.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts import packs
from accounts.calendars import store as calendar_store
from accounts.dates import local_day
from accounts.packs import Pack
from accounts.rules.contact.hours import Window

Place = tuple[str, str]  # a jurisdiction and a time zone


def open_places(zones: Iterable[str], now: datetime) -> Iterator[Place]:
    """Jurisdictions and zones in which the pack lets people be called now."""
    zones = list(zones)
    for jurisdiction, pack in packs.PACKS.items():
        yield from ((jurisdiction, zone) for zone in zones if _is_open(pack, zone, now))


def _is_open(pack: Pack, zone: str, now: datetime) -> bool:
    rules = pack.contact
    if rules is None or local_day(now, zone).weekday() not in rules.weekdays:
        return False
    if Window(ZoneInfo(zone), rules.opens, rules.closes).closes_at(now) is None:
        return False
    return rules.on_holidays or not calendar_store.of(pack.calendar).is_holiday(local_day(now, zone))
