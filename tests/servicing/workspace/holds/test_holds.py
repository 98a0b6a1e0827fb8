"""Holds at the desk: placed, ended, corrected and looked at again, by those who may."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import holds
from accounts.dates import local_day
from accounts.models import Hold, HoldReview, Product
from tests.acts import act_by
from tests.history import rewritten
from tests.servicing.workspace.builders import FIRST, LAST, UNPAID, hold
from tests.servicing.workspace.reading import markup, rows, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return local_day(timezone.now(), "Asia/Shanghai")


@pytest.fixture
def late(book):
    return book["late"]


def page(client, account):
    return client.get(reverse("account", args=[account.pk]))


def panel(response) -> str:
    found = re.search(r'aria-labelledby="holds"(.*?)</section>', markup(response), re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def place(client, account, **said):
    said = {"kind": "hardship-plan", "binds": "account", "starts_on": "2026-01-10", "reason": "agreed"} | said
    return client.post(reverse("place-hold", args=[account.pk]), said, follow=True)


def act(client, verb, placed, account, **said):
    return client.post(reverse(f"{verb}-hold", args=[account.pk, placed.pk]), said, follow=True)


class TestPlacing:
    def test_on_an_account(self, agent, late):
        answer = place(agent, late, evidence="letter of 9 January, archive 17")
        placed = Hold.objects.get()
        assert (placed.account, placed.customer, placed.placed_by) == (late, None, "agent")
        assert placed.known_on == LAST + timedelta(days=1)
        assert "On hold: Hardship plan until lifted What it does" in text(answer)
        said = panel(answer)
        assert "Hardship plan 2026-01-10 – until lifted known 2026-01-24" in said
        assert "ageing pauses" in said
        assert "Evidence: letter of 9 January, archive 17" in said

    def test_on_a_person_and_so_on_all_their_accounts(self, agent, late):
        person = late.parties.get().customer
        other = hold(UNPAID)
        with rewritten():
            other.parties.update(customer=person)
        place(agent, late, kind="disaster", binds=f"person-{person.pk}")
        for account in (late, other):
            answer = text(page(agent, account))
            assert "On hold: Disaster (the person, with all accounts) until lifted" in answer
        assert "李娜, with all accounts" in markup(agent.get(reverse("place-hold", args=[late.pk])))

    def test_the_page_of_the_person_shows_them(self, agent, late):
        person = late.parties.get().customer
        place(agent, late, kind="deceased")
        assert "Deceased 2026-01-10 – until lifted agreed" in text(
            agent.get(reverse("customer", args=[person.pk]))
        )

    def test_the_same_said_twice_is_one_hold(self, agent, late):
        place(agent, late)
        assert "There is such a hold already." in text(place(agent, late))
        assert Hold.objects.count() == 1

    def test_a_kind_that_binds_persons_lands_on_the_cardholder(self, agent, late):
        place(agent, late, kind="deceased")
        assert Hold.objects.get().customer == late.parties.get().customer

    def test_a_disputed_amount_of_a_statement(self, agent, late):
        answer = place(agent, late, kind="dispute", disputed_amount="40.00", statement_date=str(FIRST))
        assert Hold.objects.get().disputed_amount == 4000
        assert "40.00 CNY of the statement of 2026-01-01 is not collected during the hold" in panel(answer)

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ({"kind": "strike"}, "not one of the available choices"),
            ({"kind": ""}, "This field is required."),
            ({"kind": "breathing-space"}, "not one of the available choices"),  # GB, and the account is CN
            ({"binds": "person-0"}, "not one of the available choices"),
            ({"ends_on": "2026-01-09"}, "The last day is before the first."),
            ({"disputed_amount": "40", "statement_date": "2026-01-01"}, "Only disputes and fraud claims"),
            ({"kind": "dispute", "disputed_amount": "40"}, "An amount is disputed of one statement."),
            ({"kind": "dispute", "disputed_amount": "40.001"}, "Enter an amount such as 1,234.00 CNY."),
            ({"kind": "dispute", "disputed_amount": "x"}, "Enter an amount such as 1,234.00 CNY."),
            ({"channel": "sms"}, "Only a wish not to be contacted"),
            ({"reason": ""}, "This field is required."),
            ({"reason": "card 4111 1111 1111 1111"}, "This looks like a card number"),
        ],
    )
    def test_what_is_wrong_is_said_on_the_form(self, agent, late, said, problem):
        answer = place(agent, late, **said)
        assert problem in text(answer)
        assert not Hold.objects.exists()

    def test_not_by_who_only_reads(self, client, people, late):
        client.force_login(people["compliance"])
        assert place(client, late).status_code == 403
        assert "Place a hold" not in text(page(client, late))


class TestEnding:
    def test_the_last_day_with_its_reason(self, agent, late, today):
        place(agent, late)
        placed = Hold.objects.get()
        answer = act(agent, "end", placed, late, ends_on=str(today), reason="plan kept to the end")
        placed.refresh_from_db()
        assert (placed.ends_on, placed.ended_by, placed.end_reason) == (
            today,
            "agent",
            "plan kept to the end",
        )
        assert f"Hardship plan 2026-01-10 – {today} known 2026-01-24" in panel(answer)

    def test_a_fresh_due_date_not_before_the_rules_grant(self, agent, late):
        place(agent, late, kind="dispute", disputed_amount="40.00", statement_date=str(FIRST))
        placed = Hold.objects.get()
        said = {"ends_on": "2026-01-20", "reason": "delivered after all"}
        answer = act(agent, "end", placed, late, fresh_due_on="2026-01-29", **said)
        assert "It may fall due afresh on 30 Jan 2026 at the earliest." in text(answer)
        answer = act(agent, "end", placed, late, fresh_due_on="2026-01-30", **said)
        assert "due afresh 2026-01-30" in panel(answer)

    def test_after_a_crisis_the_form_and_the_page_say_until_when_it_goes_on_protecting(
        self, desk, late, today
    ):
        with rewritten():
            Product.objects.filter(pk=late.product_id).update(jurisdiction="GB")
        answer = text(place(desk, late, kind="mental-health-crisis"))
        last = today + timedelta(days=30)
        assert "Day on which its cause ended" in answer
        assert f"Protection goes on for 30 days after it: ended today, through {last} ." in answer
        ended = act(desk, "end", Hold.objects.get(), late, ends_on=str(today), reason="the team wrote")
        assert f"its cause ended on {today} ; protected through {last}" in panel(ended)
        assert Hold.objects.get().ends_on == last

    def test_an_end_corrected_leaves_both(self, agent, late):
        place(agent, late, ends_on="2030-01-01")
        act(agent, "end", Hold.objects.get(), late, ends_on="2029-01-01", reason="paid off early")
        said = panel(page(agent, late))
        assert "2029-01-01" in said
        assert "withdrawn 2026-01-24" in said

    def test_entered_in_error(self, agent, late):
        place(agent, late)
        answer = act(agent, "withdraw", Hold.objects.get(), late, reason="wrong account")
        assert "withdrawn" in panel(answer)
        assert "wrong account" in panel(answer)
        assert "On hold:" not in text(answer)
        answer = act(agent, "withdraw", Hold.objects.get(), late, reason="again")
        assert "It was withdrawn." in text(answer)

    @pytest.mark.parametrize("verb", ["end", "withdraw"])
    def test_not_without_saying_why(self, agent, late, verb):
        place(agent, late)
        answer = act(agent, verb, Hold.objects.get(), late, ends_on="2026-02-01")
        assert 'class="error' in markup(answer)
        assert Hold.objects.get().last is None

    @pytest.mark.parametrize("verb", ["end", "withdraw"])
    def test_what_the_law_imposes_only_some_may_lift(self, agent, client, people, late, verb):
        place(agent, late, kind="bankruptcy")
        placed = Hold.objects.get()
        said = {"ends_on": "2026-02-01", "reason": "discharged"}
        assert "End it" not in panel(page(agent, late))
        assert act(agent, verb, placed, late, **said).status_code == 403
        for role in ("supervisor", "compliance"):
            client.force_login(people[role])
            assert "End it" in panel(page(client, late))
        assert "Saved." in text(act(client, verb, placed, late, **said))

    def test_not_by_way_of_another_account(self, agent, book, late):
        place(agent, late)
        assert act(agent, "end", Hold.objects.get(), book["paid"], ends_on="2026-02-01").status_code == 404


class TestReviews:
    def test_they_come_up_and_move_on(self, agent, late, today):
        place(agent, late, review_on=str(today))
        placed = Hold.objects.get()
        listed = agent.get(reverse("holds"))
        assert rows(listed) == [f"Hardship plan {late.reference} 2026-01-10 until lifted {today} 0 agreed"]
        assert "1 hold is due for review" in text(agent.get(reverse("night")))
        later = today + timedelta(days=30)
        answer = act(agent, "review", placed, late, note="still kept", next_review_on=str(later))
        assert str(later) in panel(answer)
        assert HoldReview.objects.get().reviewed_by == "agent"
        assert "No review is due." in text(agent.get(reverse("holds")))
        assert "due for review" not in text(agent.get(reverse("night")))

    @pytest.mark.parametrize("said", [{}, {"note": "x", "next_review_on": "2020-01-01"}])
    def test_not_without_a_finding_or_backwards(self, agent, late, said):
        place(agent, late)
        act(agent, "review", Hold.objects.get(), late, **said)
        assert not HoldReview.objects.exists()


class TestListing:
    def many(self, account, number):
        for each in range(number):
            holds.place(act_by("", f"{each} of {number}"), account=account, kind="complaint", starts_on=date(2026, 1, 1) + timedelta(each % 9), review_on=date(2026, 1, 10) + timedelta(each % 7))  # fmt: skip

    @pytest.mark.parametrize("state", ["due", "in-force", "ended"])
    def test_every_hold_once_over_all_pages(self, agent, late, state):
        self.many(late, 120)
        if state == "ended":
            for each in Hold.objects.all():
                holds.end(each, each.starts_on + timedelta(each.pk % 5), act_by(""))
        seen, address = [], f"{reverse('holds')}?state={state}"
        while address:
            answer = agent.get(address)
            seen += rows(answer)
            following = re.search(r'rel="next" href="([^"]+)"', markup(answer))
            address = following and reverse("holds") + following[1].replace("&amp;", "&")
        assert len(seen) == 120

    def test_by_kind(self, agent, late):
        self.many(late, 2)
        holds.place(act_by(""), account=late, kind="deceased", starts_on=FIRST)
        assert len(rows(agent.get(reverse("holds") + "?state=in-force&kind=deceased"))) == 1
        assert agent.get(reverse("holds") + "?state=in-force&kind=strike").status_code == 400
        assert agent.get(reverse("holds") + "?after=x~1").status_code == 400

    def test_the_number_of_queries_does_not_grow(self, agent, late, django_assert_num_queries):
        for enlarge in (lambda: None, lambda: self.many(late, 20)):
            enlarge()
            with django_assert_num_queries(9):
                agent.get(reverse("holds"))


def test_paused_days_stand_beside_the_days_past_due(agent, late):
    holds.place(act_by(""), account=late, kind="hardship-plan", starts_on=date(2026, 1, 10))
    with rewritten():
        Hold.objects.update(
            known_on=date(2026, 1, 10), ends_on=date(2026, 1, 12), end_known_on=date(2026, 1, 12)
        )
    assert "since the due date 2026-01-04 · 3 of them paused" in text(page(agent, late))


def test_holds_stand_in_the_picture_of_the_stage_through_time(agent, late):
    place(agent, late, ends_on="2026-01-14")
    place(agent, late, starts_on="2025-01-01", ends_on="2025-01-02")
    answer = page(agent, late)
    assert markup(answer).count('class="held"') == 1
    assert "Hardship plan: 2026-01-10 – 2026-01-14" in text(answer)
