"""ASVS 5.0, 2.3.2: limits of the business hold as the rules say, and no step beside them leads around."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.acts import Act
from accounts.customers import contact_points, reachability
from accounts.dates import local_day
from accounts.models import CallBack, ContactEvent, Hold
from accounts.promises import lifecycle as promise_lifecycle
from accounts.promises import limits as promise_limits
from servicing.workspace import seen
from tests.accounts.contact.calling import happened
from tests.acts import act_by
from tests.history import rewritten
from tests.security.conftest import AT
from tests.servicing.workspace.builders import colleague
from tests.servicing.workspace.cases.test_cases import opened
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 24)


@pytest.fixture(autouse=True)
def clock(book, people):
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def account(book):
    return book["late"]


@pytest.fixture
def at_desk(client, people):
    """Sign in as somebody of the role."""

    def sign_in(role: str):
        client.force_login(people[role])
        return client

    return sign_in


def placed(account, kind: str, **said) -> Hold:
    holder = account.parties.get().customer
    binds = {"account": account} if kind in ("complaint", "payment-holiday") else {"customer": holder}
    return Hold.objects.create(
        reference=f"H-{kind}-{Hold.objects.count()}",
        kind=kind,
        starts_on=TODAY,
        known_on=TODAY,
        **binds | said,
    )


class TestHolds:
    @pytest.mark.parametrize("step", ["end-hold", "withdraw-hold"])
    @pytest.mark.parametrize("role", ["agent", "supervisor", "compliance"])
    def test_the_hold_of_a_case_ends_with_the_case(self, role, step, at_desk, account):
        hold = opened(account).hold
        client = at_desk(role)
        said = {"ends_on": "2026-01-25", "reason": "x"}
        answer = client.post(reverse(step, args=[account.pk, hold.pk]), said, follow=True)
        assert answer.status_code == 403 or "ends with the case" in text(answer)
        hold.refresh_from_db()
        assert (hold.ends_on, hold.withdrawn_on) == (None, None)

    @pytest.mark.parametrize(
        "kind", ["cease-contact", "vulnerable", "represented", "complaint", "serious-illness"]
    )
    def test_an_agent_alone_does_not_lift_what_protects_somebody(self, kind, at_desk, account):
        hold = placed(account, kind)
        where = reverse("withdraw-hold", args=[account.pk, hold.pk])
        assert at_desk("agent").post(where, {"reason": "x"}).status_code == 403
        assert at_desk("supervisor").post(where, {"reason": "x"}).status_code == 302
        hold.refresh_from_db()
        assert hold.withdrawn_by == "supervisor"

    @pytest.mark.parametrize("role", ["agent", "supervisor"])
    def test_a_payment_holiday_that_began_is_a_supervisors(self, role, at_desk, account):
        said = {"kind": "payment-holiday", "binds": "account", "starts_on": "2026-01-20", "reason": "x"}
        page = at_desk(role).post(reverse("place-hold", args=[account.pk]), said, follow=True)
        refused = "A supervisor must enter a payment holiday" in text(page)
        assert refused == (role == "agent")
        assert Hold.objects.filter(kind="payment-holiday").exists() == (role == "supervisor")


class TestContacts:
    def test_a_correction_leaves_a_wrong_number_marked(self, at_desk, account):
        number = "+8613800001234"
        wrong = happened(account, AT - timedelta(hours=1), "wrong-number", number=number, agent="agent")
        contact_points.mark_wrong(number, Act(by="agent", at=AT, note="x"))
        said = {"outcome": "entered-in-error", "identity": "none", "at": "2026-01-24T09:00", "number": number}
        where = reverse("correct-contact", args=[account.pk, wrong.pk])
        page = at_desk("agent").post(where, said, follow=True)
        assert "stays marked as wrong until a supervisor lifts it" in text(page)
        assert reachability.wrong(number)

    def test_anothers_conversation_is_not_struck_out(self, at_desk, account):
        event = happened(account, AT - timedelta(hours=1), "conversation", agent="colleague")
        said = {"outcome": "entered-in-error", "identity": "none", "at": "2026-01-24T09:00"}
        where = reverse("correct-contact", args=[account.pk, event.pk])
        assert at_desk("agent").post(where, said).status_code == 403
        assert at_desk("supervisor").post(where, said).status_code == 302
        assert ContactEvent.objects.get(corrects=event).agent == "supervisor"


class TestCallBacks:
    def agree(self, client, account, **said):
        plain = {"day": "2026-01-24", "time": "15:00", "asked": "call"}
        plain["customer"] = account.parties.get().customer_id
        where = reverse("agree-call-back", args=[account.pk])
        return text(client.post(where, plain | said, follow=True))

    def test_nobody_asked_for_a_call_who_was_not_in_touch(self, at_desk, account):
        client = at_desk("agent")
        assert "First log the conversation" in self.agree(client, account)
        assert "Added to call-backs" in self.agree(client, account, asked="no")

    def test_a_conversation_allows_one_and_a_week_three(self, at_desk, account, clock):
        for day in range(4):
            clock.move_to(AT + timedelta(days=day))
            client = at_desk("agent")  # yesterday's session is over
            happened(account, AT + timedelta(days=day), "conversation")
            said = {"day": str(TODAY + timedelta(days=day))}
            added = "Added to call-backs" in self.agree(client, account, **said)
            assert added == (day < 3)
            assert "Added to call-backs" not in self.agree(client, account, **said)
        assert CallBack.objects.exclude(asked="no").count() == 3

    def test_moving_one_asks_again(self, at_desk, account):
        client = at_desk("agent")
        happened(account, AT, "conversation")
        self.agree(client, account)
        call = CallBack.objects.get()
        said = {"customer": call.customer_id, "day": "2026-01-24", "time": "12:00", "asked": "hour"}
        page = client.post(reverse("move-call-back", args=[call.pk]), said, follow=True)
        assert "First log the conversation" in text(page)


class TestPromises:
    def taken(self, account, by: str):
        terms = promise_lifecycle.Terms(TODAY, {TODAY + timedelta(days=30): 5_000})
        return promise_lifecycle.record([account], terms, Act(by=by, at=AT))

    def approve(self, client, account, promise) -> str:
        where = reverse("approve-promise", args=[account.pk, promise.pk])
        shown = {"seen": seen.stamp(promise.pk, sorted(promise_limits.beyond([promise])[promise.pk]))}
        return text(client.post(where, shown, follow=True))

    def test_ones_own_is_approved_by_somebody_else(self, at_desk, account):
        client, promise = at_desk("supervisor"), self.taken(account, "supervisor")
        assert promise.approved_by == ""
        assert "Somebody else must approve it" in self.approve(client, account, promise)
        client.force_login(colleague("supervisor", "sue"))
        assert "Approved." in self.approve(client, account, promise)

    def test_a_cancelled_one_is_not_approved(self, at_desk, account):
        client, promise = at_desk("supervisor"), self.taken(account, "agent")
        promise_lifecycle.cancel(promise, act_by("agent", "x"), on=local_day(AT, account.time_zone))
        assert "This promise is not open any more" in self.approve(client, account, promise)
        promise.refresh_from_db()
        assert promise.approved_by == ""


def test_a_new_address_is_used_for_letters_once_a_colleague_has_verified_it(at_desk, account):
    person = account.parties.get().customer
    known = person.contact_points.create(kind="address", value="1 Old Road", source="intake", since=AT)
    said = {"kind": "address", "value": "2 New Road", "source": "customer"}
    at_desk("agent").post(reverse("add-contact-point", args=[person.pk]), said)
    new = person.contact_points.get(value="2 New Road")
    assert reachability.reachable(person.pk, "letter")[0].value == known.value
    where = reverse("remark-contact-point", args=[person.pk, new.pk])
    for role, first in (("agent", known), ("supervisor", new)):
        at_desk(role).post(where, {"what": "verified", "note": "by telephone"})
        assert reachability.reachable(person.pk, "letter")[0].value == first.value


OLD_AND_NEW = {"address": ("1 Old Road", "2 New Road"), "email": ("old@example.com", "new@example.com")}


@pytest.mark.parametrize("order", [("add", "stop"), ("stop", "add")])
@pytest.mark.parametrize(("kind", "channel"), [("address", "letter"), ("email", "email")])
def test_nobody_alone_puts_a_new_address_in_the_place_of_another(kind, channel, order, at_desk, account):
    """Whoever enters one does not take the other out of use as well; a colleague who verifies it lets both be."""
    person = account.parties.get().customer
    with rewritten():
        person.contact_points.filter(kind=kind).delete()
    old, new = OLD_AND_NEW[kind]
    known = person.contact_points.create(kind=kind, value=old, normal=old, source="intake", since=AT)
    adding = (
        reverse("add-contact-point", args=[person.pk]),
        {"kind": kind, "value": new, "source": "customer"},
    )
    stopping = (
        reverse("remark-contact-point", args=[person.pk, known.pk]), {"what": "stopped", "note": "moved"}
    )  # fmt: skip
    pages = [
        text(at_desk("agent").post(*{"add": adding, "stop": stopping}[step], follow=True)) for step in order
    ]
    assert [point.value for point in reachability.reachable(person.pk, channel)] == [old, new]
    assert ("It stays in use until a colleague has verified" in pages[-1]) == (order[-1] == "stop")
    verifying = reverse("remark-contact-point", args=[person.pk, person.contact_points.get(value=new).pk])
    at_desk("supervisor").post(verifying, {"what": "verified", "note": "by telephone"})
    assert [point.value for point in reachability.reachable(person.pk, channel)] == [new]
