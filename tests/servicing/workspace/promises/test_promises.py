"""Payment promises at the desk: taken, seen, cancelled and approved."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Payment, Promise
from accounts.promises import limits, silence
from servicing.workspace import seen
from tests.history import rewritten
from tests.servicing.workspace.builders import LAST, NEXT, UNPAID, close, hold
from tests.servicing.workspace.reading import markup, rows, text

pytestmark = pytest.mark.django_db

MORNING = "2026-01-24T02:00Z"  # 10 in the morning in Shanghai, of the first open date
SOON = NEXT + timedelta(days=5)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False):
        yield


@contextmanager
def later(client, people, moment: str):
    """Signed in anew at a later moment."""
    with time_machine.travel(moment, tick=False):
        client.force_login(people["agent"])
        yield


def said(*instalments: tuple[date, str], **more) -> dict[str, str]:
    """What the form sends: days with amounts, and the other fields."""
    sent = {"form-TOTAL_FORMS": "6", "form-INITIAL_FORMS": "0", **more}
    for place, (day, amount) in enumerate(instalments):
        sent |= {f"form-{place}-due_on": str(day), f"form-{place}-amount": amount}
    return sent


def take(client, account, *instalments, **more):
    address = reverse("take-promise", args=[account.pk])
    return client.post(address, said(*(instalments or [(SOON, "150.00")]), **more), follow=True)


def account_page(client, account) -> str:
    return text(client.get(reverse("account", args=[account.pk])))


def act(client, name, promise, **sent):
    args = [promise.covered.first().account_id, promise.pk]
    shown = {"seen": seen.stamp(promise.pk, sorted(limits.beyond([promise])[promise.pk]))}
    return text(client.post(reverse(name, args=args), shown | sent, follow=True))


class TestTaking:
    def test_it_silences_and_says_so(self, agent, book):
        page = text(take(agent, book["late"]))
        assert "Recorded. While it is open, collection stops." in page
        assert "150.00 CNY open" in page
        assert "Made on 2026-01-24 The agent" in page
        assert "By 2026-01-29 150.00 Expected so far 0.00 Paid so far 0.00" in page
        assert "While it is open, collection and discretionary letters stop." in page

    def test_more_than_is_owed_is_asked_again_and_far_more_waits_for_a_supervisor(self, agent, book):
        page = text(take(agent, book["late"], (SOON, "9,999,999")))
        assert "times all that is owed. Record it anyway?" in page
        assert not Promise.objects.exists()
        page = text(take(agent, book["late"], (SOON, "9,999,999"), sure="on", because=""))
        assert "Say why it is right all the same." in page
        page = text(take(agent, book["late"], (SOON, "9,999,999"), sure="on", because="sells a flat"))
        assert "until a supervisor approves it: it is many times what is owed." in page
        promise = Promise.objects.get()
        assert (promise.beyond, promise.confirmed_because) == (["too-large"], "sells a flat")
        assert "Recorded all the same sells a flat" in account_page(agent, book["late"])

    def test_the_form_says_what_silences_by_itself(self, agent, book):
        page = text(agent.get(reverse("take-promise", args=[book["late"].pk])))
        assert "of which 300.00 CNY is past due now" in page
        assert "if the first day is 7 Feb 2026 at the latest and the amounts come to 150.00 CNY" in page

    def test_several_instalments_with_terms_of_their_own(self, agent, book):
        days = [(SOON, "100"), (SOON + timedelta(7), "100.50")]
        page = text(take(agent, book["late"], *days, tolerance="2.5%", grace_days="2"))
        assert "200.50 CNY open" in page
        assert "By 2026-01-29 100.00 counts until 2026-02-02 By 2026-02-05 100.50" in page
        promise = Promise.objects.get()
        assert (str(promise.tolerance_percent), promise.grace_days) == ("2.5000", 2)

    def test_over_another_account_of_the_same_person(self, agent, book):
        other = hold(UNPAID)
        with rewritten():
            other.parties.update(customer=book["late"].parties.get().customer)
        page = text(take(agent, book["late"], (SOON, "300"), accounts=[other.pk]))
        assert f"Covers {book['late'].reference} , {other.reference}" in page
        assert "300.00 CNY open" in account_page(agent, other)

    def test_what_is_open_is_replaced(self, agent, book):
        take(agent, book["late"])
        page = text(take(agent, book["late"], (SOON, "200")))
        assert "200.00 CNY open" in page
        assert "150.00 CNY replaced" in page

    @pytest.mark.parametrize(
        ("instalments", "more", "problem"),
        [
            ([], {}, "Enter at least one day and its amount."),
            ([(SOON, "")], {}, "How much?"),
            ([("", "5.00")], {}, "By which day?"),
            ([("soon", "5.00")], {}, "Enter a date such as 2026-01-31."),
            ([(LAST, "5.00")], {}, "Date is in the past."),
            ([(SOON, "1.234")], {}, "Enter an amount such as 1,234.00 CNY."),
            ([(SOON, "-5")], {}, "Enter an amount such as 1,234.00 CNY."),
            ([(SOON, "0")], {}, "Enter an amount above 0."),
            ([(SOON, "10")], {}, "Nothing is left to promise"),
            ([(SOON, "5"), (SOON, "6")], {}, "The same day is entered twice."),
            ([(SOON, "5")], {"tolerance": "a lot"}, "Neither an amount such as 5.00 nor a share such as 5%."),
            ([(SOON, "5")], {"tolerance": "0.001"}, "Neither an amount such as 5.00 nor a share such as 5%."),
            ([(SOON, "5")], {"grace_days": "-1"}, "greater than or equal to 0"),
        ],
    )
    def test_what_makes_no_sense_is_said_at_the_field(self, agent, book, instalments, more, problem):
        page = agent.post(reverse("take-promise", args=[book["late"].pk]), said(*instalments, **more))
        assert problem in text(page)
        assert not Promise.objects.exists()


class TestBeyondTheLimits:
    FAR = (NEXT + timedelta(days=20), "150")

    def test_an_agent_takes_it_and_a_supervisor_approves(self, agent, book, people):
        page = text(take(agent, book["late"], self.FAR))
        assert "Collection continues until a supervisor approves it" in page
        assert "until a supervisor approves it: its first instalment is too far away." in page
        promise = Promise.objects.get()
        agent.force_login(people["supervisor"])
        assert len(rows(agent.get(reverse("promises"), {"show": "waiting"}))) == 1
        page = act(agent, "approve-promise", promise)
        assert "Approved by The supervisor" in page
        assert "collection and discretionary letters stop" in page
        assert rows(agent.get(reverse("promises"), {"show": "waiting"})) == []
        assert "A colleague has already approved or refused it." in act(agent, "approve-promise", promise)

    def test_a_supervisor_needs_somebody_else(self, desk, book):
        page = take(desk, book["late"], self.FAR)
        assert "Collection continues until a supervisor approves it" in text(page)
        assert "approve/" not in markup(page)

    def test_an_agent_cannot_approve_or_refuse(self, agent, book):
        page = markup(take(agent, book["late"], self.FAR))
        assert "approve/" not in page
        assert "refuse/" not in page
        args = [book["late"].pk, Promise.objects.get().pk]
        assert agent.post(reverse("approve-promise", args=args)).status_code == 403
        assert agent.post(reverse("refuse-promise", args=args), {"reason": "x"}).status_code == 403

    def test_the_list_says_which_limit_it_passes_and_the_home_page_who_waits(self, agent, book, people):
        take(agent, book["late"], self.FAR)
        agent.force_login(people["supervisor"])
        (row,) = rows(agent.get(reverse("promises"), {"show": "waiting"}))
        assert "Its first instalment is too far away" in row
        waiting = "1 payment promise beyond the limits waits: approve or refuse it."
        assert waiting in text(agent.get(reverse("home")))
        agent.force_login(people["agent"])
        assert waiting not in text(agent.get(reverse("home")))

    def test_a_supervisor_refuses_it_for_a_reason_and_it_stands_but_stops_nothing(self, agent, book, people):
        take(agent, book["late"], self.FAR)
        agent.force_login(people["supervisor"])
        promise = Promise.objects.get()
        assert "Enter a reason to refuse" in act(agent, "refuse-promise", promise)
        page = act(agent, "refuse-promise", promise, reason="too far ahead")
        assert "Refused: collection continues." in page
        assert "The supervisor refused to let it stop (too far ahead)." in page
        assert "150.00 CNY open" in page
        assert rows(agent.get(reverse("promises"), {"show": "waiting"})) == []
        assert "already approved or refused" in act(agent, "approve-promise", promise)
        assert silence.silencing([book["late"].pk], SOON) == {}


class TestCancelling:
    def test_with_a_reason(self, agent, book):
        take(agent, book["late"])
        page = act(agent, "cancel-promise", Promise.objects.get(), reason="wrong account")
        assert "Cancelled." in page
        assert "150.00 CNY cancelled" in page
        assert "2026-01-24 wrong account" in page

    def test_never_without_one_and_never_twice(self, agent, book):
        take(agent, book["late"])
        promise = Promise.objects.get()
        assert "Enter a reason to cancel the promise." in act(agent, "cancel-promise", promise)
        assert "Cancelled." in act(agent, "cancel-promise", promise, reason="wrong")
        assert "not open any more" in act(agent, "cancel-promise", promise, reason="again")

    def test_only_under_its_own_account(self, agent, book):
        take(agent, book["late"])
        args = [book["paid"].pk, Promise.objects.get().pk]
        assert agent.post(reverse("cancel-promise", args=args), {"reason": "x"}).status_code == 404


class TestLists:
    @pytest.fixture
    def promised(self, agent, book, people):
        """One broken, one kept, one due today and one tomorrow."""
        accounts = [*book.values(), hold(UNPAID, name="Late Payer")]
        for account, after in zip(accounts, (1, 2, 4, 5), strict=True):
            take(agent, account, (NEXT + timedelta(after), "200"))
        Payment.objects.create(
            reference="KEEPS", account=accounts[1], posted_on=NEXT, value_on=NEXT, amount=20000, known_on=NEXT
        )
        close(NEXT + timedelta(days=3))
        with later(agent, people, "2026-01-28T12:00Z"):
            yield accounts

    def test_a_number_opens_its_list(self, agent, promised):
        page = agent.get(reverse("promises"))
        assert "Due today 1 Due tomorrow 1 Waiting for a supervisor 0" in text(page)
        assert "Open 2 Broken 1 Kept 1 Cancelled 0" in text(page)
        for show, account in (("due", 2), ("tomorrow", 3), ("broken", 0), ("kept", 1)):
            (row,) = rows(agent.get(reverse("promises"), {"show": show}))
            assert row.startswith(promised[account].reference), show

    def test_a_row_says_who_promised_what_and_what_came_of_it(self, agent, promised):
        (row,) = rows(agent.get(reverse("promises"), {"show": "broken"}))
        said = "broken 李娜 2026-01-24 2026-01-25 200.00 CNY 200.00 CNY 0.00 CNY broken 2026-01-26 The agent"
        assert row == f"{promised[0].reference} {said}"

    def test_home_counts_them(self, agent, promised):
        assert "Payment promises Due today 1 Waiting for a supervisor 0 Open 2" in text(
            agent.get(reverse("home"))
        )

    def test_new_ones_are_listed_before_a_close_has_seen_them(self, agent, book):
        take(agent, book["late"])
        assert len(rows(agent.get(reverse("promises"), {"show": "new"}))) == 1

    def test_an_address_that_makes_no_sense_is_refused_kindly(self, agent):
        for query in ({"show": "x"}, {"after": "x"}):
            assert agent.get(reverse("promises"), query).status_code == 400


class TestTheAccount:
    def test_its_turns_as_closed_and_in_the_timeline(self, agent, book):
        take(agent, book["late"], (NEXT, "200"))
        close(NEXT + timedelta(days=2))
        page = account_page(agent, book["late"])
        assert "As closed 2026-01-24 open 2026-01-25 broken" in page
        assert "2026-01-24 promise made 2026-01-25 promise broken" in page

    def test_an_open_promise_is_part_of_the_explanation(self, agent, book):
        take(agent, book["late"])
        close(NEXT)
        page = account_page(agent, book["late"])
        assert "A promise of 150.00 CNY made on 24 Jan 2026 is open; 0.00 CNY of it is paid." in page
        assert "The next day for which something is promised is 29 Jan 2026." in page

    def test_a_payment_of_this_morning_keeps_it_wherever_the_page_speaks_of_it(self, agent, book):
        take(agent, book["late"])
        Payment.objects.create(
            reference="MORNING",
            account=book["late"],
            posted_on=NEXT,
            value_on=NEXT,
            amount=30000,
            known_on=NEXT,
        )
        page = account_page(agent, book["late"])
        assert "150.00 CNY kept" in page
        assert "150.00 CNY open" not in page
        assert "Waiting for a promised payment" not in page
        assert "Current since the payment of 300.00 CNY on 24 Jan 2026" in page

    def test_it_says_when_a_new_miss_has_ended_the_silence(self, agent, book, people):
        take(agent, book["late"], (NEXT + timedelta(days=10), "200"))
        book["late"].cycles.create(
            product_id=book["late"].product_id, statement_date=NEXT, due_date=NEXT + timedelta(days=1), balance=1, minimum_due=40000, past_due=30000,
            sent_on=NEXT, known_on=NEXT, stated_known_on=NEXT,
        )  # fmt: skip
        with later(agent, people, "2026-01-27T02:00Z"):
            assert "It no longer stops collection: a minimum was missed" in account_page(agent, book["late"])

    def test_compliance_sees_and_does_nothing(self, agent, client, book, people):
        take(agent, book["late"])
        client.force_login(people["compliance"])
        page = markup(client.get(reverse("account", args=[book["late"].pk])))
        assert "150.00 CNY" in page
        assert "/promises/" not in page.replace(f'href="{reverse("promises")}"', "")


def test_the_number_of_queries_does_not_grow(agent, book, django_assert_max_num_queries):
    account = book["late"]
    for number in (1, 4):
        for _ in range(number):
            take(agent, account)
        with django_assert_max_num_queries(112):
            agent.get(reverse("account", args=[account.pk]))
        with django_assert_max_num_queries(31):
            agent.get(reverse("promises"), {"show": "new"})
