"""One search box: what was typed says what is meant.

someone@                e-mail, from its beginning, in any case
4321                    last four digits, or a reference
+44 7700 900123         telephone, by its last digits, with or without the country's code
CN00000042, CN0000      reference, or how it begins
maria garcia            name, all words in any order
"""

import re
import unicodedata

from django.db.models import Q, QuerySet
from django.db.models.functions import Reverse

from accounts.models import Account, ContactPoint, Party

LEAST_PHONE_DIGITS = 5
_PUNCTUATION = re.compile(r"[\s+().\-/]+")
_SHORTEST = 2


def accounts_matching(term: str) -> QuerySet[Account]:
    """Ids of the accounts that the term may mean. Nothing for a term too short to mean anything."""
    term = tidied(term)
    digits = _PUNCTUATION.sub("", term)
    if len(term) < _SHORTEST and term.isascii():
        return _ids(Account.objects.none())
    if "@" in term:
        return _by_email(term)
    if digits.isdecimal():
        return _by_digits(term, digits)
    return _by_reference(term).union(_by_name(term))


def tidied(term: str) -> str:
    """Full-width letters and digits as plain ones, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", term).split())


def _by_digits(term: str, digits: str) -> QuerySet[Account]:
    if len(digits) == 4:
        return _ids(Account.objects.filter(Q(last4=digits) | Q(reference=digits)))
    if len(digits) < LEAST_PHONE_DIGITS:
        return _by_reference(term)
    return _by_reference(term).union(_by_phone(digits.lstrip("0") or digits))


def _by_phone(last: str) -> QuerySet[Account]:
    """By the last digits, read backwards: so an index finds them."""
    backwards = ContactPoint.objects.filter(kind="phone").annotate(backwards=Reverse("normal"))
    return _of_people(backwards.filter(backwards__startswith=last[::-1]))


def _by_reference(term: str) -> QuerySet[Account]:
    begins = Q(reference__startswith=term) | Q(reference__startswith=term.upper())
    return _ids(Account.objects.filter(begins))


def _by_name(term: str) -> QuerySet[Account]:
    words = Q()
    for word in term.split():
        words &= Q(parties__customer__name__icontains=word)
    return _ids(Account.objects.filter(words))


def _by_email(term: str) -> QuerySet[Account]:
    return _of_people(ContactPoint.objects.filter(kind="email", normal__startswith=term.lower()))


def _of_people(points: QuerySet[ContactPoint]) -> QuerySet[Account]:
    """Accounts of people who are reached there, or were: who calls from an old number is known by it."""
    parties = Party.objects.filter(customer__in=points.values("customer"))
    return _ids(Account.objects.filter(pk__in=parties.values("account")))


def _ids(rows: QuerySet[Account]) -> QuerySet[Account]:
    return rows.order_by().values("pk")
