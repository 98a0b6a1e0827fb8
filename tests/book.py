"""Builders: put one account's facts into the real book."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import count

from accounts.customers.phone_numbers import normal
from accounts.dates import ALWAYS
from accounts.models import (
    Account,
    BillingCycle,
    CalendarDay,
    ContactPoint,
    Customer,
    Hold,
    Party,
    Payment,
    Policy,
    Product,
    ReAge,
)
from accounts.rules.standing import Facts
from accounts.rules.working_days import CalendarEntry
from tests.history import rewritten

_number = count(1)


def put(facts: Facts, *, currency: str = "CNY", opened_on=ALWAYS, known_on=ALWAYS, product=None) -> Account:
    """A new account, with a product of its own if none is given, that has exactly these facts.

    The calendar of the book becomes that of the facts, where due dates roll by them. Every other hold without a disputed amount is put on its cardholder.
    """
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
    if facts.holds:
        _put_holds(facts, account)
    if any(policy.rolls for policy in facts.policies):
        put_calendar(facts.calendar)
    return account


def put_calendar(said: Iterable[CalendarEntry]) -> None:
    """That and nothing else is said of days in China."""
    with rewritten():
        CalendarDay.objects.filter(calendar="CN").delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(calendar="CN", day=day, works=noted.works, name=noted.name, known_on=known_on)
        for day, noted, known_on in said
    )


def _put_holds(facts: Facts, account: Account) -> None:
    holder = Customer.objects.create(reference=f"C-{account}")
    Party.objects.create(account=account, customer=holder, role=Party.Role.CARDHOLDER)
    for place, hold in enumerate(facts.holds):
        own = place % 2 == 0 or hold.disputed_amount
        columns = asdict(hold) | {"reference": hold.reference or f"H-{account}-{place}"}
        del columns["pauses"]
        Hold.objects.create(
            account=account if own else None,
            customer=None if own else holder,
            withdrawn_on=hold.withdraw_known_on,
            **columns,
        )


def somebody(name: str = "", **details: str) -> Customer:
    """A person whom the file calls so and reaches so: phone, email, address, each with its value."""
    customer = Customer.objects.create(reference=f"C{next(_number):06d}", name=name)
    for kind, value in details.items():
        ContactPoint.objects.create(
            customer=customer, kind=kind, value=value, normal="" if kind == "address" else normal(value),
            source=ContactPoint.Source.INTAKE, since=datetime(2025, 1, 1, tzinfo=UTC),
        )  # fmt: skip
    return customer
