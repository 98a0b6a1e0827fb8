"""Holds at the desk and in the night: whom they bind, what is refused, and that no close misses one."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import business_dates, holds
from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.dates import each
from accounts.models import Customer, Hold, Party, Product, StageChange, StageSpan
from accounts.reports import aging as aging_report
from accounts.rules import standing as standing_rules
from accounts.rules.standing import Facts
from accounts.standings import facts
from tests.accounts.close.test_run import close, unpaid, unpaid_from
from tests.acts import act_by
from tests.book import put
from tests.histories import lives
from tests.history import rewritten

pytestmark = pytest.mark.django_db
TENTH = date(2026, 1, 10)


def held(customer=None, role="cardholder", months=1):
    """An account with unpaid statements and somebody who holds it."""
    account = put(unpaid(months))
    customer = customer or Customer.objects.create(reference=f"P-{account}")
    Party.objects.create(account=account, customer=customer, role=role)
    return account, customer


def place(account=None, kind="hardship-plan", starts_on=TENTH, **terms):
    return holds.place(act_by("ana"), account=account, kind=kind, starts_on=starts_on, **terms)


class TestATail:
    """The British crisis goes on protecting for thirty days after treatment ended."""

    ENDED, LAST = date(2026, 2, 20), date(2026, 3, 22)

    def british(self):
        account, anna = held()
        with rewritten():
            Product.objects.filter(pk=account.product_id).update(jurisdiction="GB")
        return account, anna

    def test_every_switch_holds_through_it(self):
        account, anna = self.british()
        hold = place(customer=anna, kind="mental-health-crisis")
        hold = holds.end(hold, self.ENDED, act_by("ana", "the team wrote"))
        assert (hold.cause_ended_on, hold.ends_on) == (self.ENDED, self.LAST)
        bound = [holds.in_force([account.pk], self.LAST + timedelta(n))[account.pk] for n in (0, 1)]
        assert bound == [[hold], []]

    def test_an_end_that_is_corrected_takes_its_tail_along(self):
        _, anna = self.british()
        hold = place(customer=anna, kind="mental-health-crisis", ends_on=self.ENDED)
        hold = holds.end(hold, date(2026, 2, 25), act_by("ana", "the team wrote again"))
        assert (hold.cause_ended_on, hold.ends_on) == (date(2026, 2, 25), date(2026, 3, 27))

    def test_elsewhere_it_ends_when_it_ends(self):
        _, anna = held()
        hold = place(customer=anna, kind="mental-health-crisis", ends_on=self.ENDED)
        assert (hold.cause_ended_on, hold.ends_on) == (None, self.ENDED)


class TestWhomAHoldBinds:
    def test_an_account_from_its_first_day_to_its_last(self):
        account, _ = held()
        hold = place(account, ends_on=date(2026, 1, 12))
        bound = [holds.in_force([account.pk], TENTH + timedelta(n))[account.pk] for n in (-1, 0, 2, 3)]
        assert bound == [[], [hold], [hold], []]

    def test_every_account_the_person_holds_alone_or_jointly(self):
        (one, anna), (other, _) = held(), held()
        joint, supplementary = put(Facts()), put(Facts())
        Party.objects.create(account=joint, customer=anna, role="joint-holder")
        Party.objects.create(account=supplementary, customer=anna, role="supplementary-holder")
        hold = place(customer=anna, kind="deceased")
        ids = [a.pk for a in (one, joint, supplementary, other)]
        assert holds.in_force(ids, TENTH) == dict(zip(ids, [[hold], [hold], [], []], strict=True))

    def test_a_deceased_mark_on_one_account_binds_the_persons_others(self):
        one, anna = held()
        other, _ = held(anna)
        hold = place(one, kind="deceased")
        assert (hold.account, hold.customer) == (None, anna)
        assert holds.in_force([other.pk], TENTH)[other.pk] == [hold]

    def test_no_more_once_lapsed_or_withdrawn(self):
        account, anna = held()
        with rewritten():
            Product.objects.filter(pk=account.product_id).update(jurisdiction="GB")
        hold = place(customer=anna, kind="breathing-space")
        assert hold.lapses_on == date(2026, 3, 10)
        assert holds.in_force([account.pk], date(2026, 3, 10))[account.pk] == [hold]
        assert holds.in_force([account.pk], date(2026, 3, 11))[account.pk] == []
        holds.withdraw(hold, TENTH, act_by("ana"))
        assert holds.in_force([account.pk], TENTH)[account.pk] == []


class TestPlacingAndEnding:
    def test_what_is_placed_becomes_known_on_the_first_open_day(self):
        account, _ = held(months=2)
        close(date(2026, 1, 31))
        hold = place(account)
        assert (hold.known_on, hold.review_on) == (date(2026, 2, 1), TENTH + timedelta(90))
        close(date(2026, 2, 1))
        assert [line.stage for line in aging_report.standing(date(2026, 1, 31), "known")] == ["M0"]
        change = StageChange.objects.get(on=date(2026, 2, 1))
        assert (change.to_stage, change.why) == ("CURRENT", ["hold", "statement"])
        assert [line.stage for line in aging_report.standing(date(2026, 1, 31), "restated")] == ["CURRENT"]

    def test_an_end_is_filled_once_and_corrected_by_another_hold(self):
        account, _ = held()
        close(date(2026, 1, 20))
        hold = holds.end(place(account), date(2026, 3, 1), act_by("ben"))
        assert (hold.end_known_on, hold.ended_by) == (date(2026, 1, 21), "ben")
        close(date(2026, 1, 31))
        shorter = holds.end(hold, date(2026, 1, 27), act_by("cho"))
        hold.refresh_from_db()
        assert hold.withdraw_known_on == shorter.known_on == date(2026, 2, 1)
        assert (shorter.starts_on, shorter.ends_on) == (TENTH, date(2026, 1, 27))
        close(date(2026, 2, 1))
        stages = [
            next(aging_report.standing(day, "known")).stage
            for day in each(date(2026, 1, 27), date(2026, 2, 1))
        ]
        assert stages == ["CURRENT"] * 5 + ["M0"]
        assert next(aging_report.standing(date(2026, 1, 28), "restated")).stage == "M0"

    def test_one_entered_in_error_counted_until_it_was_withdrawn(self):
        account, _ = held()
        hold = place(account)
        close(date(2026, 1, 27))
        holds.withdraw(hold, date(2026, 1, 28), act_by("ben", "wrong account"))
        close(date(2026, 1, 28))
        assert [next(aging_report.standing(date(2026, 1, day), "known")).stage for day in (27, 28)] == [
            "CURRENT",
            "M0",
        ]
        assert next(aging_report.standing(date(2026, 1, 27), "restated")).stage == "M0"
        with pytest.raises(holds.Refused, match="withdrawn"):
            holds.withdraw(hold, date(2026, 1, 28), act_by("ben"))
        with pytest.raises(holds.Refused, match="withdrawn"):
            holds.end(hold, date(2026, 1, 28), act_by("ben"))

    @pytest.mark.parametrize(
        "said",
        [
            {"kind": "strike"},
            {"ends_on": date(2026, 1, 9)},
            {"review_on": date(2026, 1, 9)},
            {"channel": "sms"},
            {"disputed_amount": 4000, "statement_date": date(2026, 1, 1)},
            {"kind": "dispute", "disputed_amount": 4000},
            {"kind": "dispute", "disputed_amount": 0, "statement_date": date(2026, 1, 1)},
        ],
    )
    def test_what_makes_no_sense_is_refused(self, said):
        account, _ = held()
        with pytest.raises(holds.Refused):
            place(account, **said)
        assert not Hold.objects.exists()

    def test_a_kind_that_binds_accounts_is_on_no_person(self):
        _, anna = held()
        with pytest.raises(holds.Refused, match="not on a person"):
            place(customer=anna, kind="dispute", disputed_amount=4000, statement_date=date(2026, 1, 1))

    def test_a_fresh_due_date_follows_the_end_of_a_disputed_amount(self):
        account, _ = held()
        plain = place(account, kind="dispute")
        hold = place(account, kind="dispute", disputed_amount=4000, statement_date=date(2026, 1, 1))
        for refused, fresh in ((plain, date(2026, 2, 20)), (hold, date(2026, 2, 10))):
            with pytest.raises(holds.Refused):
                holds.end(refused, date(2026, 2, 10), act_by("ben"), fresh_due_on=fresh)
        hold = holds.end(hold, date(2026, 2, 10), act_by("ben"), fresh_due_on=date(2026, 2, 20))
        assert hold.fresh_due_on == date(2026, 2, 20)

    def test_the_packs_limits_bind_the_desk(self):
        account, anna = held()
        with rewritten():
            Product.objects.filter(pk=account.product_id).update(jurisdiction="GB")
        preparation = place(account, kind="plan-preparation")
        with pytest.raises(holds.Refused, match="until 10 Mar 2026"):
            holds.end(preparation, date(2026, 3, 11), act_by("ben"))
        assert holds.end(preparation, date(2026, 3, 10), act_by("ben")).ends_on == date(2026, 3, 10)
        place(customer=anna, kind="breathing-space")
        with pytest.raises(holds.Refused, match="12 months"):
            place(customer=anna, kind="breathing-space", starts_on=date(2027, 1, 9))
        assert place(customer=anna, kind="breathing-space", starts_on=date(2027, 1, 10))


def test_reviews_come_up_until_one_asks_for_no_other():
    account, _ = held()
    hold = place(account, review_on=date(2026, 2, 1))
    assert list(holds.due_for_review(date(2026, 1, 31))) == []
    assert list(holds.due_for_review(date(2026, 2, 3))) == [hold]
    holds.review(hold, date(2026, 2, 3), act_by("ben", "still right"), next_review_on=date(2026, 3, 1))
    assert list(holds.due_for_review(date(2026, 2, 28))) == []
    assert [each.due_on for each in holds.due_for_review(date(2026, 3, 1))] == [date(2026, 3, 1)]
    with pytest.raises(holds.Refused):
        holds.review(hold, date(2026, 3, 1), act_by("ben", ""), next_review_on=date(2026, 3, 1))
    holds.review(hold, date(2026, 3, 1), act_by("ben", "for good"), next_review_on=None)
    assert list(holds.due_for_review(date(2027, 1, 1))) == []


def test_whoever_comes_to_hold_an_account_brings_their_own_holds():
    account, _ = held()
    _, ben = held()
    place(customer=ben, kind="disaster")
    close(date(2026, 1, 27))
    assert StageSpan.objects.get(account=account, ends_before=None).stage == "M0"
    known_on = business_dates.first_open()
    Party.objects.create(account=account, customer=ben, role="joint-holder", known_on=known_on)
    close(known_on)
    assert StageSpan.objects.get(account=account, ends_before=None).stage == "CURRENT"
    assert list(verify()) == []


def plain_standings(pks, day):
    for pk, known in facts.of_accounts(pks).items():
        try:
            plain = standing_rules.standing(known.known_by(day), day)
        except standing_rules.NoPolicy:
            continue
        due = plain.oldest_missed and plain.oldest_missed.effective_due
        yield pk, (plain.stage, plain.past_due, plain.statements_missed, due)


def disturb(chance: Random, accounts: list, day: date) -> None:
    """What happens to holds on one day of a busy desk: placed, ended, corrected, on accounts and persons."""
    for account in accounts:
        act = chance.random()
        if act < 0.08:
            starts_on = day + timedelta(chance.choice([-40, -9, -1, 0, 0, 2]))
            kind = chance.choice(["hardship-plan", "disaster", "dispute", "vulnerable"])
            dispute = {"disputed_amount": chance.choice([1000, 5000, 30000])} if kind == "dispute" else {}
            cycles = list(account.cycles.values_list("statement_date", flat=True)) if dispute else []
            if cycles:
                dispute["statement_date"] = chance.choice(cycles)
            ends_on = starts_on + timedelta(chance.choice([0, 3, 20])) if chance.random() < 0.3 else None
            if not dispute or cycles:
                with suppress(holds.Refused):  # drawn before: the same said twice is one hold
                    place(account, kind=kind, starts_on=starts_on, ends_on=ends_on, **dispute)
        elif act < 0.2 and (
            hold := holds.of_account(account).filter(withdrawn_on=None).order_by("?").first()
        ):
            ends_on = max(hold.starts_on, day + timedelta(chance.choice([-12, -1, 0, 4])))
            fresh = ends_on + timedelta(chance.choice([1, 5])) if hold.disputed_amount else None
            if act < 0.11:
                holds.withdraw(hold, day, act_by("ben"))
            elif hold.lapses_on is None or ends_on <= hold.lapses_on:
                holds.end(hold, ends_on, act_by("ben"), fresh_due_on=fresh)


@settings(
    max_examples=2,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
@given(st.lists(lives(), min_size=12, max_size=20), st.integers(0, 999).map(Random))
def test_a_month_of_holds_placed_ended_and_corrected_closes_as_the_rule_says(book, chance):
    first, last = date(2024, 2, 10), date(2024, 3, 12)
    with transaction.atomic():
        accounts = [put(life) for life in book]
        for account in accounts:
            holder, _ = Customer.objects.get_or_create(reference=f"C-{account}")
            Party.objects.get_or_create(account=account, customer=holder, role="cardholder")
        put(unpaid_from(first))
        now = datetime(2024, 8, 1, tzinfo=UTC)
        nightly_close.close_through(first, now=now)
        for day in each(first + timedelta(1), last):
            disturb(chance, accounts, day)
            nightly_close.close_through(day, now=now)
            spans = {
                span.account_id: (span.stage, span.past_due, span.statements_missed, span.oldest_missed_due)
                for span in StageSpan.objects.filter(ends_before=None)
            }
            for pk, plain in plain_standings([account.pk for account in accounts], day):
                assert spans[pk] == plain, f"account {pk} on {day}"
        assert list(verify()) == []
        transaction.set_rollback(True)
