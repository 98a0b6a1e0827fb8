"""The facts of accounts as the plain rule wants them, read in one query per kind."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from accounts import packs
from accounts.calendars import store as calendar_store
from accounts.models import Account, BillingCycle, Hold, Party, Payment, Policy, Product, ReAge
from accounts.rules import pauses
from accounts.rules import standing as standing_rules
from accounts.rules.working_days import CalendarEntry

CYCLE = ("statement_date", "due_date", "balance", "minimum_due", "past_due", "sent_on", "known_on")
PAYMENT = (
    "posted_on", "value_on", "amount", "known_on", "returned_on", "return_known_on", "reference", "kind",
)  # fmt: skip
REAGE = ("on", "known_on", "withdraw_known_on")
HOLD = (
    "kind", "starts_on", "known_on", "ends_on", "end_known_on", "lapses_on", "withdraw_known_on",
    "disputed_amount", "statement_date", "fresh_due_on", "reference",
)  # fmt: skip
POLICY = ("effective_from", "grace_days", "tolerance", "least_days", "known_on", "rolls")


def of_account(account: Account) -> standing_rules.Facts:
    """Every fact of one account; a basis is taken of them with ``known_by``."""
    return _of({account.pk: account.product})[account.pk]


def of_accounts(ids: Iterable[int]) -> dict[int, standing_rules.Facts]:
    """Every fact of these accounts, by account id."""
    accounts = Account.objects.filter(pk__in=list(ids)).select_related("product")
    return _of({account.pk: account.product for account in accounts})


def _of(products: dict[int, Product]) -> dict[int, standing_rules.Facts]:
    policies = _grouped(
        standing_rules.Policy, Policy.objects.filter(product__in=set(products.values())), "product", POLICY
    )
    entries = _calendars({product for product in products.values() if _rolls(policies[product.pk])})
    holds = _holds(list(products))
    cycles = _grouped(
        standing_rules.Cycle, BillingCycle.objects.filter(account__in=products), "account", CYCLE
    )
    payments = _grouped(
        standing_rules.Payment, Payment.objects.filter(account__in=products), "account", PAYMENT
    )
    reages = _grouped(standing_rules.ReAge, ReAge.objects.filter(account__in=products), "account", REAGE)
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


def _calendars(rolling: Iterable[Product]) -> dict[int, tuple[CalendarEntry, ...]]:
    """What is said of the days of their calendars, by product id; each calendar is read once."""
    codes = {product.pk: packs.of(product.jurisdiction).calendar for product in rolling}
    entries = {code: tuple(calendar_store.entries(code)) for code in set(codes.values())}
    return {pk: entries[code] for pk, code in codes.items()}


def _holds(ids: list[int]) -> dict[int, list[pauses.Hold]]:
    """Holds on the accounts, and on the persons who hold them from the day that became known."""
    bound: dict[int, list[pauses.Hold]] = defaultdict(list)
    for pk, *values in Hold.objects.filter(account__in=ids).values_list("account", *HOLD):
        bound[pk].append(pauses.Hold(*values))
    holders = Party.objects.filter(account__in=ids, role__in=Party.HOLDERS, customer__holds__isnull=False)
    of_person = (f"customer__holds__{column}" for column in HOLD)
    for pk, holder_known_on, *values in holders.values_list("account", "known_on", *of_person):
        hold = pauses.Hold(*values)
        bound[pk].append(replace(hold, known_on=max(hold.known_on, holder_known_on)))
    return bound


def _judged(holds: Iterable[pauses.Hold], jurisdiction: str) -> Iterator[pauses.Hold]:
    kinds = packs.of(jurisdiction).holds
    return (replace(hold, pauses=kinds[hold.kind].pauses_ageing) for hold in holds)


def _grouped(fact: type, rows: Any, owner: str, columns: tuple[str, ...]) -> dict[int, tuple[Any, ...]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for key, *values in rows.values_list(owner, *columns):
        grouped[key].append(fact(*values))
    return defaultdict(tuple, {key: tuple(facts) for key, facts in grouped.items()})
