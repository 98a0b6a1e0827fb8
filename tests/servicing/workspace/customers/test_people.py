"""How people are reached, what they wish and who acts for them: seen, changed and never taken away."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.customers import postal_addresses, reachability
from accounts.dates import local_day
from accounts.models import ContactPoint, Customer, Mandate, Party, PendingPayment
from servicing.workspace.account import search
from tests.book import somebody
from tests.servicing.workspace.builders import UNPAID, hold
from tests.servicing.workspace.reading import markup, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(book):
    """Li Na, who holds the account that is late."""
    return book["late"].parties.get().customer


def page(client, customer):
    return client.get(reverse("customer", args=[customer.pk]))


def points(response) -> list[str]:
    """The contact details as they are listed, without what may be done with them."""
    found = re.findall(r"<li[^>]*>\s*(<div>.*?)</div>", markup(response), re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found]


def say(client, address, *args, **said):
    return client.post(reverse(address, args=args), said, follow=True)


class TestSeeing:
    def test_details_with_source_and_where_they_came_from(self, agent, anna):
        assert points(page(agent, anna)) == [
            "+86 138 0000 1234 Telephone · file 1 Jan 2025 · not verified",
            "Li.Na@example.com E-mail · file 1 Jan 2025 · not verified",
        ]

    def test_the_accounts_of_the_person_with_their_stages(self, agent, book, anna):
        assert f"{book['late'].reference} {book['late'].last4} M2 cardholder" in text(page(agent, anna))

    def test_the_account_leads_to_its_people(self, agent, book, anna):
        account = markup(agent.get(reverse("account", args=[book["late"].pk])))
        assert f'href="{reverse("customer", args=[anna.pk])}">李娜</a>' in account

    def test_who_only_reads_sees_no_form(self, client, people, anna):
        client.force_login(people["compliance"])
        forms = re.findall(r'action="([^"]+)"', markup(page(client, anna)))
        assert not [form for form in forms if "customers" in form]

    def test_nobody(self, agent):
        assert agent.get(reverse("customer", args=[0])).status_code == 404

    def test_the_number_of_queries_does_not_grow(self, agent, anna, django_assert_num_queries):
        for enlarge in (lambda: None, lambda: self.live_long(agent, anna)):
            enlarge()
            with django_assert_num_queries(26):
                page(agent, anna)

    def live_long(self, agent, anna):
        for number in range(9):
            say(
                agent,
                "add-contact-point",
                anna.pk,
                kind="phone",
                value=f"+44 20 7946 000{number}",
                source="staff",
            )
            say(agent, "record-consent", anna.pk, channel="sms", given="yes", on="2026-01-02", how="x")
            say(agent, "wish-language", anna.pk, value="es")
            hold(UNPAID).parties.create(customer=anna, role="guarantor")


class TestContactDetails:
    def test_a_new_one_with_who_said_so(self, agent, anna):
        said = {"kind": "phone", "value": "138 0000 4321", "source": "customer"}
        assert "Saved." in text(say(agent, "add-contact-point", anna.pk, **said))
        point = reachability.reachable(anna.pk, "call")[0]
        assert (point.value, point.normal, point.entered_by) == ("138 0000 4321", "+8613800004321", "agent")

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ({"value": "95"}, "Enter a valid number"),
            ({"value": "+86 13800001234"}, "This is known already. Mark it as verified instead."),
            ({"kind": "email", "value": "nowhere"}, "Enter a valid number"),
            ({"kind": "address", "value": "4111 1111 1111 1111"}, "This looks like a card number"),
            ({"kind": "work"}, "not one of the available choices"),
            ({"source": "neighbour"}, "not one of the available choices"),
            ({"source": "intake"}, "not one of the available choices"),
            ({"value": ""}, "This field is required."),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field(self, agent, anna, said, problem):
        answer = say(
            agent,
            "add-contact-point",
            anna.pk,
            **{"kind": "phone", "value": "+442079460001", "source": "staff", **said},
        )
        assert re.search(rf'class="errorlist"[^>]*>.*{re.escape(problem)}', markup(answer), re.S)
        assert '<details class="doing" open><summary>Add a contact detail' in markup(answer)
        assert anna.contact_points.count() == 2

    def remark(self, client, point, **said):
        return say(client, "remark-contact-point", point.customer_id, point.pk, **said)

    def test_verified(self, agent, anna):
        point = anna.contact_points.get(kind="phone")
        self.remark(agent, point, what="verified", note="called back, name and birthday")
        today = local_day(timezone.now(), "Asia/Shanghai")
        assert points(page(agent, anna))[0].endswith(f"file 1 Jan 2025 · verified {today}")
        assert "Verified: +86 138 0000 1234 called back, name and birthday" in text(page(agent, anna))

    def test_not_to_be_used_and_used_again(self, agent, anna):
        point = anna.contact_points.get(kind="email")
        self.remark(agent, point, what="stopped", note="shared with her sister")
        assert reachability.reachable(anna.pk, "email") == []
        assert "Li.Na@example.com not to be used" in text(page(agent, anna))
        self.remark(agent, point, what="resumed", note="her own now")
        assert len(reachability.reachable(anna.pk, "email")) == 1

    @pytest.mark.parametrize("said", [{"what": "verified", "note": ""}, {"what": "deleted", "note": "x"}])
    def test_not_without_saying_what_and_why(self, agent, anna, said):
        answer = self.remark(agent, anna.contact_points.get(kind="phone"), **said)
        assert "Enter what became known, and how or why." in text(answer)

    def test_where_no_post_can_be_delivered_the_page_says_how_the_person_is_reached(self, agent, book, anna):
        anna.contact_points.create(
            kind="address",
            value="居无定所",
            normal=postal_addresses.NOWHERE,
            source="intake",
            since=timezone.now(),
        )
        said = "居无定所 post cannot be delivered there: letters go by other channels"
        assert said in text(page(agent, anna))
        assert said in text(agent.get(reverse("account", args=[book["late"].pk])))

    def test_an_address_is_nobody_elses_number(self, agent, anna):
        point = anna.contact_points.create(
            kind="address", value="1 High St", source="staff", since=timezone.now(), entered_by="agent"
        )
        assert markup(page(agent, anna)).count('value="wrong"') == 2
        assert "Only a number or an e-mail" in text(self.remark(agent, point, what="wrong", note="moved"))

    def test_a_detail_of_somebody_else_is_not_found_there(self, agent, book, anna):
        other = book["paid"].parties.get().customer
        point = anna.contact_points.get(kind="phone")
        answer = say(agent, "remark-contact-point", other.pk, point.pk, what="verified", note="x")
        assert answer.status_code == 404


class TestWrongNumbers:
    @pytest.fixture
    def point(self, agent, anna):
        point = anna.contact_points.get(kind="phone")
        say(agent, "remark-contact-point", anna.pk, point.pk, what="wrong", note="a shop")
        return point

    def test_wrong_for_everybody_at_once(self, agent, anna, point):
        ben = somebody("Ben", phone="+86 13800001234")
        for each in (anna, ben):
            assert reachability.reachable(each.pk, "call") == []
            shown = points(page(agent, each))[0]
            assert "wrong number, for everybody" in shown
            assert shown.endswith("by agent: a shop")

    def test_only_a_supervisor_lifts_it_and_says_why(self, client, people, anna, point):
        client.force_login(people["agent"])
        assert say(client, "lift-wrong-number", anna.pk, point.pk, note="x").status_code == 403
        client.force_login(people["supervisor"])
        assert "Enter why it is not a wrong number." in text(
            say(client, "lift-wrong-number", anna.pk, point.pk)
        )
        say(client, "lift-wrong-number", anna.pk, point.pk, note="it was a slip")
        shown = text(page(client, anna))
        assert "wrong number" not in points(page(client, anna))[0]
        assert "No wrong number any more: +8613800001234 it was a slip" in shown
        assert "Wrong number, for everybody: +8613800001234 a shop" in shown


class TestWishes:
    def test_language_and_time_zone(self, agent, anna):
        say(agent, "wish-language", anna.pk, value="es")
        say(agent, "wish-zone", anna.pk, value="Europe/Madrid")
        shown = text(page(agent, anna))
        assert "Language Spanish" in shown
        assert re.search(r"Time zone Europe/Madrid now \d\d:\d\d", shown)
        assert '<option value="es" selected>' in markup(page(agent, anna))
        say(agent, "wish-zone", anna.pk, value="")
        assert reachability.own_zones([anna.pk]) == {}

    def test_an_unknown_zone_is_refused_beside_its_field(self, agent, anna):
        answer = say(agent, "wish-zone", anna.pk, value="Mars/Base")
        assert "No such time zone is known." in text(answer)

    def test_hours_are_added_and_withdrawn(self, agent, anna):
        say(agent, "prefer-hours", anna.pk, weekdays=["1", "2"], opens="18:00", closes="20:00")
        assert "Mon, Tue 18:00–20:00" in text(page(agent, anna))
        (hours,) = reachability.preferred_times(anna.pk)
        say(agent, "withdraw-hours", anna.pk, hours.pk)
        shown = text(page(agent, anna))
        assert "At any time that is permitted." in shown
        assert "Prefers no longer: Mon, Tue 18:00–20:00" in shown

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ({"closes": "18:00"}, "Ends before it begins."),
            ({"weekdays": []}, "This field is required."),
            ({"opens": "25:00"}, "Enter a valid time."),
        ],
    )
    def test_hours_that_cannot_be(self, agent, anna, said, problem):
        hours = {"weekdays": ["1"], "opens": "18:00", "closes": "20:00", **said}
        assert problem in text(say(agent, "prefer-hours", anna.pk, **hours))
        assert reachability.preferred_times(anna.pk) == []

    def test_consent_and_its_withdrawal(self, agent, anna):
        for given in ("yes", "no"):
            say(
                agent,
                "record-consent",
                anna.pk,
                channel="sms",
                given=given,
                on="2026-01-20",
                how="by telephone",
            )
        assert reachability.consents(anna.pk)["sms"] is False
        assert "Text message withdrawn 2026-01-20 by telephone agent" in text(page(agent, anna))

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            (
                {"on": str(local_day(timezone.now(), "Asia/Shanghai") + timedelta(days=2))},
                "Date is in the future.",
            ),
            ({"how": ""}, "This field is required."),
            ({"channel": "visit"}, "not one of the available choices"),
        ],
    )
    def test_a_consent_that_cannot_be(self, agent, anna, said, problem):
        consent = {"channel": "sms", "given": "yes", "on": "2026-01-20", "how": "letter", **said}
        assert problem in text(say(agent, "record-consent", anna.pk, **consent))


class TestActingForOthers:
    SAID = {"role": "executor", "evidence": "grant of probate, file 12", "name": "Erin Executor"}

    def test_somebody_new(self, agent, book):
        account = book["late"]
        answer = say(
            agent, "appoint", account.pk, **self.SAID, phone="+442079460009", email="erin@example.org"
        )
        assert re.search(r"Erin Executor .*?executor", text(answer))
        party = account.parties.get(role="executor")
        assert (party.evidence, party.entered_by) == ("grant of probate, file 12", "agent")
        assert party in reachability.recipients(account, local_day(timezone.now(), "Asia/Shanghai"))
        assert len(reachability.reachable(party.customer_id, "email")) == 1

    def test_somebody_of_the_book(self, agent, book):
        other = book["paid"].parties.get().customer
        said = {
            "role": "authorised-representative",
            "evidence": "power of attorney",
            "customer": other.reference,
        }
        say(agent, "appoint", book["late"].pk, **said)
        answer = say(agent, "appoint", book["late"].pk, **said)
        assert "has this role on the account already" in text(answer)

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ({"evidence": ""}, "This field is required."),
            ({"name": ""}, "Name the person, or give the reference of somebody in the book."),
            ({"customer": "NOBODY"}, "Nobody in the book has this reference."),
            ({"role": "guarantor"}, "not one of the available choices"),
            ({"role": "relative"}, "not one of the available choices"),
            ({"phone": "95"}, "Enter a valid number"),
            ({"evidence": "card 4111 1111 1111 1111"}, "looks like a card number"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_entered(self, agent, book, said, problem):
        before = Customer.objects.count()
        assert problem in text(say(agent, "appoint", book["late"].pk, **{**self.SAID, **said}))
        assert Customer.objects.count() == before

    def test_it_ends_with_a_last_day(self, agent, book):
        say(agent, "appoint", book["late"].pk, **self.SAID)
        party = Party.objects.get(role="executor")
        assert "Enter a date such as 2026-01-31." in text(
            say(agent, "dismiss", book["late"].pk, party.pk, until="soon")
        )
        answer = text(say(agent, "dismiss", book["late"].pk, party.pk, until="2026-01-20"))
        assert "Erin Executor executor · until 2026-01-20" in answer
        again = say(agent, "dismiss", book["late"].pk, party.pk, until="2026-01-21")
        assert "has its last day already" in text(again)

    def test_who_owes_does_not_end(self, agent, book):
        cardholder = book["late"].parties.get()
        assert say(agent, "dismiss", book["late"].pk, cardholder.pk, until="2026-01-20").status_code == 404


class TestOnItsWay:
    def test_pending_payments_with_their_outcomes(self, agent, book):
        today = local_day(timezone.now(), "Asia/Shanghai")
        first = PendingPayment.objects.create(
            reference="D1", account=book["late"], due_on=today - timedelta(days=9), amount=12500, known_on=today,
            outcome="returned", outcome_on=today, outcome_known_on=today,
        )  # fmt: skip
        PendingPayment.objects.create(
            reference="D2", account=book["late"], due_on=today, amount=12500, known_on=today, presents=first
        )
        shown = text(agent.get(reverse("account", args=[book["late"].pk])))
        assert f"125.00 CNY due on {today}" in shown
        assert f"{today - timedelta(days=9)} 125.00 returned {today} D1" in shown
        assert f"{today} 125.00 awaited D1 D2" in shown

    def test_a_mandate_is_entered_and_ends(self, agent, book):
        said = {"kind": "fixed", "amount": "250.00", "starts_on": "2026-01-01"}
        answer = text(say(agent, "grant-mandate", book["late"].pk, **said))
        assert "Fixed amount 250.00 CNY 2026-01-01 – agent" in answer
        mandate = Mandate.objects.get()
        assert "begins only later" in text(
            say(agent, "end-mandate", book["late"].pk, mandate.pk, ends_on="2025-12-31")
        )
        say(agent, "end-mandate", book["late"].pk, mandate.pk, ends_on="2026-01-31")
        mandate.refresh_from_db()
        assert (str(mandate.ends_on), mandate.ended_by) == ("2026-01-31", "agent")

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ({"amount": ""}, "A fixed amount is more than zero"),
            ({"amount": "0.00"}, "Enter an amount above 0."),
            ({"amount": "1.005"}, "Enter an amount such as 1,234.00 CNY."),
            ({"kind": "full"}, "Only a fixed amount is named."),
            ({"starts_on": "soon"}, "Enter a date such as 2026-01-31."),
        ],
    )
    def test_a_mandate_that_cannot_be(self, agent, book, said, problem):
        mandate = {"kind": "fixed", "amount": "250.00", "starts_on": "2026-01-01", **said}
        assert problem in text(say(agent, "grant-mandate", book["late"].pk, **mandate))
        assert not Mandate.objects.exists()


@pytest.mark.parametrize(
    ("term", "index"), [("07946000", "point_by_last_digits"), ("anna@ex", "point_normal")]
)
def test_a_search_by_number_or_e_mail_is_answered_by_an_index(anna, term, index):
    """In a book of some size: in a small one the planner has no use for any index."""
    numbers = [f"+8613{number:09}" for number in range(2_000)]
    ContactPoint.objects.bulk_create(
        ContactPoint(
            customer=anna,
            kind="phone",
            value=n,
            normal=n,
            since=timezone.now(),
            source="staff",
            entered_by="ana",
        )
        for n in numbers
    )
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as captured:
        search.accounts_matching(term, None)
        cursor.execute("ANALYZE accounts_contactpoint")
        asked = next(query["sql"] for query in captured if "accounts_contactpoint" in query["sql"])
        cursor.execute(f"EXPLAIN {asked}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"Scan using {index}" in plan or f"Bitmap Index Scan on {index}" in plan
    assert "Index Cond" in plan


def test_who_calls_from_a_former_number_is_found(agent, book, anna):
    anna.contact_points.filter(kind="phone").update(until=timezone.now())
    answer = agent.post(reverse("accounts"), {"q": "13800001234"})
    assert answer["Location"] == reverse("account", args=[book["late"].pk])
