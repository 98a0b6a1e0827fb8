"""Promises taken, cancelled and approved at the desk, and how long they silence."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from accounts.acts import Act
from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.dates import ALWAYS, month_later
from accounts.models import Account, Customer, Party, Promise
from accounts.promises import evaluation as promise_evaluation
from accounts.promises import lifecycle as promise_lifecycle
from accounts.promises import limits as promise_limits
from accounts.promises.lifecycle import (
    AccountsOfSeveralPeople,
    AlreadyFulfilled,
    Terms,
    cancel,
    record,
    reminder_due,
)
from accounts.promises.silence import silencing
from accounts.rules.promises import Instalment
from accounts.rules.promises import Promise as Told
from accounts.rules.standing import Cycle, Facts, Payment, Policy
from tests.acts import act_by
from tests.book import put
from tests.history import rewritten
from tests.promised_lives import put_promise

pytestmark = pytest.mark.django_db

BEGIN = date(2026, 1, 1)  # 100.00 due on the 21st, past due from the 25th
MADE = date(2026, 1, 26)
NOW = datetime(2026, 1, 26, 12, tzinfo=UTC)
POLICY = Policy(ALWAYS, 3, 1000, 0, ALWAYS)


def cycles(months: int) -> tuple[Cycle, ...]:
    """Statements of 100.00 each, none paid."""
    found, day = [], BEGIN
    for month in range(months):
        past_due = month * 10000
        found.append(Cycle(day, day + timedelta(20), 90000, past_due + 10000, past_due, day, day))
        day = month_later(day)
    return tuple(found)


def holder(months: int = 1, *payments: Payment, person: str = "", currency: str = "CNY") -> Account:
    account = put(Facts((POLICY,), cycles(months), payments), currency=currency)
    customer, _ = Customer.objects.get_or_create(reference=person or f"C-{account}")
    Party.objects.create(account=account, customer=customer, role="cardholder")
    return account


def terms(amount: int = 10000, after: int = 5, made_on: date = MADE, **said) -> Terms:
    return Terms(made_on, {made_on + timedelta(after): amount}, **said)


def promise(*accounts: Account, said: Terms | None = None, by: str = "agent") -> Promise:
    return record(list(accounts), said or terms(), Act(by=by, at=NOW))


def close(through: date) -> None:
    nightly_close.close_through(through, now=datetime(2026, 7, 1, tzinfo=UTC))


def state(row: Promise, day: date = MADE) -> str:
    return promise_lifecycle.statuses([row.pk], day)[row.pk].state


class TestTaking:
    def test_within_the_limits_it_silences_at_once(self):
        account = holder()
        close(MADE - timedelta(1))
        row = promise(account)
        assert (row.beyond, row.approved_by, row.taken_by) == ([], "", "agent")
        assert (row.made_on, row.known_on) == (MADE, MADE)
        assert silencing([account.pk], MADE) == {account.pk: row}

    def test_it_is_never_known_on_a_day_whose_close_has_begun(self):
        account = holder()
        close(MADE + timedelta(1))
        row = promise(account)
        assert row.known_on == MADE + timedelta(2)

    def test_terms_of_its_own(self):
        row = promise(holder(), said=terms(after=4, percent=Decimal("2.5"), grace_days=2))
        instalment = row.instalments.get()
        assert (row.tolerance_percent, row.tolerance) == (Decimal("2.5"), None)
        assert (instalment.due_on, instalment.grace_ends_on) == (date(2026, 1, 30), date(2026, 2, 3))

    def test_several_instalments_over_the_accounts_of_one_person(self):
        accounts = [holder(person="C1"), holder(person="C1")]
        said = Terms(MADE, {MADE + timedelta(5): 10000, MADE + timedelta(12): 10000})
        row = promise(*accounts, said=said)
        assert set(silencing([each.pk for each in accounts], MADE)) == {each.pk for each in accounts}
        assert row.instalments.filter(account=accounts[0]).count() == 2
        lines = [
            (line.reference, line.account) for line in promise_evaluation.CHANGES.listing(MADE, "restated")
        ]
        assert lines == [(row.reference, account.reference) for account in accounts]

    @pytest.mark.parametrize("other", [{"person": "C2"}, {"person": "C1", "currency": "USD"}])
    def test_not_over_those_of_several_people_or_currencies(self, other):
        with pytest.raises(AccountsOfSeveralPeople):
            promise(holder(person="C1"), holder(**other))

    def test_terms_that_make_no_sense(self):
        for said in ({}, {MADE: 0}, {MADE - timedelta(1): 100}):
            with pytest.raises(ValueError, match="instalment"):
                Terms(MADE, said)

    def test_not_where_nothing_would_be_left_to_wait_for(self):
        paid = Payment(MADE, MADE, 10000, MADE)
        for account, said in ((holder(), terms(1000)), (holder(1, paid), terms())):
            with pytest.raises(AlreadyFulfilled):
                promise(account, said=said)
        assert not Promise.objects.exists()

    def test_a_new_one_replaces_what_is_open(self):
        account = holder()
        first = promise(account, said=terms(made_on=MADE - timedelta(3)))
        second = promise(account)
        assert [state(row) for row in (first, second)] == ["cancelled", "open"]

    def test_of_two_on_one_day_the_last_one_said_stands(self):
        account = holder()
        loaded = put_promise(
            Told("ZZZ", MADE, MADE, (Instalment(MADE, MADE + timedelta(9), 10000),), ()), [account]
        )
        rows = [loaded, promise(account), promise(account)]
        assert [state(row) for row in rows] == ["cancelled", "cancelled", "open"]


class TestLimits:
    def beyond(self, account: Account, **said) -> list[str]:
        return promise(account, said=terms(**said)).beyond

    def test_the_first_instalment_is_at_most_14_days_away(self):
        assert self.beyond(holder(), after=14) == []
        assert self.beyond(holder(), after=15) == ["too-late"]

    def test_it_is_at_least_half_of_what_is_past_due(self):
        assert self.beyond(holder(), amount=5000) == []
        assert self.beyond(holder(), amount=4999) == ["too-small"]
        account = holder(3)
        late = date(2026, 2, 26)
        assert self.beyond(account, amount=9999, made_on=late) == ["too-small"]
        assert self.beyond(holder(3), amount=10000, made_on=late) == []

    def test_many_times_what_is_owed_waits_for_a_supervisor(self):
        owed = promise_limits.allowance([holder().pk], MADE).owed
        assert owed > 0
        assert self.beyond(holder(), amount=10 * owed) == []
        assert self.beyond(holder(), amount=10 * owed + 1) == ["too-large"]

    def test_half_of_what_all_its_accounts_owe(self):
        accounts = [holder(person="C1"), holder(person="C1")]
        assert promise(*accounts, said=terms(amount=9999)).beyond == ["too-small"]

    def test_with_nothing_past_due_nothing_is_too_small(self):
        assert self.beyond(holder(0), amount=1001) == []

    def test_the_third_running(self):
        account = holder()
        close(date(2026, 2, 20))
        days = [date(2026, 1, 26), date(2026, 2, 2), date(2026, 2, 9)]
        assert [self.beyond(account, made_on=day) for day in days] == [[], [], ["too-many"]]

    def test_one_that_is_kept_begins_anew(self):
        payment = Payment(date(2026, 2, 3), date(2026, 2, 3), 5000, date(2026, 2, 3))
        account = holder(1, payment)
        close(date(2026, 2, 20))
        said = [(date(2026, 1, 26), 10000), (date(2026, 2, 2), 5000), (date(2026, 2, 9), 10000)]
        assert [self.beyond(account, made_on=day, amount=n) for day, n in said] == [[], [], []]

    def test_one_that_staff_cancelled_is_not_counted(self):
        account = holder()
        close(date(2026, 1, 26))
        first = promise(account)
        cancel(first, Act(by="agent", at=NOW, note="taken on the wrong account"), on=MADE)
        days = [date(2026, 1, 27), date(2026, 1, 28)]
        assert [self.beyond(account, made_on=day) for day in days] == [[], []]

    def test_those_of_an_earlier_run_of_past_due_days_are_not_counted(self):
        payment = Payment(date(2026, 2, 6), date(2026, 2, 6), 10000, date(2026, 2, 6))
        account = holder(1, payment)
        account.cycles.create(
            product=account.product,
            statement_date=date(2026, 2, 7), due_date=date(2026, 2, 10), balance=1, minimum_due=10000, past_due=0,
            sent_on=date(2026, 2, 7), known_on=date(2026, 2, 7), stated_known_on=date(2026, 2, 7),
        )  # fmt: skip
        close(date(2026, 3, 1))
        days = [date(2026, 1, 26), date(2026, 1, 29), date(2026, 2, 20)]
        assert [self.beyond(account, made_on=day, after=1) for day in days] == [[], [], []]


class TestApproving:
    def test_beyond_the_limits_it_silences_only_when_approved(self):
        account = holder()
        row = promise(account, said=terms(after=20))
        assert silencing([account.pk], MADE) == {}
        assert state(row) == "open"
        promise_lifecycle.approve(row, Act(by="supervisor", at=NOW), on=MADE)
        assert silencing([account.pk], MADE) == {account.pk: row}

    def test_once(self):
        row = promise(holder(), said=terms(after=20))
        promise_lifecycle.approve(row, Act(by="supervisor", at=NOW), on=MADE)
        with pytest.raises(promise_lifecycle.AlreadyDecided):
            promise_lifecycle.approve(row, Act(by="another", at=NOW), on=MADE)
        row.refresh_from_db()
        assert row.approved_by == "supervisor"

    def test_never_ones_own_or_one_that_is_over(self):
        account = holder()
        row = promise(account, said=terms(after=20), by="supervisor")
        assert (row.beyond, row.approved_by) == (["too-late"], "")
        with pytest.raises(promise_lifecycle.OwnPromise):
            promise_lifecycle.approve(row, Act(by="supervisor", at=NOW), on=MADE)
        promise_lifecycle.cancel(row, act_by("agent", "x"), on=MADE)
        with pytest.raises(promise_lifecycle.NotOpen):
            promise_lifecycle.approve(row, Act(by="another", at=NOW), on=MADE)
        assert silencing([account.pk], MADE) == {}

    def test_one_from_a_file_is_judged_by_what_it_says(self):
        near, far = holder(), holder()
        for account, after in ((near, 5), (far, 20)):
            due_on = MADE + timedelta(after)
            told = Told(f"P-{account}", MADE, MADE, (Instalment(due_on, due_on, 10000),), ())
            put_promise(told, [account])
        assert set(silencing([near.pk, far.pk], MADE)) == {near.pk}


class TestSilence:
    def test_ends_with_the_promise(self):
        account = holder()
        promise(account)
        days = [MADE + timedelta(n) for n in (0, 5, 6)]
        assert [account.pk in silencing([account.pk], day) for day in days] == [True, True, False]

    def test_ends_when_a_minimum_is_newly_missed(self):
        account = holder(2)
        said = Terms(date(2026, 2, 15), {date(2026, 2, 26): 10000})
        promise(account, said=said)
        # that of February is past due from the 25th
        assert account.pk in silencing([account.pk], date(2026, 2, 24))
        assert account.pk not in silencing([account.pk], date(2026, 2, 25))

    def test_does_not_end_for_what_was_missed_before(self):
        account = holder(2)
        promise(account, said=Terms(date(2026, 2, 25), {date(2026, 3, 5): 20000}))
        assert account.pk in silencing([account.pk], date(2026, 3, 4))

    def test_goes_on_where_the_account_cannot_be_computed(self):
        account = holder()
        promise(account)
        with rewritten():
            account.product.policies.all().delete()
        assert account.pk in silencing([account.pk], MADE)

    def test_does_not_begin_before_it_is_made(self):
        account = holder()
        promise(account)
        assert silencing([account.pk], MADE - timedelta(1)) == {}
        assert silencing([], MADE) == {}

    def test_a_payment_of_this_morning_counts(self):
        account = holder()
        row = promise(account)
        account.payments.create(
            reference="MORNING", posted_on=MADE, value_on=MADE, amount=10000, known_on=MADE
        )
        assert (state(row), silencing([account.pk], MADE)) == ("kept", {})


class TestReminding:
    def test_the_day_before_an_instalment(self):
        row = promise(holder(), said=Terms(MADE, {MADE + timedelta(5): 5000, MADE + timedelta(9): 5000}))
        days = [MADE + timedelta(n) for n in range(10)]
        due = {day: [each.promise for each in reminder_due(day)] for day in days}
        assert {day for day, rows in due.items() if rows} == {MADE + timedelta(4)}
        assert due[MADE + timedelta(4)] == [row]  # the first is missed, so the second is not waited for

    def test_not_where_so_much_is_paid_already(self):
        day = MADE + timedelta(1)
        account = holder(1, Payment(day, day, 5000, day))
        promise(account, said=Terms(MADE, {MADE + timedelta(5): 5000, MADE + timedelta(9): 5000}))
        assert reminder_due(MADE + timedelta(4)) == []
        assert len(reminder_due(MADE + timedelta(8))) == 1


class TestCancelling:
    def test_while_open_with_a_reason(self):
        account = holder()
        close(MADE)
        row = promise(account)
        cancel(row, Act(by="agent", at=NOW, note=" died "), on=MADE)
        row.refresh_from_db()
        assert (row.cancelled_on, row.cancel_known_on) == (MADE, MADE + timedelta(1))
        assert (row.cancel_reason, row.cancelled_by) == ("died", "agent")
        assert (state(row), silencing([account.pk], MADE)) == ("cancelled", {})

    def test_only_once_and_never_without_a_reason(self):
        row = promise(holder())
        with pytest.raises(ValueError, match="reason"):
            cancel(row, Act(by="agent", at=NOW, note=" "), on=MADE)
        cancel(row, Act(by="agent", at=NOW, note="mistake"), on=MADE)
        with pytest.raises(promise_lifecycle.NotOpen):
            cancel(row, Act(by="agent", at=NOW, note="again"), on=MADE)

    def test_not_when_it_is_broken_or_kept(self):
        row = promise(holder())
        with pytest.raises(promise_lifecycle.NotOpen):
            cancel(row, Act(by="agent", at=NOW, note="too late"), on=MADE + timedelta(6))
        row.refresh_from_db()
        assert row.cancelled_on is None


def test_what_is_taken_at_the_desk_is_closed_like_any_other():
    account = holder()
    close(MADE - timedelta(1))
    first = promise(account)
    close(MADE + timedelta(2))
    second = promise(account, said=replace(terms(), made_on=MADE + timedelta(3)))
    close(MADE + timedelta(10))
    told = [
        (line.reference, line.state, str(line.since))
        for line in promise_evaluation.CHANGES.listing(MADE + timedelta(10), "known")
    ]
    assert told == [
        (first.reference, "cancelled", "2026-01-29"),
        (second.reference, "broken", "2026-02-01"),
    ]
    assert list(verify()) == []
