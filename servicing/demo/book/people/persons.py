"""The people of the book: where they live, what they are called, how they are reached."""

import unicodedata
from random import Random
from typing import NamedTuple

from servicing.demo.book.chance import PARTNER, PERSON, SECOND_ACCOUNT, between, draws, pick
from servicing.demo.book.people import names, places

MAIL_DOMAINS = ("example.com", "example.org", "example.net")
PARTNERS = (("joint-holder", 0.06), ("supplementary-holder", 0.09), ("guarantor", 0.10))  # shares, added up
ACCOUNTS_A_ROUND = 10  # of so many accounts in a row, the last is a second one of an earlier holder


class Person(NamedTuple):
    number: int
    jurisdiction: str
    language: str
    time_zone: str
    branch: str
    name: str
    email: str
    phone: str
    address: str
    series: str = "P"

    @property
    def reference(self) -> str:
        return f"{self.series}{self.number:08d}"


def holder_of(seed: int, account: int) -> Person:
    """Who holds the account of this number."""
    return person(seed, _number_of_holder(seed, account))


def accounts_of(seed: int, holder: Person) -> list[int]:
    """Numbers of the one or two accounts of a holder, both in one round."""
    rounds, place = divmod(holder.number - 1, ACCOUNTS_A_ROUND - 1)
    first, second = rounds * ACCOUNTS_A_ROUND + place + 1, (rounds + 1) * ACCOUNTS_A_ROUND
    return [first, second] if _number_of_holder(seed, second) == holder.number else [first]


def _number_of_holder(seed: int, account: int) -> int:
    rounds, place = divmod(account, ACCOUNTS_A_ROUND)
    if place == 0:
        rounds -= 1
        place = between(draws(seed, SECOND_ACCOUNT, account), 1, ACCOUNTS_A_ROUND - 1)
    return rounds * (ACCOUNTS_A_ROUND - 1) + place


def person(seed: int, number: int) -> Person:
    rng = draws(seed, PERSON, number)
    draw = rng.random()
    if draw < 0.45:
        return _chinese(rng, number)
    return _american(rng, number) if draw < 0.80 else _british(rng, number)


def partner_of(seed: int, account: int, holder: Person) -> tuple[Person, str] | None:
    """Somebody who lives with the holder, and the role on the account; most holders are alone on theirs."""
    rng = draws(seed, PARTNER, account)
    draw = rng.random()
    role = next((role for role, share in PARTNERS if draw < share), None)
    if role is None:
        return None
    somebody = {"CN": _chinese, "US": _american, "GB": _british}[holder.jurisdiction](rng, account)
    at_home = somebody._replace(address=holder.address, time_zone=holder.time_zone, branch=holder.branch)
    return at_home._replace(series="Q", phone=_beside(holder.phone, account)), role


def _beside(phone: str, account: int) -> str:
    """Another number of the same area; of the two last digits, which are free for fiction everywhere."""
    last = (int(phone[-2:]) + 1 + account % 99) % 100
    return f"{phone[:-2]}{last:02d}"


def _chinese(rng: Random, number: int) -> Person:
    city = pick(rng, places.CHINA)
    family, family_latin = pick(rng, names.CHINESE_FAMILIES)
    given, given_latin = _chinese_given(rng)
    return Person(
        number,
        "CN",
        "zh-hans" if rng.random() < 0.98 else "en",
        "Asia/Shanghai",
        city.branch,
        family + given,
        _email(rng, number, given_latin, family_latin),
        # No range is set aside for fiction here; the run of zeros keeps to a few thousand numbers.
        f"+86{pick(rng, places.CHINESE_PREFIXES)}0000{between(rng, 0, 9999):04d}",
        f"{city.postcode} {city.name}{pick(rng, places.CHINESE_STREETS)}{between(rng, 1, 399)}号"
        f"{between(rng, 1, 30)}幢{between(rng, 1, 28)}{between(rng, 1, 4):02d}室",
    )


def _chinese_given(rng: Random) -> tuple[str, str]:
    draw = rng.random()
    if draw < 0.004:
        return pick(rng, names.RARE_GIVEN)
    first, first_latin = pick(rng, names.CHINESE_GIVEN)
    if draw < 0.25:
        return first, first_latin
    second, second_latin = pick(rng, names.CHINESE_GIVEN)
    return first + second, first_latin + second_latin


def _american(rng: Random, number: int) -> Person:
    city = pick(rng, places.UNITED_STATES)
    spanish = rng.random() < 0.22
    given, family = _spanish_name(rng) if spanish else _english_name(rng, names.AMERICAN_FAMILIES)
    home = f", Apt {between(rng, 1, 40)}{pick(rng, 'ABCD')}" if rng.random() < 0.4 else ""
    return Person(
        number,
        "US",
        "es" if spanish and rng.random() < 0.8 else "en",
        city.time_zone,
        city.branch,
        f"{given} {family}",
        _email(rng, number, given, family),
        f"+1{city.area_code}55501{between(rng, 0, 99):02d}",
        f"{between(rng, 1, 4999)} {pick(rng, places.AMERICAN_STREETS)}{home}, "
        f"{city.name} {city.zip_prefix}{between(rng, 1, 60):02d}",
    )


def _british(rng: Random, number: int) -> Person:
    city = pick(rng, places.BRITAIN)
    given, family = _english_name(rng, names.BRITISH_FAMILIES)
    flat = f"Flat {between(rng, 1, 24)}, " if rng.random() < 0.3 else ""
    inward = f"{between(rng, 1, 9)}{pick(rng, places.INWARD)}{pick(rng, places.INWARD)}"
    return Person(
        number,
        "GB",
        "en",
        "Europe/London",
        city.branch,
        f"{given} {family}",
        _email(rng, number, given, family),
        f"+44{city.drama_numbers}{between(rng, 0, 999):03d}",
        f"{flat}{between(rng, 1, 180)} {pick(rng, places.BRITISH_STREETS)}, "
        f"{city.name} {city.postcode}{between(rng, 1, 9)} {inward}",
    )


def _english_name(rng: Random, families: tuple[str, ...]) -> tuple[str, str]:
    return pick(rng, names.ENGLISH_GIVEN), pick(rng, families)


def _spanish_name(rng: Random) -> tuple[str, str]:
    given = pick(rng, names.SPANISH_GIVEN)
    return given, f"{pick(rng, names.SPANISH_FAMILIES)} {pick(rng, names.SPANISH_FAMILIES)}"


def _email(rng: Random, number: int, given: str, family: str) -> str:
    """Some have given none."""
    if rng.random() < 0.03:
        return ""
    local = f"{_plain(given)}.{_plain(family)}{number}"
    return f"{local}@{pick(rng, MAIL_DOMAINS)}"


def _plain(name: str) -> str:
    """Unaccented lower-case letters: ``María José`` is ``mariajose``."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters.lower() if "a" <= letter <= "z")
