"""Builders: put one account's facts into the real book."""

from itertools import count

from accounts.aging import Facts
from accounts.days import ALWAYS
from accounts.models import Account, BillingCycle, Payment, Policy, Product, ReAge

_number = count(1)


def put(facts: Facts, *, currency: str = "CNY", opened_on=ALWAYS, known_on=ALWAYS) -> Account:
    """A new account, with a product of its own, that has exactly these facts."""
    number = next(_number)
    product = Product.objects.create(code=f"PRODUCT{number}", jurisdiction="CN", currency=currency)
    account = Account.objects.create(
        reference=f"A{number:06d}",
        product=product,
        time_zone="Asia/Shanghai",
        opened_on=opened_on,
        known_on=known_on,
        last4=f"{number % 10000:04d}",
    )
    Policy.objects.bulk_create(
        Policy(
            product=product,
            effective_from=policy.effective_from,
            grace_days=policy.grace_days,
            tolerance=policy.tolerance,
            least_days=policy.least_days,
            known_on=policy.known_on,
        )
        for policy in facts.policies
    )
    BillingCycle.objects.bulk_create(
        BillingCycle(
            account=account,
            statement_date=cycle.statement_date,
            due_date=cycle.due_date,
            balance=cycle.balance,
            minimum_due=cycle.minimum_due,
            past_due=cycle.past_due,
            sent_on=cycle.sent_on,
            known_on=cycle.known_on,
            stated_known_on=cycle.known_on,
        )
        for cycle in facts.cycles
    )
    Payment.objects.bulk_create(
        Payment(
            reference=payment.reference or f"R{number:06d}-{position}",
            account=account,
            posted_on=payment.posted_on,
            value_on=payment.value_on,
            amount=payment.amount,
            kind=payment.kind,
            known_on=payment.known_on,
            returned_on=payment.returned_on,
            return_known_on=payment.return_known_on,
        )
        for position, payment in enumerate(facts.payments)
    )
    ReAge.objects.bulk_create(
        ReAge(
            account=account,
            on=reage.on,
            reason="agreed",
            known_on=reage.known_on,
            withdrawn_on=reage.withdraw_known_on,
            withdraw_known_on=reage.withdraw_known_on,
        )
        for reage in facts.reages
    )
    return account
