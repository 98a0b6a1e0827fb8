"""A thousand people who are to be written to: a third by text message, a third by e-mail, a third by letter.

Some of them pay everything between release and cut-off, and some a part.
"""

from datetime import UTC, date, datetime, timedelta

from accounts.acts import Act
from accounts.business_dates import becomes_known
from accounts.dates import ALWAYS
from accounts.models import Account, BillingCycle, Party, Payment, Product
from accounts.models import Policy as PolicyRow
from accounts.rules.standing import Cycle, Facts, Policy
from notices import batches
from notices.archive import freeze
from notices.kinds.schema import DUE
from notices.letters import letterheads
from notices.models import Batch, Notice
from tests.book import put, somebody
from tests.history import rewritten

BY = {
    "sms": ("cn-overdue", "phone"),
    "email": ("cn-pre-due-reminder", "email"),
    "letter": ("cn-overdue", "address"),
}
ADDRESS = "北京市朝阳区示例街8号院{number}号\n100020"
PAYS_ALL, PAYS_PART = 20, 50  # one in so many
LATE_LETTERS = 10  # one in so many is made only while the drill runs


def make(size: int, now: datetime) -> list[int]:
    """So many notices that are due, each to somebody else; their keys."""
    letterheads.put_examples(Act(by="admin", at=now))
    overdue, early = _product("OVERDUE"), _product("EARLY")
    zone = _midday(now)
    keys = []
    for number in range(size):
        channel = list(BY)[number % len(BY)]
        product = early if channel == "email" else overdue
        account = put(_facts(channel, now.date()), product=product, opened_on=date(2024, 5, 6))
        Account.objects.filter(pk=account.pk).update(time_zone=zone, language="zh-hans")
        keys.append(_notice(account, channel, number, now))
    with rewritten():
        BillingCycle.objects.update(principal=8_000_00, interest=900_00, fees=100_00)
    return keys


def release(now: datetime) -> None:
    """Made, gathered and released, to leave in a moment; one letter in ten is left to the workers."""
    ready = Notice.objects.filter(state=DUE).order_by("pk")
    keys = [pk for place, pk in enumerate(ready.values_list("pk", flat=True)) if place % LATE_LETTERS]
    made = freeze.make_ready(keys, Act(at=now))
    assert not made.failed, made.failed
    batches.GATHERING = timedelta()
    batches.make(Act(at=now - timedelta(hours=1)))
    batches.release_those_that_need_nobody(now)
    assert Batch.objects.filter(released_at__isnull=False).exists()


def pay(keys: list[int], now: datetime) -> tuple[set[str], set[str]]:
    """References of the notices whose people have paid everything, and of those who have paid a part."""
    payers, part_payers = set(), set()
    for place, notice in enumerate(
        Notice.objects.filter(pk__in=keys).select_related("account").order_by("pk")
    ):
        if place % PAYS_ALL == 7:
            _pay(notice, 10_000_00, now)
            payers.add(notice.reference)
        elif place % PAYS_PART == 3:
            _pay(notice, 150_00, now)
            part_payers.add(notice.reference)
    return payers, part_payers


def _pay(notice: Notice, amount: int, now: datetime) -> None:
    day = now.date()
    Payment.objects.create(
        reference=f"PAID-{notice.reference}", account=notice.account, posted_on=day, value_on=day,
        amount=amount, known_on=becomes_known(day),
    )  # fmt: skip


def _product(code: str) -> Product:
    product = Product.objects.create(code=code, jurisdiction="CN", currency="CNY")
    PolicyRow.objects.create(
        product=product, effective_from=ALWAYS, grace_days=0, tolerance=0, least_days=0, known_on=ALWAYS
    )
    return product


def _facts(channel: str, today: date) -> Facts:
    """A minimum that was due ten days ago, or is due in six."""
    due = today + timedelta(days=6) if channel == "email" else today - timedelta(days=10)
    stated = due - timedelta(days=20)
    cycle = Cycle(stated, due, 9_000_00, 600_00, 0, stated, stated)
    return Facts(policies=(Policy(ALWAYS, 0, 0, 0, ALWAYS),)[:0], cycles=(cycle,))


def _notice(account: Account, channel: str, number: int, now: datetime) -> int:
    kind, point = BY[channel]
    reached = {
        "phone": f"+86138{number:08d}",
        "email": f"p{number}@example.com",
        "address": ADDRESS.format(number=number),
    }
    person = somebody(name=f"测试{number}", **{point: reached[point]})
    Party.objects.create(account=account, customer=person, role=Party.Role.CARDHOLDER)
    cycle = account.cycles.get()
    occasion = "before-due" if channel == "email" else "past-due"
    return Notice.objects.create(
        reference=f"N{number + 1:012d}", account=account, recipient=person, kind=kind,
        occasion=f"{occasion} {cycle.statement_date}", occasion_on=now.date(), state=DUE, state_since=now,
        run_since=None if channel == "email" else cycle.due_date + timedelta(days=1),
        due_by=now.date() + timedelta(days=2),
    ).pk  # fmt: skip


def _midday(now: datetime) -> str:
    """A zone where it is about noon, so that hours of contact do not hold up the drill."""
    behind = now.astimezone(UTC).hour - 12
    return f"Etc/GMT{behind:+d}" if behind else "Etc/GMT"
