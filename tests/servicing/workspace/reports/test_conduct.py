"""Help and conduct of January: every figure counted by hand, and nothing told by colleague."""

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from accounts.models import ContactEvent, GateAnswer, Promise, PromiseStatusChange
from servicing.worklists import conduct
from servicing.worklists.conduct import Period
from servicing.workspace.reports import conduct as conduct_page
from tests.notices.posted import noticed
from tests.servicing.workspace.cases.test_cases import opened
from tests.servicing.workspace.reading import linked_counts, rows, text

pytestmark = pytest.mark.django_db
JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
AT = datetime(2026, 1, 20, 9, tzinfo=UTC)


def promised(account, state, made_on=date(2026, 1, 5), replaced_by=None):
    promise = Promise.objects.create(
        reference=f"P{Promise.objects.count()}", made_on=made_on, known_on=made_on
    )
    promise.covered.create(account=account)
    PromiseStatusChange.objects.create(promise=promise, on=made_on, to_state=state, replaced_by=replaced_by)
    return promise


def table(code, period=JANUARY):
    found = next(each for each in conduct_page.report(period).tables if each.code == code)
    return {row[0].value: [cell.value for cell in row[1:]] for row in (*found.rows, *found.foot)}


def test_replaced_promises_are_in_no_rate(book):
    late = book["late"]
    kept = promised(late, "kept")
    promised(late, "kept")
    promised(late, "broken")
    promised(late, "cancelled", replaced_by=kept)
    promised(late, "cancelled")
    promised(late, "kept", made_on=date(2025, 12, 31))  # not of this month
    rows = table("promises")
    assert [rows[name][0] for name in ("kept", "broken", "replaced by a later one", "cancelled", "Total")] == [
        2, 1, 1, 1, 5,
    ]  # fmt: skip
    assert rows["kept"][1] * 3 == 2


def test_letters_in_time_late_not_needed_and_not_sent(book):
    late = book["late"]
    for state, sent_on in (
        ("sent", date(2026, 1, 30)), ("sent", date(2026, 1, 31)), ("cancelled", None), ("ready", None),
    ):  # fmt: skip
        noticed(late, state=state, sent_on=sent_on, reason="not-past-due" if state == "cancelled" else "")
    [row] = conduct.counts("notices", JANUARY).values()
    assert row == {"due": 4, "in_time": 1, "late": 1, "not_needed": 1, "unsent": 1}
    assert table("notices")["Total"][-2:] == [1, pytest.approx(1 / 3)]
    assert conduct.counts("notices", Period(date(2026, 2, 1), date(2026, 2, 28))) == {}


def test_contacts_by_channel_and_what_the_rules_refused(book):
    late = book["late"]
    customer = late.parties.first().customer
    said = {
        "account": late,
        "customer": customer,
        "at": AT,
        "direction": "out",
        "known_on": date(2026, 1, 20),
        "entered_at": AT,
        "purpose": "collection",
        "channel": "call",
        "source": "file",
    }
    first = ContactEvent.objects.create(reference="X1", outcome="no-answer", **said)
    ContactEvent.objects.create(reference="X2", outcome="conversation", **said)
    ContactEvent.objects.create(reference="X3", outcome="wrong-number", corrects=first, **said)
    GateAnswer.objects.create(
        account=late,
        customer=customer,
        channel="call",
        purpose="collection",
        at=AT,
        allowed=False,
        rule="hours",
    )
    assert table("contacts") == {"telephone call": [2, 1, 0, 1, pytest.approx(0.5)]}
    assert table("refusals") == {"It is too early or too late where they are.": [1]}


def test_cases_against_their_clocks(book):
    opened(book["late"], kind="complaint")
    rows = table("cases", Period(date(2025, 1, 1), date(2027, 12, 31)))
    assert rows["Complaint"][0] == 1
    assert rows["Complaint"][2:4] == [0, 1]  # not decided, and its time has passed by then


def test_every_figure_opens_what_it_counts_with_where_the_account_stood(desk, book):
    late = book["late"]
    kept = promised(late, "kept")
    promised(late, "cancelled", replaced_by=kept)
    for state, sent_on in (("sent", date(2026, 1, 20)), ("sent", date(2026, 1, 31)), ("ready", None)):
        noticed(late, state=state, sent_on=sent_on)
    opened(late, kind="complaint")
    made = {"account": late, "customer": late.parties.first().customer, "at": AT, "channel": "call"}
    ContactEvent.objects.create(
        reference="X1", outcome="conversation", direction="out", known_on=date(2026, 1, 20), entered_at=AT,
        purpose="collection", source="file", **made,
    )  # fmt: skip
    GateAnswer.objects.create(purpose="collection", allowed=False, rule="hours", **made)
    page = desk.get(reverse("conduct") + "?first=2026-01-01&last=2026-12-31")
    counts = linked_counts(page)
    assert {re.search(r"of=(\w+)", address)[1] for address, _number in counts} == {
        "promises", "contacts", "refusals", "notices", "cases",
    }  # fmt: skip
    for address, number in counts:
        assert len(rows(desk.get(address))) == number, address
    [call] = rows(desk.get(next(address for address, _number in counts if "of=contacts" in address)))
    assert late.reference in call
    assert "2026-01-20" in call
    stage = late.spans.filter(starts_on__lte=AT).latest("starts_on").stage
    assert stage in call or stage.capitalize() in call
    assert desk.get(reverse("conduct-accounts") + "?of=cases&what=nobody").status_code == 400


def test_nothing_is_told_by_colleague(desk, people):
    page = text(desk.get(reverse("conduct") + "?first=2026-01-01&last=2026-01-31"))
    for person in people.values():
        assert page.count(person.name) == (person.role == "supervisor")  # only who is signed in
