"""Builders: put one account's facts into the real book."""

from dataclasses import asdict
from itertools import count

from accounts.aging import Facts
from accounts.days import ALWAYS
from accounts.models import Account, BillingCycle, Payment, Policy, Product, ReAge

_number = count(1)


def put(facts: Facts, *, currency: str = "CNY", opened_on=ALWAYS, known_on=ALWAYS, product=None) -> Account:
    """A new account, with a product of its own if none is given, that has exactly these facts."""
    number = next(_number)
    product = product or Product.objects.create(code=f"PRODUCT{number}", jurisdiction="CN", currency=currency)
    account = Account.objects.create(
        reference=f"A{number:06d}",
        product=product,
        time_zone="Asia/Shanghai",
        opened_on=opened_on,
        known_on=known_on,
        last4=f"{number % 10000:04d}",
    )
    Policy.objects.bulk_create(Policy(product=product, **asdict(policy)) for policy in facts.policies)
    BillingCycle.objects.bulk_create(
        BillingCycle(account=account, product=product, stated_known_on=cycle.known_on, **asdict(cycle))
        for cycle in facts.cycles
    )
    Payment.objects.bulk_create(
        Payment(
            account=account, **{**asdict(payment), "reference": payment.reference or f"R{number:06d}-{place}"}
        )
        for place, payment in enumerate(facts.payments)
    )
    ReAge.objects.bulk_create(
        ReAge(account=account, reason="agreed", withdrawn_on=reage.withdraw_known_on, **asdict(reage))
        for reage in facts.reages
    )
    return account
