"""The facts of accounts as the plain rule wants them, read in one query per kind."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from accounts import aging
from accounts.models import Account, BillingCycle, Payment, Policy, ReAge

CYCLE = ("statement_date", "due_date", "balance", "minimum_due", "past_due", "sent_on", "known_on")
PAYMENT = (
    "posted_on", "value_on", "amount", "known_on", "returned_on", "return_known_on", "reference", "kind",
)  # fmt: skip
REAGE = ("on", "known_on", "withdraw_known_on")
POLICY = ("effective_from", "grace_days", "tolerance", "least_days", "known_on")


def of_account(account: Account) -> aging.Facts:
    """Every fact of one account; a basis is taken of them with ``known_by``."""
    return of_accounts([account.pk])[account.pk]


def of_accounts(ids: Iterable[int]) -> dict[int, aging.Facts]:
    """Every fact of these accounts, by account id."""
    products = dict(Account.objects.filter(pk__in=list(ids)).values_list("pk", "product"))
    policies = _grouped(
        aging.Policy, Policy.objects.filter(product__in=set(products.values())), "product", POLICY
    )
    cycles = _grouped(aging.Cycle, BillingCycle.objects.filter(account__in=products), "account", CYCLE)
    payments = _grouped(aging.Payment, Payment.objects.filter(account__in=products), "account", PAYMENT)
    reages = _grouped(aging.ReAge, ReAge.objects.filter(account__in=products), "account", REAGE)
    return {
        pk: aging.Facts(
            policies=policies[product], cycles=cycles[pk], payments=payments[pk], reages=reages[pk]
        )
        for pk, product in products.items()
    }


def _grouped(fact: type, rows: Any, owner: str, columns: tuple[str, ...]) -> dict[int, tuple[Any, ...]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for key, *values in rows.values_list(owner, *columns):
        grouped[key].append(fact(*values))
    return defaultdict(tuple, {key: tuple(facts) for key, facts in grouped.items()})
