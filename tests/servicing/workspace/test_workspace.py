"""The pages of the desk, on a small book that was really closed."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.close import run as nightly_close
from accounts.customers import name_index
from accounts.models import Account, BusinessDay, Payment, SetAside
from servicing.models import Team, User
from servicing.workspace import worklist
from servicing.workspace.account import search as account_search
from tests.history import rewritten
from tests.notices.posted import noticed
from tests.servicing.browsing import Client
from tests.servicing.workspace.builders import LAST, NEXT, UNPAID, colleague, hold
from tests.servicing.workspace.cases.test_cases import opened
from tests.servicing.workspace.reading import markup, rows, text

pytestmark = pytest.mark.django_db


def search(client, term, **narrowed):
    return rows(client.post(reverse("accounts"), {"q": term, **narrowed}, follow=True))


class TestSearching:
    @pytest.mark.parametrize(
        ("term", "found"),
        [
            ("娜", "late"),
            ("李", "late"),
            ("li na", "late"),
            ("na, li", "late"),
            ("Lina", "late"),
            ("chen", "broken"),
            ("陳偉", "broken"),
            ("garcía maría", "paid"),
            ("Garcia, Maria", "paid"),
            ("GARC", "paid"),
            ("Gartsia Marya", "paid"),
            ("li.na@", "late"),
            ("138-0000", "none"),
            ("07700", "none"),
            ("900123", "paid"),
            ("0001234", "late"),
        ],
    )
    def test_one_box_understands_what_was_typed(self, agent, book, term, found):
        expected = [book[found].reference] if found in book else []
        assert [row.split()[0] for row in search(agent, term)] == expected

    @pytest.mark.parametrize(
        ("term", "found"),
        [
            ("李娜", "late"),
            ("maría garcía", "paid"),
            ("li.na@EXAMPLE.com", "late"),
            ("13800001234", "late"),
            ("+86 138-0000-1234", "late"),
            ("07700 900123", "paid"),
        ],
    )
    def test_what_is_typed_whole_opens_the_account(self, agent, book, term, found):
        answer = agent.post(reverse("accounts"), {"q": term})
        assert answer["Location"] == reverse("account", args=[book[found].pk])

    def test_of_two_people_of_one_name_none_is_opened(self, agent, book):
        hold(UNPAID, name="李娜")
        assert len(search(agent, "李娜")) == 2

    def test_a_notice_and_a_case_are_opened_by_their_number(self, agent, book):
        notice, case = noticed(book["late"]), opened(book["late"])
        for term, address in (
            (notice.reference.lower(), reverse("notice", args=[notice.pk])),
            (f"Case {case.pk}", reverse("case", args=[case.pk])),
            (f"#{case.pk}", reverse("case", args=[case.pk])),
            (f"案件{case.pk}", reverse("case", args=[case.pk])),
        ):
            assert agent.post(reverse("accounts"), {"q": term})["Location"] == address

    def test_a_former_name_is_known(self, agent, book):
        customer = book["paid"].parties.get().customer
        customer.former_names.create(name="María Ñúñez", replaced_at=timezone.now())
        customer.name = "María Gómez"
        customer.save()
        assert [row.split()[0] for row in search(agent, "nunez")] == [book["paid"].reference]
        assert search(agent, "garcia") == []

    def test_a_reference_is_found_by_how_it_begins(self, agent, book):
        reference = book["late"].reference
        address = reverse("account", args=[book["late"].pk])
        assert agent.post(reverse("accounts"), {"q": reference.lower()})["Location"] == address
        assert len(search(agent, reference[:3].lower())) == 3

    def test_four_digits_are_the_last_four_exactly(self, agent, book):
        assert [row.split()[0] for row in search(agent, book["paid"].last4)] == [book["paid"].reference]

    def test_full_width_digits_are_digits(self, agent, book):
        assert len(search(agent, "９００１２３")) == 1

    @pytest.mark.parametrize("term", ["x", "9", "%", "nobody", "00000", "@"])
    def test_what_is_not_there_is_not_found(self, agent, term):
        assert search(agent, term) == []

    def test_where_more_are_found_than_are_listed_more_is_to_be_typed(self, agent, monkeypatch):
        assert len(search(agent, "a0")) == 3
        monkeypatch.setattr(account_search, "MOST", 2)
        assert len(search(agent, "a0")) == 2
        page = text(agent.post(reverse("accounts"), {"q": "a0"}, follow=True))
        assert "More than 2 accounts match, and not all of them are listed." in page

    @pytest.mark.parametrize("term", ["a0", "maria g", "900123"])
    def test_people_of_other_branches_take_nobody_s_place_in_what_is_found(
        self, agent, book, people, monkeypatch, term
    ):
        own = hold(UNPAID, name="María García", phone="+44 7700 900123")
        name_index.index_waiting()
        Account.objects.filter(pk=own.pk).update(branch="B7")
        agents = Team.objects.create(name="B7", branches=["B7"])
        monkeypatch.setattr(people["agent"], "team", agents)
        monkeypatch.setattr(account_search, "MOST", 1)
        assert account_search.accounts_matching(term, people["agent"]) == [own.pk]
        assert len(account_search.accounts_matching(term, None)) == 2

    def test_a_search_is_narrowed_by_stage_and_product(self, agent, book):
        assert len(search(agent, "a0", stage="M2")) == 2
        assert len(search(agent, "a0", stage="M2", product=book["late"].product.code)) == 1

    def test_a_currency_is_one_of_the_book(self, agent, book):
        page = agent.get(reverse("accounts"), {"currency": "USD"})
        assert [row.split()[0] for row in rows(page)] == [book["paid"].reference]
        choices = re.findall(r'<option value="([A-Z]*)"', markup(page).split('name="currency"')[1])
        assert choices == ["", "CNY", "USD"]
        assert agent.get(reverse("accounts"), {"currency": "XXX"}).status_code == 400

    def test_an_account_that_no_close_has_seen_is_found(self, agent):
        hold(UNPAID, name="Newly Loaded")
        assert "not in the book" in search(agent, "newl")[0]

    def test_htmx_gets_the_results_alone(self, agent):
        response = agent.post(reverse("accounts"), {"q": "李"}, headers={"HX-Request": "true"}, follow=True)
        assert markup(response).startswith('<div id="results">')
        assert (
            response["HX-Push-Url"] == response.request["PATH_INFO"] + "?" + response.request["QUERY_STRING"]
        )

    def test_back_works_and_no_name_stands_in_the_address(self, agent, book, client):
        [(address, status)] = agent.post(reverse("accounts"), {"q": "娜"}, follow=True).redirect_chain
        assert status == 302
        assert re.fullmatch(r"/accounts/\?search=[\w-]{12}", address)
        assert [row.split()[0] for row in rows(agent.get(address))] == [book["late"].reference]

    def test_a_search_is_forgotten_after_an_hour(self, agent):
        with time_machine.travel("2026-02-01T10:00Z", tick=False):
            [(address, _)] = agent.post(reverse("accounts"), {"q": "娜"}, follow=True).redirect_chain
        with time_machine.travel("2026-02-01T11:01Z", tick=False):
            page = agent.get(address)
            assert rows(page) == []
            assert "This search has expired" in text(page)

    def test_another_session_does_not_know_the_key(self, agent, people):
        [(address, _)] = agent.post(reverse("accounts"), {"q": "娜"}, follow=True).redirect_chain
        other = Client()
        other.force_login(people["supervisor"])
        assert "李娜" not in text(other.get(address))

    def test_a_term_in_an_address_is_not_looked_at(self, agent):
        assert "李娜" not in text(agent.get(reverse("accounts"), {"q": "陈伟", "stage": "CURRENT"}))

    def test_what_was_found_is_paged_by_its_key(self, agent, monkeypatch):
        monkeypatch.setattr(worklist, "PAGE", 2)
        first = agent.post(reverse("accounts"), {"q": "a0"}, follow=True)
        following = re.search(r'rel="next" href="([^"]+)"', markup(first))[1].replace("&amp;", "&")
        assert len(rows(first)) == 2
        assert len(rows(agent.get(reverse("accounts") + following))) == 1


class TestLists:
    def test_a_stage_with_its_accounts_the_longest_past_due_first(self, agent, book):
        listed = rows(agent.get(reverse("accounts"), {"stage": "M2"}))
        assert [row.split()[0] for row in listed] == [book["late"].reference, book["broken"].reference]
        assert "M2 2026-01-15 19 300.00 CNY" in listed[0]

    def test_the_list_of_a_past_day_is_as_it_was_closed(self, agent):
        listed = agent.get(reverse("accounts"), {"stage": "M0", "on": "2026-01-05"})
        assert len(rows(listed)) == 2
        assert "As closed on 5 Jan 2026" in text(listed)

    @pytest.mark.parametrize("stage", ["", "CURRENT", "M2"])
    def test_pages_by_last_key_hold_every_account_once(self, agent, monkeypatch, stage):
        monkeypatch.setattr(worklist, "PAGE", 1)
        seen, after = [], ""
        while after is not None:
            page = agent.get(reverse("accounts"), {"stage": stage, "after": after})
            seen += [row.split()[0] for row in rows(page)]
            following = re.search(r'rel="next" href="[^"]*after=([^"]+)"', markup(page))
            after = following[1] if following else None
        monkeypatch.undo()
        whole = agent.get(reverse("accounts"), {"stage": stage})
        assert seen == [row.split()[0] for row in rows(whole)]

    @pytest.mark.parametrize("query", ["stage=M9", "after=x", "after=2026-99-01~1", "on=yesterday"])
    def test_an_address_that_makes_no_sense_is_refused_kindly(self, agent, query):
        response = agent.get(f"{reverse('accounts')}?{query}")
        assert response.status_code == 400
        assert "Invalid request" in text(response)

    def test_the_moves_behind_a_figure(self, agent, book):
        query = {"on": "2026-01-15", "stage": "M2", "way": "moved_in"}
        moved = rows(agent.get(reverse("moves"), query))
        assert [row.split()[0] for row in moved] == [book["late"].reference, book["broken"].reference]
        assert moved[0].endswith("M1 M2 a statement")

    def test_accounts_set_aside_with_the_reason_in_words(self, agent, book):
        SetAside.objects.create(account=book["paid"], since=LAST, reason="no policy in force on 2026-01-23")
        listed = rows(agent.get(reverse("set-aside")))
        assert listed[0] == (
            f"{book['paid'].product.code} The product has no policy in force on 23 Jan 2026."
            f" Load a products.csv in which {book['paid'].product.code} has a policy in force from 23 Jan 2026"
            " or earlier; without effective_from it holds always. 1 2026-01-23"
        )


class TestHome:
    def test_counts_and_the_last_close(self, desk):
        page = text(desk.get(reverse("home")))
        assert "Portfolio at end of 23 Jan 2026" in page
        assert "M2 2 550.00" in page
        assert "payments.csv" in page
        assert "Without an owner 1" in page

    def test_every_link_leads_somewhere(self, desk):
        links = set(re.findall(r'href="(/[^"#]*)"', markup(desk.get(reverse("home")))))
        followed = {
            link: desk.get(link.replace("&amp;", "&")).status_code for link in links if "static" not in link
        }
        assert set(followed.values()) == {200}
        assert len(followed) > 15

    def test_a_figure_and_its_list_agree(self, desk):
        page = markup(desk.get(reverse("home")))
        for link, figure in re.findall(r'<td class="number"><a href="([^"]+)">(\d+)</a>', page):
            assert len(rows(desk.get(link.replace("&amp;", "&")))) == int(figure), link

    def test_administrators_see_counts_and_no_way_to_customers(self, client, book, people):
        client.force_login(people["administrator"])
        page = markup(client.get(reverse("home")))
        assert "550.00" in page
        assert not re.findall(r'href="/(accounts|moves|breaks|set-aside)', page)

    def test_a_close_at_work_and_one_cut_short_are_told_apart(self, desk):
        BusinessDay.objects.create(day=date(2026, 1, 24), started_at="2026-01-25T12:00Z")
        cut_short = "The close of 24 Jan 2026 began 25 Jan 2026 12:00 UTC and was cut short."
        assert cut_short in text(desk.get(reverse("home")))
        with nightly_close.only_one():
            page = text(desk.get(reverse("home")))
        assert "24 Jan 2026 is being closed, since 25 Jan 2026 12:00 UTC" in page
        assert cut_short not in page


def test_an_empty_book_says_what_to_do_next(client):
    client.force_login(colleague("agent", username="first"))
    with rewritten():
        Account.objects.all().delete()
        BusinessDay.objects.all().delete()
    assert "python manage.py load" in text(client.get(reverse("home")))
    assert "No day is closed yet" in text(client.get(reverse("accounts")))
    assert "No open difference" in text(client.get(reverse("breaks")))
    assert "No account moved." in text(client.get(reverse("moves")))
    hold(UNPAID, name="Loaded")
    assert "python manage.py close_day" in text(client.get(reverse("home")))


class TestAccountPage:
    def test_where_it_stands_and_why(self, agent, book):
        page = text(agent.get(reverse("account", args=[book["late"].pk])))
        assert "since the due date 2026-01-04 at the close: 19" in page
        assert "Past due 300.00 3 statements missed" in page
        assert "At the end of 23 Jan 2026 account" in page
        assert "+86 138 0000 1234" in page

    def test_contact_comes_before_history_and_every_section_is_one_step_away(self, agent, book):
        page = markup(agent.get(reverse("account", args=[book["late"].pk])))
        sections = re.findall(
            r'href="#([\w-]+)"', re.search(r'<nav class="sections".*?</nav>', page, re.S)[0]
        )
        assert sections[:2] == ["contact", "through-time"]
        places = [page.index(f'id="{section}"') for section in sections]
        assert len(places) > 5 and places[0] < places[1]

    def test_it_leads_with_now_and_says_what_is_of_the_last_close(self, agent, book):
        late = book["late"]
        with time_machine.travel("2026-01-24T06:00Z", tick=False):
            agent.force_login(User.objects.get(username="agent"))
            page = text(agent.get(reverse("account", args=[late.pk])))
            assert "M2 now, as of the close of 23 Jan 2026." in page
            Payment.objects.create(
                reference="MORNING", account=late, posted_on=NEXT, value_on=NEXT, amount=30000, known_on=NEXT
            )
            page = text(agent.get(reverse("account", args=[late.pk])))
        assert (
            "Current since the payment of 300.00 CNY on 24 Jan 2026; M2 as of the close of 23 Jan 2026."
            in page
        )
        assert "Stage Current at the close: M2" in page
        assert "Past due 0.00 no statement missed at the close: 300.00" in page
        assert f"account {late.reference}" in page and "is current." in page  # the explanation is of now too
        assert "Nothing has come in since that statement." not in page

    def test_any_day_can_be_asked(self, agent, book):
        page = agent.get(reverse("account", args=[book["late"].pk]), {"on": "2026-01-06"})
        assert "is in stage M0" in text(page)

    def test_htmx_gets_the_day_alone(self, agent, book):
        address = reverse("account", args=[book["late"].pk])
        part = markup(agent.get(address, {"on": "2026-01-06"}, headers={"HX-Request": "true"}))
        assert part.lstrip().startswith('<section class="sheet time" id="through-time"')

    @pytest.mark.parametrize(
        ("query", "answer"),
        [
            ({"on": "2026-02-01"}, "1 Feb 2026 is not closed; the last closed day is 23 Jan 2026."),
            (
                {"on": "2020-01-01"},
                "1 Jan 2020 is before the book began: its first closed day is 1 Jan 2026.",
            ),
            ({"on": "2026-02-01", "basis": "restated"}, "is in stage M2"),
            ({"on": "soon"}, "Enter a date such as 2026-01-31."),
            ({"basis": "guessed"}, "Enter a date such as 2026-01-31."),
        ],
    )
    def test_a_day_that_cannot_be_told_is_answered_in_words(self, agent, book, query, answer):
        assert answer in text(agent.get(reverse("account", args=[book["late"].pk]), query))

    def test_a_break_is_warned_of_with_its_figures(self, agent, book):
        page = text(agent.get(reverse("account", args=[book["broken"].pk])))
        assert "the statement of 2026-01-15 prints 150.00 CNY as past due, we held 200.00 CNY" in page

    def test_a_corrected_statement_stands_beside_what_it_replaced(self, agent, book):
        first = book["late"].cycles.first()
        first.pk, first.known_on, first.minimum_due = None, LAST, 9000
        first.save()
        page = text(agent.get(reverse("account", args=[book["late"].pk])))
        assert "2026-01-01 corrected known 2026-01-23" in page
        assert "2026-01-01 replaced" in page

    def test_an_account_no_close_has_seen(self, agent):
        page = text(agent.get(reverse("account", args=[hold(UNPAID, name="Newly Loaded").pk])))
        assert "M2 now; no close has written a stage yet." in page
        assert "No close has seen this account yet." in page

    def test_one_that_left_the_book(self, agent, book):
        book["paid"].exits.create(on=LAST, reason="sold", known_on=LAST)
        page = text(agent.get(reverse("account", args=[book["paid"].pk])))
        assert "Left the book on 23 Jan 2026: sold." in page

    def test_the_other_accounts_of_a_person(self, agent, book):
        customer = book["late"].parties.get().customer
        book["paid"].parties.create(customer=customer, role="guarantor")
        page = text(agent.get(reverse("account", args=[book["late"].pk])))
        assert f"Other accounts of these people {book['paid'].reference}" in page

    def test_none_such(self, agent):
        assert agent.get(reverse("account", args=[0])).status_code == 404
