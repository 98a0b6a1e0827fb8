"""What letters say of accounts and people, by everything known now."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.acts import Act
from accounts.cases import lifecycle as case_lifecycle
from accounts.customers.preferences import say
from accounts.models import Hold
from accounts.models import Payment as PaymentRow
from accounts.rules.standing import Payment
from accounts.rules.working_days import DayMark, WorkingCalendar
from notices.archive import freeze as archive
from notices.kinds import catalogue
from notices.letters import electronic, figures, occasion_figures
from notices.letters import render as rendering
from notices.wordings import versions as wording_versions
from tests.history import rewritten
from tests.notices.written import ACT, ADDRESS, NOW, RARE, TODAY, account, due, facts, heads

pytestmark = pytest.mark.django_db


def of(notice) -> figures.Figures:
    return figures.of([notice], TODAY)[notice.pk]


def test_an_account_two_statements_behind():
    said = of(due(account()))
    assert (said.jurisdiction, said.currency, said.language) == ("CN", "CNY", "zh-hans")
    assert said.values["past_due"] == 60_000, "the newest statement is in its grace through today"
    later = figures.of([due(account())], date(2026, 2, 25))
    (values,) = [each.values for each in later.values()]
    assert values["past_due"] == values["minimum_left"] == values["minimum_due"] == 123_450
    assert values["missed_statements"] == [
        {"statement": date(2026, 1, 1), "due": date(2026, 1, 21), "asked": 60_000, "unpaid": 60_000},
        {"statement": date(2026, 2, 1), "due": date(2026, 2, 21), "asked": 63_450, "unpaid": 63_450},
    ]
    assert (values["days_past_due"], values["statements_missed"]) == (35, 2)
    assert values["oldest_missed_due"] == date(2026, 1, 21)
    assert (values["due_date"], values["grace_ends"]) == (date(2026, 2, 21), date(2026, 2, 24))
    assert values["balance"] == 1_028_450
    assert values["breakdown"] == [
        {"part": "principal", "amount": 1_000_000},
        {"part": "interest", "amount": 23_450},
        {"part": "fees", "amount": 5_000},
    ]


def test_a_payment_of_this_morning_counts():
    paid = Payment(TODAY, TODAY, 50_000, TODAY)
    values = of(due(account(known=facts((paid,))))).values
    assert values["past_due"] == 10_000
    assert values["missed_statements"][0]["unpaid"] == 10_000
    assert values["minimum_left"] == 73_450


def test_the_rows_of_missed_statements_add_up_to_what_is_past_due():
    """A rest within the tolerance is past due all the same, and stands among them."""
    paid = Payment(date(2026, 1, 20), date(2026, 1, 20), 59_500, date(2026, 1, 20))
    shown = facts()
    first, second = shown.cycles
    known = facts((paid,)).__class__(
        policies=shown.policies,
        cycles=(first, second.__class__(**{**_columns(second), "minimum_due": 63_950, "past_due": 500})),
        payments=(paid,),
    )
    notice = due(account(known=known))
    values = figures.of([notice], date(2026, 2, 25))[notice.pk].values
    assert values["past_due"] == 63_950 == sum(row["unpaid"] for row in values["missed_statements"])
    assert values["statements_missed"] == 1
    assert [row["unpaid"] for row in values["missed_statements"]] == [500, 63_450]


def _columns(cycle) -> dict:
    return {name: getattr(cycle, name) for name in cycle.__slots__}


def test_a_statement_that_does_not_say_how_it_splits_has_no_parts():
    values = of(due(account(split=False))).values
    assert not {"principal", "interest", "fees", "breakdown"} & values.keys()


def test_whoever_owes_nothing_has_no_missed_statements():
    paid = Payment(date(2026, 2, 3), date(2026, 2, 3), 123_450, date(2026, 2, 3))
    values = of(due(account(known=facts((paid,))))).values
    assert values["past_due"] == values["minimum_left"] == 0
    assert not {"missed_statements", "days_past_due", "report_from"} & values.keys()


def test_the_person_and_how_they_are_reached():
    about = account(email="", phone="+86 138 0000 1234")
    said = of(due(about))
    assert said.values["recipient_name"] == said.values["cardholder_name"] == RARE
    assert said.values["address_lines"] == ADDRESS.split("\n")
    assert dict(said.reached) == {"letter": ADDRESS, "sms": "+86 138 0000 1234"}


def test_the_language_is_the_readers_own():
    about = account()
    notice = due(about)
    assert of(notice).language == "zh-hans"
    say(notice.recipient_id, "language", "en", Act(by="agent", at=NOW))
    assert of(notice).language == "en"


def test_an_account_without_a_policy_says_so():
    about = account()
    with rewritten():
        about.product.policies.all().delete()
    assert "no policy" in of(due(about)).problem


def test_a_case_is_the_one_that_the_occasion_names():
    about = account()
    holder = about.parties.get().customer
    opened = [
        case_lifecycle.open_case(
            about,
            case_lifecycle.Opening(
                "dispute", holder, "letter", date(2026, 2, 20), "as said", amount, date(2026, 1, 1)
            ),
            Act(by="ana", at=NOW),
        )
        for amount in (6_000, 7_000)
    ]
    notice = due(about, "cn-dispute-receipt", occasion=f"case-opened {opened[0].pk}")
    values = of(notice).values
    assert values["case_reference"] == str(opened[0].pk)
    assert values["disputed_amount"] == 6_000
    assert values["case_opened_on"] == date(2026, 2, 20)
    assert "case_outcome" not in values


def test_a_hold_that_was_asked_for():
    about = account("US", "en")
    Hold.objects.create(
        reference="H1", customer=about.parties.get().customer, kind="cease-contact",
        starts_on=date(2026, 2, 20), known_on=date(2026, 2, 20),
    )  # fmt: skip
    values = of(due(about, "us-cease-confirmation", occasion="hold-placed H1")).values
    assert values["hold_from"] == date(2026, 2, 20)


def test_a_report_is_never_sooner_than_the_letter_allows():
    """Three days after the post, were it to leave us on the third day, a Friday, and be posted on the Monday."""
    notice = due(account(), "cn-adverse-report")
    assert of(notice).values["report_from"] == date(2026, 3, 5)


def test_before_a_long_holiday_the_report_waits_for_the_post():
    calendar = WorkingCalendar(
        {date(2026, 10, day): DayMark(works=False, name="National Day") for day in range(1, 9)}
    )
    kind = catalogue.get("cn-adverse-report")
    assert occasion_figures.earliest_report(kind, date(2026, 9, 30), calendar) == date(2026, 10, 12)


def test_a_correction_quotes_what_the_letter_printed_of_its_own_day_and_what_is_right_for_that_day():
    """Of the first statement, paid in time by a payment that reached us late; the letter named no minimum."""
    written_on, about = heads(), account()
    notice = due(about)
    archive.make_ready([notice.pk], ACT)
    paid = {"account": about, "posted_on": TODAY + timedelta(days=5), "value_on": date(2026, 1, 20)}
    PaymentRow.objects.create(reference="LATE", amount=60_000, known_on=paid["posted_on"], **paid)
    correction = due(about, "cn-correction", occasion=f"corrected {notice.reference}")
    said = figures.of([correction], TODAY + timedelta(days=6))[correction.pk]
    kind, template = catalogue.get("cn-correction"), wording_versions.shipped("cn-correction", "zh-hans")
    text = electronic.plain(rendering.write(template, kind, said, written_on["CN", "zh-hans"]))
    assert f"通知{notice.reference}" in text
    assert "截至2026年2月24日逾期金额为人民币600.00元。该日的正确金额为人民币0.00元" in text
    assert "截至2026年2月24日逾期34天。该日的正确天数为0" in text
    assert "最低还款额尚有" not in text


def test_frozen_figures_thaw_to_the_same():
    said = figures.of([due(account())], date(2026, 2, 25)).popitem()[1]
    through_json = json.loads(json.dumps(said.frozen()))
    assert figures.thawed(through_json) == said


def test_as_many_queries_for_many_as_for_one():
    notices = [due(account()) for _ in range(3)]
    with CaptureQueriesContext(
        connection,
    ) as one:
        figures.of(notices[:1], TODAY)
    with CaptureQueriesContext(connection) as many:
        figures.of(notices, TODAY)
    assert len(many) == len(one) <= 20
