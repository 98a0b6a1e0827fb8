"""What came to the demo's desk in the last days: disputes, complaints, and calls agreed with customers."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts import holds
from accounts.acts import Act
from accounts.cases import lifecycle as case_lifecycle
from accounts.cases.lifecycle import Decision, Opening
from accounts.contact import callbacks
from accounts.dates import local_day, utc_day
from accounts.models import Account, BillingCycle, CallBack, Case, Customer, Party

LATE = ("M0", "M1", "M2", "M3")
CAME_IN = (  # kind, channel, days ago, what it is about
    ("dispute", "call", 2, "a purchase at a petrol station that the customer did not make"),
    ("dispute", "email", 9, "a hotel booking that was cancelled in time and charged all the same"),
    ("dispute", "app", 12, "the same purchase stands on the statement twice"),
    ("dispute", "letter", 31, "goods that never arrived, paid on the last statement"),
    ("complaint", "call", 1, "the address was changed twice and letters still go to the old one"),
    ("complaint", "email", 8, "was asked for the same papers three times"),
    ("complaint", "call", 20, "the service number was not answered for a whole morning"),
)
CALLS = (  # days from today, hour, why
    (-1, 15, "wants to talk about a plan"),
    (0, 11, "will have the papers at hand then"),
    (0, 17, "after work"),
    (1, 10, "wants to know what help there is"),
)
IN_SPANISH, CALL_IN_SPANISH = "es", (1, 10, "asked for Spanish")


def work(now: datetime) -> None:
    """Once, on accounts of the book that are late now."""
    if Case.objects.exists() or CallBack.objects.exists():
        return
    late = list(_late_accounts(now))
    asking = [who for who in late if who[0].language == IN_SPANISH]
    with transaction.atomic():
        for came, who in zip(CAME_IN, late, strict=False):
            _take_in(*who, came, now)
        for call, who in zip(CALLS, late[len(CAME_IN) :], strict=False):
            _agree(*who, call, now)
        for who in asking[:1]:
            _agree(*who, CALL_IN_SPANISH, now)


def _late_accounts(now: datetime) -> Iterator[tuple[Account, Customer]]:
    """Whom nothing keeps from talking to us, and who has had a statement before what came in first."""
    first = utc_day(now) - timedelta(days=max(days for _, _, days, _ in CAME_IN) + 1)
    late = Account.objects.filter(spans__ends_before=None, spans__stage__in=LATE).order_by("pk")
    late = late.filter(Exists(BillingCycle.objects.filter(account=OuterRef("pk"), statement_date__lt=first)))
    rows = list(late.select_related("product"))
    held = holds.in_force([account.pk for account in rows], utc_day(now))
    cardholders = Party.objects.filter(account__in=rows, role="cardholder").select_related("customer")
    holder_of = {party.account_id: party.customer for party in cardholders}
    yield from ((account, holder_of[account.pk]) for account in rows if not held[account.pk])


def _take_in(account: Account, holder: Customer, came: tuple[str, str, int, str], now: datetime) -> None:
    kind, channel, days, about = came
    today = local_day(now, account.time_zone)
    on = today - timedelta(days=days)
    asked = account.cycles.filter(minimum_due__gt=0, statement_date__lt=on).order_by("statement_date").last()
    disputed = asked if kind == "dispute" else None
    opening = Opening(
        kind, holder, channel, on, about,
        disputed_amount=disputed.minimum_due if disputed else None,
        statement_date=disputed.statement_date if disputed else None,
    )  # fmt: skip
    case = case_lifecycle.open_case(account, opening, Act(by="agent", at=now))
    if days > 2:
        case_lifecycle.acknowledge(case, on, Act(by="agent", at=now))
    if days > 30:
        reason = "the shop sent the signed receipt"
        case_lifecycle.decide(case, Decision("rejected", reason, today), Act(by="supervisor", at=now))


def _agree(account: Account, holder: Customer, call: tuple[int, int, str], now: datetime) -> None:
    days, hour, note = call
    day = local_day(now, account.time_zone) + timedelta(days=days)
    call_back = CallBack(
        customer=holder, account=account, day=day, time=time(hour), zone=account.time_zone, asked="call",
        note=note, owner="agent",
    )  # fmt: skip
    callbacks.agree(call_back, Act(by="agent", at=now))
