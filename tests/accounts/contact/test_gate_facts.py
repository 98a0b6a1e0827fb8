"""What the gate reads of many persons at once is what the book says of each (``accounts.customers.reachability``)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.acts import Act
from accounts.contact.gate_facts import Situations
from accounts.customers import contact_points, preferences, reachability
from accounts.models import (
    Consent,
    ContactPoint,
    Hold,
    Party,
    PreferredTime,
    Promise,
    PromisedAccount,
    PromisedInstalment,
)
from accounts.promises import silence
from accounts.promises.silence import Silences
from accounts.rules.contact.hours import Window
from accounts.rules.contact.terms import AHEAD
from accounts.rules.standing import Payment
from tests.accounts.contact.calling import ask, holder_of, owing, person

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 17, tzinfo=UTC)
NUMBERS = ["+12125550100", "+12125550101", "+442079460000", "02079460000", "12"]
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 3))


@st.composite
def deeds(draw):
    """Something said of a person or a number."""
    what = draw(
        st.sampled_from(["point", "verify", "stop", "resume", "wrong", "lift", "consent", "hours", "zone"])
    )
    return what, draw(st.integers(0, 4)), draw(DAYS), draw(st.booleans())


def do(customer: int, what: str, number: int, day: date, yes: bool) -> None:
    at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=number)
    act = Act(by="anna", at=at, note="x")
    points = list(ContactPoint.objects.filter(customer=customer))
    if what == "point":
        value = NUMBERS[number]
        ContactPoint.objects.create(
            customer_id=customer, kind="phone" if yes else "email", value=value, normal=value, source="staff", since=at,
            entered_by="anna",
        )  # fmt: skip
    elif what == "verify" and points:
        contact_points.verify(points[number % len(points)], act, on=day)
    elif what in ("stop", "resume") and points:
        getattr(contact_points, what)(points[number % len(points)], act, on=day)
    elif what in ("wrong", "lift"):
        {"wrong": contact_points.mark_wrong, "lift": contact_points.lift}[what](NUMBERS[number], act)
    elif what == "consent":
        channel = ["call", "sms", "email", "app", "letter"][number]
        Consent.objects.create(
            customer_id=customer,
            channel=channel,
            given=yes,
            on=day,
            how="said",
            entered_at=at,
            entered_by="anna",
        )
    elif what == "hours":
        said = {"withdrawn_at": at, "withdrawn_by": "anna"} if yes else {}
        PreferredTime.objects.create(
            customer_id=customer, weekdays="135"[: 1 + number % 3], opens=f"{8 + number}:00", closes="20:00", said_at=at,
            entered_by="anna", **said,
        )  # fmt: skip
    elif what == "zone":
        preferences.say(customer, "time-zone", ["", "Europe/London"][yes], act)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(deeds(), max_size=14))
def test_of_a_person_with_much_to_say(said):
    account = owing(holder=person(email="a@example.com"))
    customer = holder_of(account)
    for deed in said:
        do(customer, *deed)
    known = Situations([(customer, account.pk)], NOW).of((customer, account.pk))
    points = reachability.contact_points([customer]).filter(kind__in=["phone", "email"])
    assert [(p.kind, p.value, p.blocked) for p in known.points] == [
        (p.kind, p.normal, p.blocked) for p in points
    ]
    consents = reachability.consents(customer)
    assert {c: known.consents.get(c) for c in consents} == consents
    assert str(known.zones[-1]) == reachability.zone(customer, account)
    assert set(known.preferred) == {
        Window(known.zones[-1], p.opens, p.closes, frozenset(int(d) - 1 for d in p.weekdays))
        for p in reachability.preferred_times(customer)
    }


class TestParts:
    @pytest.mark.parametrize(
        ("role", "by_contract", "until", "may"),
        [
            ("joint-holder", False, None, True),
            ("guarantor", False, date(2026, 3, 2), False),
            ("guarantor", False, date(2026, 3, 3), True),
            ("supplementary-holder", False, None, False),
            ("supplementary-holder", True, None, True),
            ("authorised-representative", False, None, True),
        ],
    )
    def test_whoever_may_be_written_to_may_be_called(self, role, by_contract, until, may):
        account, customer = owing(), person()
        Party.objects.create(
            account=account, customer=customer, role=role, liable_by_contract=by_contract, until=until,
            until_known_on=until,
        )  # fmt: skip
        recipients = {party.customer_id for party in reachability.recipients(account, NOW.date())}
        assert (customer.pk in recipients) == ask(account, NOW, customer=customer.pk).allowed == may


class TestHolds:
    def hold(self, kind: str, **said) -> None:
        day = date(2026, 3, 1)
        Hold.objects.create(
            reference=f"H{Hold.objects.count()}", kind=kind, starts_on=day, known_on=day, **said
        )

    def test_a_death_silences_every_account_of_the_person(self):
        holder, joint = person(), person()
        own, shared, others = owing(holder=holder), owing(holder=joint), owing(holder=joint)
        Party.objects.create(account=shared, customer=holder, role="joint-holder")
        self.hold("deceased", customer=holder)
        assert ask(own, NOW).rule == "hold"
        assert ask(shared, NOW).rule == "hold"
        assert ask(others, NOW).allowed

    def test_the_executor_is_spoken_to(self):
        account, executor = owing(), person()
        Party.objects.create(account=account, customer=executor, role="executor")
        self.hold("deceased", customer_id=holder_of(account))
        assert ask(account, NOW, customer=executor.pk).allowed

    def test_one_on_the_account_is_about_that_account(self):
        holder = person()
        one, other = owing(holder=holder), owing(holder=holder)
        self.hold("complaint", account=one)
        assert ask(one, NOW).about == "complaint"
        assert ask(other, NOW).allowed

    def test_one_on_whoever_is_asked_for_though_they_do_not_hold_the_account(self):
        account, guarantor = owing(), person()
        Party.objects.create(account=account, customer=guarantor, role="guarantor")
        self.hold("bankruptcy", customer=guarantor)
        assert ask(account, NOW, customer=guarantor.pk).about == "bankruptcy"
        assert ask(account, NOW).allowed

    def test_one_that_was_withdrawn_or_has_ended_stops_nothing(self):
        account = owing()
        self.hold(
            "complaint", account=account, withdrawn_on=date(2026, 3, 2), withdraw_known_on=date(2026, 3, 2)
        )
        self.hold("complaint", account=account, ends_on=date(2026, 3, 2), end_known_on=date(2026, 3, 2))
        assert ask(account, NOW).allowed

    def test_the_length_of_the_pack_ends_it(self):
        account = owing("GB")
        self.hold("breathing-space", customer_id=holder_of(account), lapses_on=date(2026, 4, 29))
        answer = ask(account, NOW)
        assert answer.from_when == datetime(2026, 4, 30, 7, tzinfo=UTC)


class TestPromises:
    """Day for day what ``silence.silencing`` says, asked once for all days."""

    def promise(self, account, made_on: date, due_on: date, amount: int, **said) -> None:
        promise = Promise.objects.create(
            reference=f"T{Promise.objects.count()}", made_on=made_on, known_on=made_on, **said
        )
        PromisedAccount.objects.create(promise=promise, account=account)
        PromisedInstalment.objects.create(
            promise=promise, account=account, due_on=due_on, grace_ends_on=due_on, amount=amount
        )

    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 20), st.integers(0, 18), st.sampled_from([2000, 6000, 10_000]), st.booleans()
            ),
            min_size=1,
            max_size=4,
        ),
        st.lists(st.integers(0, 40), max_size=2),
    )
    def test_on_every_day(self, made, paid):
        first = date(2026, 2, 1)
        account = owing(payments=tuple(_paid(first + timedelta(days=n)) for n in paid))
        for after, waits, amount, approved in made:
            made_on = first + timedelta(days=after)
            said = {"approved_by": "ben", "approved_at": NOW} if approved else {}
            self.promise(account, made_on, made_on + timedelta(days=waits), amount, **said)
        silences = Silences([account.pk], first, first + timedelta(days=AHEAD))
        for day in (first + timedelta(days=n) for n in range(0, 45)):
            assert silences.on(account.pk, day) == bool(silence.silencing([account.pk], day)), day


def _paid(day: date) -> Payment:
    return Payment(day, day, 4000, day)
