"""What is wrong between values of a pack that are each well formed."""

import re
from collections.abc import Iterator
from zoneinfo import available_timezones

from accounts import money
from accounts.packs.schema import ITEM_KINDS, Bands, Cap, Clocks, ContactRules, Pack, Purpose

Problem = tuple[str, str]  # place, reason

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,15}", re.ASCII)


def wrong(pack: Pack, base: Pack) -> Iterator[Problem]:
    """Places and reasons. A pack is held against the base, the base against itself."""
    if pack is not base:
        yield from _identity(pack)
    yield from _floors(pack, base)
    yield from _hardship(pack)
    if pack.reage.twice_in_months < pack.reage.once_in_months:
        yield "reage.twice_in_months", "shorter than once_in_months"
    for clocks in pack.cases.values():
        yield from _clocks(clocks)
    if pack.contact:
        yield from _contact(pack.contact)
    yield from _bands("credit_codes", pack.credit_codes)
    for name, bands in pack.asset_classes.items():
        yield from _bands(f"asset_classes.{name}", bands)


def _identity(pack: Pack) -> Iterator[Problem]:
    if not _CODE.fullmatch(pack.code):
        yield "", "the name of the file is no jurisdiction: letters, digits and hyphens, 2 to 16"
    yield from ((f"pack.{key}", "missing") for key in ("name", "country") if not getattr(pack, key))
    if pack.time_zone not in available_timezones():
        yield "pack.time_zone", f"{pack.time_zone!r} is no time zone"
    if not money.is_currency(pack.currency):
        yield "pack.currency", f"{pack.currency!r} is no currency code"


def _floors(pack: Pack, base: Pack) -> Iterator[Problem]:
    for name in ("grace_days", "least_days"):
        least = getattr(base.floors, name)
        if getattr(pack.floors, name) < least:
            yield f"floors.{name}", f"below the base, which asks for {least}"
    for currency, least in base.floors.tolerance.items():
        if pack.floors.tolerance[currency] < least:
            asked = money.text(least, currency)
            yield f"floors.tolerance.{currency}", f"below the base, which asks for {asked}"


def _hardship(pack: Pack) -> Iterator[Problem]:
    rules = pack.hardship
    for name in ("statement", "catch_up", "term", "reduced", "token", "pause"):
        if getattr(rules, f"{name}_months") < 1:
            yield f"hardship.{name}_months", "less than a month"
    for currency, token in rules.token.items():
        if token < 1:
            yield f"hardship.token.{currency}", "nothing"
    for kind, groups in rules.items.items():
        if kind not in ITEM_KINDS:
            yield f"hardship.items.{kind}", f"not one of {', '.join(ITEM_KINDS)}"
        named = [name for names in groups.values() for name in names]
        if twice := sorted({name for name in named if named.count(name) > 1}):
            yield f"hardship.items.{kind}", f"names {twice[0]} twice"
    yield from ((f"hardship.items.{kind}", "missing") for kind in ITEM_KINDS if not rules.names(kind))


def _clocks(clocks: Clocks) -> Iterator[Problem]:
    ends = [clocks.acknowledge_days, clocks.resolve_days, *clocks.extensions]
    if ends != sorted(ends):
        yield f"cases.{clocks.name}", "a later clock ends before an earlier one"


def _contact(contact: ContactRules) -> Iterator[Problem]:
    if contact.opens >= contact.closes:
        yield "contact.closes", "not after opens"
    if not contact.weekdays <= set(range(7)):
        yield "contact.weekdays", "weekdays are 0 for Monday to 6 for Sunday"
    for cap in contact.caps:
        yield from _cap(cap)
    for purpose in contact.purposes.values():
        yield from _purpose(purpose)


def _cap(cap: Cap) -> Iterator[Problem]:
    for name in ("channels", "days", "most"):
        if not getattr(cap, name):
            yield f"contact.caps.{cap.name}.{name}", "nothing is counted"


def _purpose(purpose: Purpose) -> Iterator[Problem]:
    if "visit" in purpose.channels:
        yield f"contact.purposes.{purpose.name}.channels", "a visit is permitted to nobody"


def _bands(place: str, bands: Bands) -> Iterator[Problem]:
    follows: int | None = 0
    for band in bands.bands:
        if band.first != follows:
            due = "nothing may follow" if follows is None else f"day {follows} is next"
            yield f"{place}.{band.code}", f"begins on day {band.first}, where {due}"
        if band.last is not None and band.last < band.first:
            yield f"{place}.{band.code}", "ends before it begins"
        follows = None if band.last is None else band.last + 1
    if bands.bands and follows is not None:
        yield f"{place}.{bands.bands[-1].code}", "the last band must have no end"
