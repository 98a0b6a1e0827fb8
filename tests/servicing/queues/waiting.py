"""People who wait in queues, and who asks for them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from accounts.models import Account, StageSpan
from servicing.models import User
from servicing.queues import offering
from servicing.queues.catalogue import QUEUES
from servicing.queues.entries import Asking
from tests.accounts.contact.calling import holder_of, owing, person
from tests.servicing.workspace.builders import colleague

NOW = datetime(2026, 3, 3, 10, tzinfo=ZoneInfo("America/New_York"))
TODAY = NOW.date()


def late(stage: str = "M1", due: date = date(2026, 1, 21), *, number: int = 0, **more) -> Account:
    """An account that the last close found in a stage, its cardholder reached by a number of their own."""
    account = owing(holder=more.pop("holder", None) or person(f"+12125550{number:03d}"), **more)
    StageSpan.objects.create(
        account=account, starts_on=date(2026, 2, 1), stage=stage, stage_since=date(2026, 2, 1), past_due=10_000,
        statements_missed=1, oldest_missed_statement=date(2026, 1, 1), oldest_missed_due=due,
    )  # fmt: skip
    return account


def asking(user: User | None = None, now: datetime = NOW) -> Asking:
    user = user or User.objects.filter(username="ana").first() or colleague("agent", "ana")
    return Asking(user, now, now.date())


def offered(queue: str, user: User | None = None, now: datetime = NOW) -> list[int]:
    """The people whom a queue offers, in its order."""
    return [entry.customer for entry in offering.page(QUEUES[queue], asking(user, now)).entries]


def people(*accounts: Account) -> list[int]:
    return [holder_of(account) for account in accounts]
