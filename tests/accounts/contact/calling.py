"""Persons who owe on accounts, and contacts with them."""

from datetime import date, datetime
from itertools import count

from accounts.contact import gate
from accounts.dates import ALWAYS
from accounts.models import Account, ContactEvent, Customer, Party, Product
from accounts.rules.standing import Cycle, Facts, Payment, Policy
from tests.book import put, somebody
from tests.history import rewritten

ZONES = {"CN": "Asia/Shanghai", "US": "America/New_York", "GB": "Europe/London", "JP": "Asia/Tokyo"}
POLICY = Policy(ALWAYS, grace_days=3, tolerance=1000, least_days=0, known_on=ALWAYS)
_number = count(1)


def statement(day: date = date(2026, 1, 1), minimum: int = 10_000, past_due: int = 0) -> Cycle:
    return Cycle(day, day.replace(day=21), 90_000, minimum, past_due, day, day)


def person(phone: str = "+12125550100", **details: str) -> Customer:
    return somebody("Ann", phone=phone, **details) if phone else somebody("Ann")


def owing(
    jurisdiction: str = "US",
    *,
    holder: Customer | None = None,
    zone: str = "",
    payments: tuple[Payment, ...] = (),
) -> Account:
    """An account past due since 25 January 2026 with 100.00, unless these payments cover it."""
    account = put(Facts((POLICY,), (statement(),), payments), currency="USD")
    with rewritten():
        Product.objects.filter(pk=account.product_id).update(jurisdiction=jurisdiction)
    account.time_zone = zone or ZONES[jurisdiction]
    account.save(update_fields=["time_zone"])
    Party.objects.create(account=account, customer=holder or person(), role=Party.Role.CARDHOLDER)
    return account


def holder_of(account: Account) -> int:
    return Party.objects.get(account=account, role=Party.Role.CARDHOLDER).customer_id


def ask(
    account: Account, now: datetime, channel: str = "call", purpose: str = "collection", **more
) -> gate.Answer:
    """The gate about the cardholder, unless another customer is named."""
    customer = more.pop("customer", None) or holder_of(account)
    return gate.ask(customer=customer, account=account.pk, channel=channel, purpose=purpose, now=now, **more)


def happened(
    account: Account, at: datetime, outcome: str = "no-answer", channel: str = "call", **more
) -> ContactEvent:
    """A contact that another system made."""
    said = {"direction": "out", "purpose": "collection", "customer_id": holder_of(account), **more}
    return ContactEvent.objects.create(
        reference=f"X{next(_number):06d}", account=account, at=at, channel=channel, outcome=outcome, source="file",
        known_on=at.date(), entered_at=at, **said,
    )  # fmt: skip
