"""A month of one person's two accounts, told in files as they came in: promises and holds that begin, end, break and
are corrected backwards. Every day is closed when it is over."""

from datetime import UTC, date, datetime

import pytest

from accounts import holds
from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.contact import gate
from accounts.dates import NEVER, each
from accounts.models import Account, Customer, Hold, Promise, PromiseStatusChange
from accounts.promises import evaluation as promise_evaluation
from accounts.reports.explanation import explain
from accounts.standings import evaluation
from accounts.standings.tables import ACCOUNT_STANDING
from tests.accounts.intake.offering import (
    ACCOUNT_HEADER,
    ANNA,
    PAYMENT_HEADER,
    PRODUCTS,
    STATEMENT_HEADER,
    Desk,
)
from tests.acts import act_by

pytestmark = pytest.mark.django_db

HOLDS = "hold,account,customer,kind,starts_on,ends_on\n"
PROMISES = "promise,account,made_on,due_on,amount,cancelled_on\n"
FILES = {  # offered before the close of their day
    "01-24": {
        "products.csv": PRODUCTS,
        "accounts.csv": ACCOUNT_HEADER + ANNA + ANNA.replace("A1,", "A2,").replace("0001", "0002"),
        "statements.csv": STATEMENT_HEADER
        + "A1,2026-01-01,2026-01-21,900.00,100.00,0.00\nA2,2026-01-01,2026-01-21,900.00,100.00,0.00\n",
    },
    "01-26": {"promises.csv": PROMISES + "P1,A1,2026-01-26,2026-01-30,100.00,\n"},
    "01-28": {"holds.csv": HOLDS + "H1,,C1,disaster,2026-01-24,\n"},
    "02-01": {
        "statements.csv": STATEMENT_HEADER
        + "A1,2026-02-01,2026-02-21,900.00,200.00,100.00\nA2,2026-02-01,2026-02-21,900.00,200.00,100.00\n",
    },
    "02-03": {
        "payments.csv": PAYMENT_HEADER.replace("\n", ",value_on\n") + "X1,A1,2026-02-03,100.00,2026-01-29\n"
    },
    "02-05": {"holds.csv": HOLDS + "H1,,C1,disaster,2026-01-24,2026-02-02\n"},
    "02-10": {"promises.csv": PROMISES + "P2,A2,2026-02-10,2026-02-20,200.00,\n"},
    "02-12": {"promises.csv": PROMISES + "P2,A2,2026-02-10,2026-02-20,200.00,2026-02-12\n"},
    "02-14": {"holds.csv": HOLDS + "H2,A2,,deceased,2026-02-14,\n"},
}
# Stages of A1 and A2 and the states of P1 and P2 as closed, from each day on until the next.
CLOSED = """
    01-24  CURRENT  CURRENT  -       -
    01-25  M0       M0       -       -
    01-26  M0       M0       open    -
    01-28  CURRENT  CURRENT  open    -          the disaster had begun before the money was past due
    01-31  CURRENT  CURRENT  broken  -
    02-03  CURRENT  CURRENT  kept    -          money credited before the break undoes it
    02-05  CURRENT  M0       kept    -          the disaster was over on the 2nd
    02-08  CURRENT  M1       kept    -          it was entered in error, and is withdrawn
    02-10  CURRENT  M1       kept    open
    02-12  CURRENT  M1       kept    cancelled
    02-24  CURRENT  M1       kept    cancelled
    02-25  M0       M1       kept    cancelled  February is not paid either
"""


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.fixture
def month(tmp_path):
    """Lived through, a close a day."""
    desk, seen = Desk(tmp_path), {}
    for today in each(day("01-24"), day("02-26")):
        for name, content in FILES.get(f"{today:%m-%d}", {}).items():
            assert desk.offer(name, content).clean, desk.said
        if today == day("02-08"):
            holds.withdraw(Hold.objects.get(reference="H1"), today, act_by("ben"))
        nightly_close.close_through(today, now=datetime(2026, 11, 1, tzinfo=UTC))
        seen[today] = as_closed(today)
    return seen


def as_closed(today: date) -> list[str]:
    with evaluation.requesting() as cursor:
        ids = list(Account.objects.order_by("reference").values_list("pk", flat=True))
        evaluation.fill_standings(cursor, ACCOUNT_STANDING, today, "known", ids)
        cursor.execute("SELECT stage FROM account_standing ORDER BY account_id")
        stages = [stage for (stage,) in cursor.fetchall()]
    turns = dict(
        PromiseStatusChange.objects.filter(ends_before=None).values_list("promise__reference", "to_state")
    )
    return [*stages, *(turns.get(each, "-") for each in ("P1", "P2"))]


def test_each_day_is_closed_as_it_was_known(month):
    told = {day(line.split()[0]): line.split()[1:5] for line in CLOSED.strip().splitlines()}
    expected = None
    for today, seen in month.items():
        expected = told.get(today, expected)
        assert seen == expected, today


def test_the_book_is_sound_and_explains_what_happened(month):
    assert list(verify()) == []
    first, second = Account.objects.order_by("reference")
    known = explain(first, day("01-28"), "known").sentences
    assert "On hold since 24 Jan 2026, until it is lifted: Disaster." in known
    assert any("promise" in sentence and "100.00 CNY" in sentence for sentence in known)
    restated = explain(first, day("01-28"), "restated").sentences
    assert not any("hold" in sentence for sentence in restated)  # withdrawn: it never was
    assert any("promise" in sentence for sentence in explain(second, day("02-11"), "known").sentences)


def test_what_is_known_now_of_the_past(month):
    told = promise_evaluation.statuses(Promise.objects.values_list("pk", flat=True), day("01-31"), NEVER)
    assert [come.state for come in told.values()] == ["kept"]
    assert as_closed(day("01-31"))[:2] == ["CURRENT", "CURRENT"]


def test_a_death_told_on_one_account_silences_the_other(month):
    holder = Customer.objects.get(reference="C1").pk
    for account in Account.objects.all():
        answer = gate.ask(
            customer=holder, account=account.pk, channel="sms", purpose="collection",
            now=datetime(2026, 2, 26, 4, tzinfo=UTC),
        )  # fmt: skip
        assert (answer.allowed, answer.about) == (False, "deceased")
