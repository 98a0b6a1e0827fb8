"""The turns of promises: what the closes write, what verifying finds, and that arrival has no say in it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import money
from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.dates import ALWAYS, NEVER
from accounts.models import PromiseStatusChange
from accounts.promises import evaluation as promise_evaluation
from accounts.rules import promises as promise_rules
from accounts.rules.promises import Instalment, Promise
from accounts.rules.standing import Cycle, Facts, Payment, Policy
from tests.accounts.intake.offering import ACCOUNT_HEADER, PRODUCTS, Desk
from tests.accounts.promises.test_evaluation import UNHURRIED
from tests.book import put
from tests.history import rewritten
from tests.promised_lives import LAST, promised_lives, put_promise

pytestmark = pytest.mark.django_db

BEGIN = date(2026, 1, 1)
MADE = date(2026, 1, 10)
_number = count(1)


def holder(*payments: Payment):
    cycle = Cycle(BEGIN, BEGIN + timedelta(20), 90000, 10000, 0, BEGIN, BEGIN)
    return put(Facts((Policy(ALWAYS, 3, 1000, 0, ALWAYS),), (cycle,), payments))


def promise(account, made_on: date = MADE, after: int = 5, amount: int = 10000, **changes):
    due_on = made_on + timedelta(after)
    told = Promise(f"P{next(_number)}", made_on, made_on, (Instalment(due_on, due_on, amount),), ())
    return put_promise(replace(told, **changes), [account])


def close(through: date) -> None:
    nightly_close.close_through(through, now=datetime(2026, 6, 1, tzinfo=UTC))


def turns() -> list[tuple]:
    rows = PromiseStatusChange.objects.order_by("promise", "on")
    return [
        (str(on), ends and str(ends), before, after)
        for on, ends, before, after in rows.values_list("on", "ends_before", "from_state", "to_state")
    ]


def test_a_turn_holds_until_the_next():
    promise(holder())
    close(date(2026, 1, 20))
    assert turns() == [
        ("2026-01-10", "2026-01-16", "", "open"),
        ("2026-01-16", None, "open", "broken"),
    ]


def test_the_first_close_finds_promises_made_long_before_it():
    account = holder()
    promise(account, date(2025, 11, 1))
    promise(account, date(2025, 12, 28))
    close(date(2026, 1, 3))
    assert turns() == [
        ("2026-01-01", None, "", "broken"),
        ("2026-01-01", "2026-01-03", "", "open"),
        ("2026-01-03", None, "open", "broken"),
    ]
    assert list(verify()) == []


def test_run_twice_it_changes_nothing():
    promise(holder())
    close(date(2026, 1, 20))
    before = turns()
    close(date(2026, 1, 20))
    assert turns() == before


def test_a_policy_that_becomes_known_later_can_turn_it():
    account = holder(Payment(MADE, MADE, 8000, MADE))
    row = promise(account)
    close(date(2026, 1, 17))
    assert row.turns.get(ends_before=None).to_state == "broken"
    account.product.policies.create(grace_days=3, tolerance=2000, known_on=date(2026, 1, 18))
    close(date(2026, 1, 18))
    assert row.turns.get(ends_before=None).to_state == "kept"
    assert list(verify()) == []


def test_a_close_in_which_the_two_rules_disagree_writes_nothing(monkeypatch):
    promise(holder())
    close(date(2026, 1, 9))
    monkeypatch.setattr(promise_rules, "KEPT", "open")
    monkeypatch.setattr(promise_rules, "OPEN", "kept")
    with pytest.raises(nightly_close.CloseFailed, match="is open in the close and kept by the plain rule"):
        close(date(2026, 1, 10))
    assert turns() == []


def test_a_rehearsal_writes_no_turns():
    promise(holder())
    close(date(2026, 1, 9))
    list(nightly_close.rehearse(date(2026, 1, 20), now=datetime(2026, 6, 1, tzinfo=UTC)))
    assert turns() == []


class TestVerifying:
    @pytest.fixture
    def row(self):
        row = promise(holder())
        close(date(2026, 1, 20))
        assert list(verify()) == []
        return row

    def problems(self, row) -> list[str]:
        account = row.covered.get().account.reference
        found = [each for each in verify() if not each.problem.startswith("evidence")]
        assert {each.account for each in found} == {account}
        return [f"{each.day} {each.problem}" for each in found]

    def test_finds_a_turn_that_is_missing(self, row):
        with rewritten():
            row.turns.filter(to_state="broken").delete()
            row.turns.update(ends_before=None)
        assert self.problems(row) == [
            f"2026-01-16 its promise {row} turned open to broken by the rule, but no turn says so"
        ]

    def test_finds_a_turn_that_nothing_explains(self, row):
        with rewritten():
            row.turns.filter(to_state="broken").update(ends_before=date(2026, 1, 18))
        row.turns.create(on=date(2026, 1, 18), from_state="broken", to_state="kept")
        assert self.problems(row) == [
            f"2026-01-18 its promise {row} has a turn broken to kept that the rule does not know"
        ]

    def test_finds_a_turn_that_ends_on_a_wrong_day(self, row):
        with rewritten():
            row.turns.filter(to_state="open").update(ends_before=date(2026, 1, 14))
        assert self.problems(row) == [f"2026-01-10 its promise {row} is said to be open until 2026-01-14"]

    def test_finds_a_fact_that_was_slipped_in(self, row):
        row.covered.get().account.payments.create(
            reference="SLIPPED", posted_on=MADE, value_on=MADE, amount=10000, known_on=MADE
        )
        assert self.problems(row) == [
            f"2026-01-10 its promise {row} has a turn open that the rule does not know",
            f"2026-01-10 its promise {row} turned kept by the rule, but no turn says so",
            f"2026-01-16 its promise {row} has a turn open to broken that the rule does not know",
        ]


def files(life, amount=lambda minor: money.text(minor, "CNY")) -> dict[str, list[str]]:
    """The payments and promises of a life as rows of files."""
    names = ("A1", "A3")
    days = ("value_on", "known_on", "returned_on", "return_known_on")
    payments = [
        f"R{place}-{number},{names[place]},{p.posted_on},{amount(p.amount)},{p.kind},"
        + ",".join(str(getattr(p, day) or "") for day in days)
        for place, facts in enumerate(life.accounts)
        for number, p in enumerate(facts.payments)
    ]
    rows = []
    for promise, places in life.promises:
        tolerance = "" if promise.tolerance is None else amount(promise.tolerance)
        said = f"{float(promise.percent)}%" if promise.percent is not None else tolerance
        when = f"{promise.known_on},{promise.cancelled_on or ''},{promise.cancel_known_on or ''}"
        rows += [
            f"{promise.reference},{names[place]},{promise.made_on},{i.due_on},{amount(i.amount)},{said},{when}"
            for i in promise.instalments
            for place in places
        ]
    return {
        "payment,account,posted_on,amount,kind,value_on,known_on,returned_on,return_known_on": payments,
        "promise,account,made_on,due_on,amount,tolerance,known_on,cancelled_on,cancel_known_on": rows,
    }


def without_grace(life):
    """Instalments on every account, with no grace: what a file can say of them."""
    return replace(
        life,
        promises=tuple(
            (replace(p, instalments=tuple(replace(i, grace_ends_on=i.due_on) for i in p.instalments)), places)
            for p, places in life.promises
        ),
    )


@settings(max_examples=15, **UNHURRIED)
@given(promised_lives().map(without_grace), st.randoms(use_true_random=False))
def test_no_state_depends_on_the_order_in_which_rows_arrive(tmp_path_factory, life, chance):
    """Rows of both kinds in any order, a promise torn over several files, and some offered twice."""
    with transaction.atomic():
        desk = Desk(tmp_path_factory.mktemp("desk"))
        desk.offer("products.csv", PRODUCTS)
        for name in ("A1", "A3"):
            row = f"{name},CLASSIC,CNY,CN,zh-hans,Asia/Shanghai,2024-01-01,,0001,B1,C1,Anna,,,\n"
            desk.offer("accounts.csv", ACCOUNT_HEADER + row)
        offered = [(header, row) for header, rows in files(life).items() for row in (*rows, *rows[:2])]
        chance.shuffle(offered)
        for header, row in offered:
            assert desk.offer("rows.csv", f"{header}\n{row}\n").clean, desk.said
        assert listed() == told_at_once(life)
        transaction.set_rollback(True)


def listed() -> list[tuple]:
    lines = promise_evaluation.CHANGES.listing(LAST, "restated")
    return sorted({(line.reference, line.state, line.since, line.expected, line.paid) for line in lines})


def told_at_once(life) -> list[tuple]:
    """The plain rule, of promises whose instalments stand once for each account."""
    ten = Policy(ALWAYS, 3, 1000, 0, ALWAYS)
    life = replace(
        life,
        accounts=tuple(replace(facts, policies=(ten,)) for facts in life.accounts),
        promises=tuple(
            (replace(p, instalments=p.instalments * len(places)), places) for p, places in life.promises
        ),
    )
    return sorted(
        (p.reference, come.state, come.since, come.expected, come.paid)
        for p in life.plain()
        if p.made_on <= LAST
        for come in [promise_rules.status(p.known_by(NEVER), LAST)]
    )
