"""The facts of accounts as the plain rule wants them, read in one query per kind."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from django.db import connection

from accounts import packs
from accounts.calendars import store as calendar_store
from accounts.database import prepared_statements
from accounts.models import Account
from accounts.rules import pauses
from accounts.rules import standing as standing_rules
from accounts.rules.working_days import CalendarEntry


class _Product(NamedTuple):
    pk: int
    jurisdiction: str


def of_account(account: Account) -> standing_rules.Facts:
    """Every fact of one account; a basis is taken of them with ``known_by``."""
    return _of({account.pk: _Product(account.product_id, account.product.jurisdiction)})[account.pk]


def of_accounts(ids: Iterable[int]) -> dict[int, standing_rules.Facts]:
    """Every fact of these accounts, by account id."""
    if not (asked := list(ids)):
        return {}
    accounts = Account.objects.filter(pk__in=asked)
    products = accounts.values_list("pk", "product", "product__jurisdiction")
    return _of({pk: _Product(product, jurisdiction) for pk, product, jurisdiction in products})


def _of(products: dict[int, _Product]) -> dict[int, standing_rules.Facts]:
    """Each kind of fact is read by one statement, whose columns are in the order of the rule's own."""
    if not products:
        return {}
    accounts = sorted(products)
    with connection.cursor() as cursor:
        policies = _grouped(
            cursor, "policies", sorted({product.pk for product in products.values()}), standing_rules.Policy
        )
        holds = _grouped(cursor, "holds", accounts, pauses.Hold)
        cycles = _grouped(cursor, "cycles", accounts, standing_rules.Cycle)
        payments = _grouped(cursor, "payments", accounts, standing_rules.Payment)
        reages = _grouped(cursor, "reages", accounts, standing_rules.ReAge)
    entries = _calendars({product for product in products.values() if _rolls(policies[product.pk])})
    return {
        pk: standing_rules.Facts(
            policies=policies[product.pk],
            cycles=cycles[pk],
            payments=payments[pk],
            reages=reages[pk],
            holds=tuple(_judged(holds[pk], product.jurisdiction)),
            calendar=entries.get(product.pk, ()),
        )
        for pk, product in products.items()
    }


def _rolls(policies: Iterable[standing_rules.Policy]) -> bool:
    return any(policy.rolls for policy in policies)


def _calendars(rolling: Iterable[_Product]) -> dict[int, tuple[CalendarEntry, ...]]:
    """What is said of the days of their calendars, by product id; each calendar is read once."""
    codes = {product.pk: packs.of(product.jurisdiction).calendar for product in rolling}
    entries = {code: tuple(calendar_store.entries(code)) for code in set(codes.values())}
    return {pk: entries[code] for pk, code in codes.items()}


def _judged(holds: Iterable[pauses.Hold], jurisdiction: str) -> Iterator[pauses.Hold]:
    kinds = packs.of(jurisdiction).holds
    return (replace(hold, pauses=kinds[hold.kind].pauses_ageing) for hold in holds)


def _grouped(cursor: Any, kind: str, ids: list[int], fact: type) -> dict[int, tuple[Any, ...]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    prepared_statements.execute(cursor, f"facts_of_{kind}", ids=ids)
    for key, *values in cursor.fetchall():
        grouped[key].append(fact(*values))
    return defaultdict(tuple, {key: tuple(facts) for key, facts in grouped.items()})
