"""What is wrong between values of a pack that are each well formed."""

from collections.abc import Iterator
from zoneinfo import available_timezones

from accounts import money
from accounts.packs.terms import Bands, ContactRules, Pack


def wrong(pack: Pack, base: Pack) -> Iterator[str]:
    """Places and reasons; the base is held against itself."""
    if pack is not base:
        yield from _wrong_identity(pack)
    for name in ("grace_days", "least_days"):
        if getattr(pack.floors, name) < getattr(base.floors, name):
            yield f"floors.{name}: below the base, which asks for {getattr(base.floors, name)}"
    for currency, least in base.floors.tolerance.items():
        if pack.floors.tolerance.get(currency, 0) < least:
            yield f"floors.tolerance.{currency}: below the base"
    if pack.reage.twice_in_months < pack.reage.once_in_months:
        yield "reage.twice_in_months: shorter than once_in_months"
    for name, clocks in pack.cases.items():
        steps = (clocks.resolve_days, *clocks.extensions)
        if list(steps) != sorted(set(steps)):
            yield f"cases.{name}.extensions: every extension ends later than what it extends"
    yield from _wrong_contact(pack.contact)
    for place, bands in _all_bands(pack):
        yield from (f"{place}: {problem}" for problem in _wrong_bands(bands))


def _wrong_identity(pack: Pack) -> Iterator[str]:
    if not pack.name:
        yield "pack.name: missing"
    if pack.time_zone not in available_timezones():
        yield f"pack.time_zone: {pack.time_zone!r} is no time zone"
    if not money.is_currency(pack.currency):
        yield f"pack.currency: {pack.currency!r} is no currency code"
    if not pack.country:
        yield "pack.country: missing"


def _wrong_contact(contact: ContactRules | None) -> Iterator[str]:
    if contact is None:
        return
    if contact.opens >= contact.closes:
        yield "contact.closes: not after opens"
    if not contact.weekdays <= set(range(7)):
        yield "contact.weekdays: days of the week are 0 (Monday) to 6"
    for cap in contact.caps:
        if not (cap.days and cap.most and cap.channels):
            yield f"contact.caps.{cap.name}: days, most and channels must not be empty"
    for purpose in contact.purposes.values():
        if "visit" in purpose.channels:
            yield f"contact.purposes.{purpose.name}.channels: no pack may permit visits"


def _all_bands(pack: Pack) -> Iterator[tuple[str, Bands]]:
    yield "credit_codes", pack.credit_codes
    for name, bands in pack.asset_classes.items():
        yield f"asset_classes.{name}", bands


def _wrong_bands(bands: Bands) -> Iterator[str]:
    follows: int | None = 0
    for band in bands.bands:
        if band.first != follows:
            yield f"{band.code}: begins with day {band.first}; the bands before it end before day {follows}"
        if band.last is not None and band.last < band.first:
            yield f"{band.code}: ends before it begins"
        follows = None if band.last is None else band.last + 1
    if bands.bands and follows is not None:
        yield f"{bands.bands[-1].code}: the last band must have no end"
