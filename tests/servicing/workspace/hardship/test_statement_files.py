"""A statement as a file, and the figures above which a note is asked."""

import json
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Account, AffordabilityReading, AffordabilityStatement, TriggerSet
from tests.accounts.hardship.conftest import ACCOUNTS, PRODUCTS, STATEMENTS
from tests.accounts.hardship.test_standard_statement import ADVISERS
from tests.accounts.hardship.test_trigger_sets import FOOD, HEADER, load
from tests.accounts.intake.offering import Desk
from tests.servicing.workspace.builders import colleague
from tests.servicing.workspace.reading import markup, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(datetime(2026, 1, 12, 10, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def agent(client):
    client.force_login(colleague("agent", "agent"))
    return client


@pytest.fixture
def account(tmp_path) -> Account:
    desk = Desk(tmp_path)
    for name, content in (("products", PRODUCTS), ("accounts", ACCOUNTS), ("statements", STATEMENTS)):
        desk.offer(f"{name}.csv", content)
    assert desk.said == []
    return Account.objects.get(reference="G1")


def address(name: str, account: Account) -> str:
    return reverse(name, args=[account.pk])


def taken_in(client, account: Account, document: object):
    file = SimpleUploadedFile("pat.json", json.dumps(document).encode(), "application/json")
    return client.post(address("take-in-statement", account), {"file": file}, follow=True)


def record(client, account: Account, **sent: str) -> str:
    sent = {"income.client-salary-or-wages.amount": "900", **sent, "record": "yes"}
    return text(client.post(address("affordability", account), sent, follow=True))


def test_an_advisers_file_fills_the_form_and_counts_once_it_is_recorded(agent, account):
    page = taken_in(agent, account, ADVISERS)
    assert "Check it, then record it." in text(page)
    html = markup(page)
    assert 'value="1,450.50"' in html and 'value="Another Bank"' in html
    assert not AffordabilityStatement.objects.exists()


def test_a_file_that_is_none_says_where(agent, account):
    page = text(taken_in(agent, account, {"monthly-income": []}))
    assert "This is no Standard Financial Statement that can be read: monthly-income.earnings." in page


def test_ours_is_taken_elsewhere_and_that_it_was_seen_is_recorded(agent, account):
    record(agent, account, **{"essential.rent.amount": "100", "essential.rent.every": "week"})
    answer = agent.post(address("take-out-statement", account))
    document = json.loads(answer.content)
    assert document["overview"]["income-minus-outgoings"] == 466.66
    assert document["client-name"] == "Pat"
    assert AffordabilityReading.objects.get().read_by == "agent"


def test_above_a_figure_a_note_is_asked_and_nothing_is_refused_once_it_is_there(agent, account):
    figures = load(FOOD)
    groceries = {"essential.groceries.amount": "250"}
    page = record(agent, account, **groceries)
    assert "Food and housekeeping: above the usual figure. Write a note on what it is spent for." in page
    assert not AffordabilityStatement.objects.exists()
    record(agent, account, **groceries, **{"essential.groceries.note": "a special diet"})
    made = AffordabilityStatement.objects.get()
    item = made.items.get(name="groceries")
    assert (made.trigger_set, item.note) == (figures, "a special diet")


def test_a_larger_household_spends_more(agent, account):
    load(FOOD, "food-housekeeping,child-under-16,80.00")
    record(agent, account, **{"essential.groceries.amount": "250", "children_under_16": "1"})
    assert AffordabilityStatement.objects.get().children_under_16 == 1


def test_what_is_unusually_low_is_asked_about_beside_the_form(agent, account):
    load(FOOD)
    sent = {"income.client-salary-or-wages.amount": "900", "essential.groceries.amount": "20"}
    page = text(agent.post(address("affordability-figures", account), sent))
    assert "Food and housekeeping: unusually low. Ask whether something is missing." in page


def test_an_item_shows_what_was_seen_of_it(agent, account):
    record(agent, account, **{"income.client-salary-or-wages.evidence": "payslip"})
    assert AffordabilityStatement.objects.get().items.get().evidence == "payslip"
    assert '<option value="payslip" selected>' in markup(agent.get(address("affordability", account)))


def test_an_administrator_loads_a_set_with_whence_it_comes(client):
    client.force_login(colleague("administrator", "root"))
    sent = {
        "name": "Figures of 2026", "jurisdiction": "GB", "currency": "GBP", "effective_from": "2026-01-12",
        "source": "a member's page", "licence": "number 17", "reason": "agreed with the advice sector",
    }  # fmt: skip
    bad = SimpleUploadedFile("figures.csv", f"{HEADER}\nrents,first-adult,1\n".encode())
    page = text(client.post(reverse("trigger-sets"), {**sent, "file": bad}))
    assert "Row 2: rents is no group of spending of this jurisdiction" in page
    good = SimpleUploadedFile("figures.csv", f"{HEADER}\n{FOOD}\n".encode())
    page = text(client.post(reverse("trigger-sets"), {**sent, "file": good}, follow=True))
    assert "Loaded." in page and "Food and housekeeping first adult 200.00 GBP" in page
    assert TriggerSet.objects.get().loaded_by == "root"
    assert TriggerSet.objects.get().effective_from == date(2026, 1, 12)
