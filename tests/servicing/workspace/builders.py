"""A small book as the desk shows it: people, weekly statements, three closed weeks, a break."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from django.contrib.auth.hashers import make_password

from accounts import business_dates
from accounts.acts import Act
from accounts.close import restatement as restatement_run
from accounts.close import run as nightly_close
from accounts.dates import ALWAYS
from accounts.models import (
    Account,
    BusinessDay,
    CallBack,
    ClosingShard,
    ExpectedFeed,
    Hold,
    IntakeFile,
    Party,
    Payment,
    Restatement,
)
from accounts.rules import standing as standing_rules
from accounts.rules.standing import Cycle, Facts, Policy
from servicing.models import UnlikelyEntry, User
from tests.book import put, somebody

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 23)
NEXT = LAST + timedelta(days=1)
DOUBTFUL = date(2026, 1, 22)
PASSWORD = "a-long-enough-passphrase"
POLICY = Policy(ALWAYS, grace_days=0, tolerance=1000, least_days=0, known_on=ALWAYS)

UNPAID = ((10000, 0), (20000, 10000), (30000, 20000))
PAID_EACH_WEEK = ((10000, 0), (10000, 0), (10000, 0))
PRINTED_TOO_HIGH = ((10000, 0), (20000, 10000), (25000, 15000))  # 150.00 carried over of 100.00


def facts(prints, payments=()) -> Facts:
    """Weekly statements of (minimum, past due), due in three days, and payments of (days after FIRST, amount)."""
    cycles = [
        Cycle(day, day + timedelta(days=3), 100_000, minimum, past_due, day, day)
        for week, (minimum, past_due) in enumerate(prints)
        for day in [FIRST + timedelta(days=7 * week)]
    ]
    paid = [
        standing_rules.Payment(day, day, amount, day)
        for after, amount in payments
        for day in [FIRST + timedelta(days=after)]
    ]
    return Facts((POLICY,), tuple(cycles), tuple(paid))


def hold(prints, payments=(), *, currency="CNY", **details) -> Account:
    """An account with these facts and a cardholder with these details."""
    account = put(facts(prints, payments), currency=currency)
    Party.objects.create(account=account, customer=somebody(**details), role=Party.Role.CARDHOLDER)
    return account


@cache
def hashed() -> str:
    """PASSWORD, hashed once: hashing is slow on purpose."""
    return make_password(PASSWORD)


def colleague(role: str, username: str = "", **details) -> User:
    return User.objects.create(username=username or role, password=hashed(), role=role, **details)


def team() -> dict[str, User]:
    """One person of every role, by role."""
    return {role: colleague(role, name=f"The {role}") for role in User.Role.values}


def close(through: date = LAST) -> None:
    nightly_close.close_through(through, now=datetime(2026, 6, 1, tzinfo=UTC))


def close_at_work(now: datetime, *, shards: int = 17, done: int = 12, leased: int = 2) -> None:
    """The close of NEXT in shards: some done, the first of them resumed, some at work, the rest free."""
    day = BusinessDay.objects.create(day=NEXT, started_at=now, listed_at=now)
    for number in range(1, shards + 1):
        free = number > done + leased
        ClosingShard.objects.create(
            day=day,
            number=number,
            first_account=number,
            last_account=number,
            accounts=5000,
            worker="" if free else f"night-{number % 2}",
            attempt=2 if number == 1 else int(not free),
            done_at=now if number <= done else None,
            leased_until=now + timedelta(minutes=1) if done < number and not free else None,
        )


def file(name: str = "payments.csv", **rows: int) -> IntakeFile:
    counts = {"loaded": 3, "unchanged": 0, "refused": 0, "conflicting": 0, **rows}
    return IntakeFile.objects.create(
        name=name, kind="payments", sha256="0" * 64, offered_at=datetime(2026, 1, 23, tzinfo=UTC), **counts
    )


def restated(account: Account, day: date) -> Restatement:
    """A day restated after it became known that this account had paid everything before it."""
    Payment.objects.create(
        reference=f"LATE{account.pk}",
        account=account,
        posted_on=day,
        value_on=day,
        amount=100_000,
        known_on=LAST + timedelta(days=1),
    )
    restatement = restatement_run.begin(day, Act(by="compliance", at=datetime(2026, 6, 1, tzinfo=UTC)))
    restatement_run.work_through(restatement)
    return restatement


def call_back(account: Account) -> CallBack:
    """One that the agent has agreed for the day after the last."""
    at = datetime(2026, 1, 24, 7, tzinfo=UTC)
    return CallBack.objects.create(
        account=account, customer=account.parties.get().customer, day=at.date(), time="15:00", at=at,
        zone="Asia/Shanghai", asked="call", owner="agent", made_by="agent", made_at=at,
    )  # fmt: skip


def unlikely(held: Hold, account: Account) -> UnlikelyEntry:
    """A hold of the agent on the account that waits for a second person."""
    at = datetime(2026, 1, 24, 7, tzinfo=UTC)
    return UnlikelyEntry.objects.create(
        doubt="far-day", figures={"days": 2000}, because="by letter", account=account, hold=held,
        entered_by="agent", entered_at=at,
    )  # fmt: skip


def release() -> None:
    """A supervisor lets the provisional close of the small book go on."""
    at = datetime(2026, 1, 24, tzinfo=UTC)
    business_dates.release(DOUBTFUL, Act(by="supervisor", at=at, note="the file came by hand"))


def expect(day: date, kind: str = "payments", **said) -> ExpectedFeed:
    return ExpectedFeed.objects.create(business_date=day, kind=kind, **said)


def small_book() -> dict[str, Account]:
    """Closed through LAST: Li Na in M2, María García current, Chen Wei in M2 with an open break.

    The close of DOUBTFUL is provisional: its payments have not come. The first open date expects some too.
    """
    book = {
        "late": hold(UNPAID, name="李娜", email="Li.Na@example.com", phone="+86 138 0000 1234"),
        "paid": hold(
            PAID_EACH_WEEK,
            [(2, 10000), (9, 10000), (16, 10000)],
            currency="USD",
            name="María García",
            phone="+44 7700 900123",
        ),
        "broken": hold(PRINTED_TOO_HIGH, name="陈伟"),
    }
    file()
    expect(DOUBTFUL, rows=1200, control_sum="35400.50")
    expect(LAST + timedelta(days=1), rows=3)
    close()
    return book
