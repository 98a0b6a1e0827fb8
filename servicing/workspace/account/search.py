"""One search box: what was typed says what is meant.

someone@                e-mail, from its beginning, in any case
4321, •••• 4321         last four digits, as pages mask them too, or a reference
+44 7700 900123         telephone, by its last digits, with or without the country's code
CN00000042, CN0000      reference, or how it begins
maria garcia            name: all words, in any order, each by its beginning; without accents, as it sounds
李娜, 娜, li na          the same in Chinese, or by its pinyin
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Reverse

from accounts.customers import name_index
from accounts.models import Account, ContactPoint, Customer, Party
from servicing import scope

LEAST_PHONE_DIGITS = 5
LEAST_WHOLE_NUMBER = 8  # digits of a telephone number that is given whole
_PUNCTUATION = re.compile(r"[\s+().\-/]+")
_MASKED = re.compile(r"(?:[*•·∙.…xX#]{2,}[\s-]*)+(\d{4})")
_SHORTEST = 2
MOST = 500  # accounts that a term may find: whoever gets more must say more
Keys = QuerySet[Any, Any]  # ids of accounts


def accounts_matching(term: str, user: Any) -> list[int]:
    """Ids of the accounts that the term may mean, of those that this person sees.

    ``MOST`` of them, and one more where there are more. Nothing for a term too short to mean anything.
    """
    term = _unmasked(tidied(term))
    digits = _PUNCTUATION.sub("", term)
    if len(term) < _SHORTEST and term.isascii():
        return []
    found: set[int] = set()
    for keys in _meant(term, digits, user):
        found.update(scope.narrow(keys, user)[: MOST + 1])
    return sorted(found)[: MOST + 1]


def _meant(term: str, digits: str, user: Any) -> Iterator[Keys]:
    """The ways to understand a term, each with the accounts that it finds."""
    if "@" in term:
        yield _by_email(term)
    elif digits.isdecimal():
        yield from _by_digits(term, digits)
    else:
        yield from (*_by_reference(term), _accounts_of(_people_named(term, user)))


def only_account(term: str, user: Any) -> int | None:
    """The one account whose whole reference it is, or its person's whole name, number or e-mail address."""
    digits = _PUNCTUATION.sub("", term)
    exact = _ids(Account.objects.filter(reference__in=[term, term.upper()]))
    if "@" in term:
        exact = exact.union(_of_people(ContactPoint.objects.filter(kind="email", normal=term.lower())))
    elif digits.isdecimal() and len(digits) >= LEAST_WHOLE_NUMBER:
        exact = exact.union(_by_phone(digits.lstrip("0") or digits))
    elif not digits.isdecimal():
        exact = exact.union(_called(term, user))
    seen = scope.narrow(Account.objects.filter(pk__in=exact), user)
    matches = list(seen.values_list("pk", flat=True)[:2])
    return matches[0] if len(matches) == 1 else None


def _called(term: str, user: Any) -> Keys:
    """Of people whose name of today is exactly this, in any case."""
    people = Customer.objects.filter(pk__in=_people_named(term, user), name__iexact=term)
    return _accounts_of(people.values("pk"))


def tidied(term: str) -> str:
    """Full-width letters and digits as plain ones, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", term).split())


def _unmasked(term: str) -> str:
    """The last four digits of a card whose others are masked; anything else as it is."""
    masked = _MASKED.fullmatch(term)
    return masked[1] if masked else term


def _by_digits(term: str, digits: str) -> Iterator[Keys]:
    if len(digits) == 4:
        yield _ids(Account.objects.filter(Q(last4=digits) | Q(reference=digits)))
        return
    yield from _by_reference(term)
    if len(digits) >= LEAST_PHONE_DIGITS:
        yield _by_phone(digits.lstrip("0") or digits)


def _by_phone(last: str) -> Keys:
    """By the last digits, read backwards: so an index finds them."""
    backwards = ContactPoint.objects.filter(kind="phone").annotate(backwards=Reverse("normal"))
    return _of_people(backwards.filter(backwards__startswith=last[::-1]))


def _by_reference(term: str) -> Iterator[Keys]:
    """In order of reference, so that an index ends where enough is found; as it is typed, and in capitals."""
    for begin in dict.fromkeys((term, term.upper())):
        yield (
            Account.objects.filter(reference__startswith=begin)
            .order_by("reference")
            .values_list("pk", flat=True)
        )


def _people_named(term: str, user: Any) -> list[int]:
    return name_index.people_named(term, lambda rows: scope.narrow(rows, user), MOST + 1)


def _by_email(term: str) -> Keys:
    return _of_people(ContactPoint.objects.filter(kind="email", normal__startswith=term.lower()))


def _of_people(points: QuerySet[ContactPoint]) -> Keys:
    """Accounts of people who are reached there, or were: who calls from an old number is known by it."""
    return _accounts_of(points.order_by().values("customer"))


def _accounts_of(people: Any) -> Keys:
    """Accounts that these people have to do with."""
    return Party.objects.filter(customer__in=people).order_by().values_list("account", flat=True)


def _ids(rows: QuerySet[Account]) -> Keys:
    return rows.order_by().values_list("pk", flat=True)
