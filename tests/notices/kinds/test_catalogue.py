"""The catalogue: every notice that the law lists, with what it rests on; and files that cannot be used."""

import pytest
from django.utils.translation import override

from accounts import packs
from accounts.models import Case
from notices import checks
from notices.kinds import catalogue, placeholders
from notices.kinds import labels as kind_labels
from notices.kinds import schema as kind_schema
from notices.kinds.required_content import CONTENTS
from notices.wordings import money_requests
from notices.wordings.shipped import shipped

# The tables of notices in our notes on the law, as far as they are asked for, and the letters of each row.
TABLES = {
    "CN": {
        "N02": ["cn-pre-due-reminder"],
        "N03": ["cn-grace-reminder"],
        "N04": ["cn-overdue"],
        "N05": ["cn-adverse-report"],
        "N06": ["cn-collection-first"],
        "N07": ["cn-collection-second"],
        "N08": ["cn-plan-offer"],
        "N09": ["cn-plan-agreed"],
        "N10": ["cn-plan-reminder", "cn-plan-missed"],
        "N11": ["cn-outsourcing"],
        "N12": ["cn-dispute-receipt"],
        "N13": ["cn-dispute-result", "cn-complaint-result"],
        "N16": ["cn-limitation"],
        "N17": ["cn-day-91"],
        "N18": ["cn-settlement"],
        "N19": ["cn-estate"],
        "": [
            "cn-help",
            "cn-help-invitation",
            "cn-plan-complete",
            "cn-plan-rejected",
            "cn-complaint-receipt",
            "cn-promise-made",
            "cn-promise-reminder",
            "cn-up-to-date",
            "cn-correction",
        ],
    },
    "US": {
        "US-N2": ["us-reminder"],
        "US-N3": ["us-negative-notice", "us-negative-notice-after"],
        "US-N4": ["us-hardship-offer", "us-hardship-offer-again", "us-plan-offer"],
        "US-N5": ["us-plan-terms"],
        "US-N7": ["us-dispute-receipt", "us-dispute-result"],
        "US-N9": ["us-validation"],
        "US-N12": ["us-estate"],
        "US-N13": ["us-cease-confirmation", "us-plan-rejected"],
        "": [
            "us-help",
            "us-help-invitation",
            "us-plan-reminder",
            "us-plan-missed",
            "us-plan-complete",
            "us-complaint-receipt",
            "us-complaint-result",
            "us-promise-made",
            "us-promise-reminder",
            "us-up-to-date",
            "us-correction",
        ],
    },
    "GB": {
        "UK-N2": ["gb-sums-in-arrears"],
        "UK-N3": ["gb-default-sum"],
        "UK-N4": ["gb-early-difficulty"],
        "UK-N5": ["gb-plan-offer", "gb-plan-agreed"],
        "UK-N6": ["gb-plan-rejected"],
        "UK-N7a": ["gb-persistent-debt-18"],
        "UK-N7b": ["gb-persistent-debt-27"],
        "UK-N7c": ["gb-persistent-debt-36"],
        "UK-N8": ["gb-default-notice"],
        "UK-N9": ["gb-default-record"],
        "UK-N11": ["gb-dispute-receipt", "gb-dispute-result"],
        "": [
            "gb-help",
            "gb-help-invitation",
            "gb-plan-reminder",
            "gb-plan-missed",
            "gb-plan-complete",
            "gb-complaint-receipt",
            "gb-complaint-result",
            "gb-estate",
            "gb-promise-made",
            "gb-promise-reminder",
            "gb-up-to-date",
            "gb-correction",
        ],
    },
}
ALL = list(catalogue.KINDS.values())

every_kind = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.code)


@pytest.mark.parametrize("jurisdiction", list(TABLES))
def test_every_notice_of_the_law_has_its_kinds(jurisdiction):
    found: dict[str, list[str]] = {}
    for code, kind in catalogue.of(jurisdiction).items():
        found.setdefault(kind.row, []).append(code)
    assert found == TABLES[jurisdiction]


def test_a_jurisdiction_without_a_pack_writes_nothing():
    assert catalogue.of("JP") == {}
    assert catalogue.of("BASE") == {}
    with pytest.raises(KeyError):
        catalogue.get("jp-reminder")


def test_codes_are_unique_and_know_their_jurisdiction():
    assert list(catalogue.KINDS) == [kind.code for kind in ALL]
    assert all(catalogue.of(kind.jurisdiction)[kind.code] is kind for kind in ALL)


@every_kind
def test_a_kind_has_all_that_it_is_asked_for(kind):
    assert kind.nature in kind_schema.NATURES
    assert kind.occasion.type in kind_schema.OCCASIONS + kind_schema.UNKNOWN_OCCASIONS
    assert kind.deadline is not None
    assert kind.channels and set(kind.channels) <= set(kind_schema.CHANNELS)
    assert kind.recipient in kind_schema.RECIPIENTS
    assert kind.languages == {"CN": ("zh-hans", "en"), "US": ("en", "es"), "GB": ("en",)}[kind.jurisdiction]
    assert set(kind.requires) <= set(CONTENTS)
    assert {"issuer", "contact", "complaint", "account", "date"} <= set(kind.requires)


@every_kind
def test_what_it_must_say_can_be_said(kind):
    """Its occasion brings every value that its contents are made of."""
    known = placeholders.of([kind])
    for content in kind.requires:
        assert set(CONTENTS[content].placeholders) <= set(known), content


@every_kind
def test_it_has_words_of_its_own(kind):
    assert kind_labels.title(kind.code) != kind.code
    assert kind_labels.occasion(kind.occasion)
    assert kind_labels.deadline(kind.deadline)
    assert bool(kind_labels.missing(kind)) != kind.can_be_triggered


def test_every_word_has_a_kind():
    assert set(kind_labels.KINDS) == set(catalogue.KINDS)
    assert set(kind_labels.MISSING) == set(kind_schema.UNKNOWN_OCCASIONS)
    assert set(kind_labels.LIMITS) == set(kind_schema.LIMITS)
    assert set(placeholders.GROUPS) == {*kind_schema.OCCASIONS, *kind_schema.UNKNOWN_OCCASIONS}
    assert tuple(Case.Kind.values) == kind_schema.CASE_KINDS


def test_titles_can_be_asked_in_any_language():
    with override("es"):
        assert kind_labels.title("cn-overdue", "en") == "Overdue notice"
    assert kind_labels.title("jp-reminder") == "jp-reminder"


class TestTheLawBehindThem:
    @every_kind
    def test_every_value_says_what_it_rests_on(self, kind):
        for section in (kind, kind.occasion, kind.deadline):
            for place, rule in section.rules.items():
                assert rule.grade in ("V1", "V2", "V3", "R", "P"), place
                assert bool(rule.cited) == (rule.grade in packs.schema.CITED and rule.force != "P"), place
                assert rule.source or not rule.cited, place

    @every_kind
    def test_what_is_statutory_rests_on_law(self, kind):
        assert kind.law.force != "P" or not kind.is_statutory
        assert not kind.is_statutory or kind.row

    def test_what_is_not_verified_cites_nothing(self):
        assert catalogue.get("us-estate").deadline.rule("law_days").cited == ""
        assert catalogue.get("us-estate").law.cited == "15 U.S.C. § 1651"
        assert catalogue.get("gb-default-sum").deadline.rule("law_days").cited == ""
        assert [rule.cited for rule in catalogue.get("us-cease-confirmation").rests_on] == [
            "",
            "47 CFR 64.1200(a)(12)",
        ]

    def test_a_deadline_says_whether_it_is_ours(self):
        arrears, report = catalogue.get("gb-sums-in-arrears"), catalogue.get("us-negative-notice")
        assert arrears.deadline.ours and arrears.deadline.limit == "next-statement"
        assert arrears.deadline.rule("limit").cited == "Consumer Credit Act 1974, s. 86C"
        assert report.deadline.ours and report.deadline.limit == "30-days-after-report"
        receipt = catalogue.get("us-dispute-receipt").deadline
        assert (receipt.days, receipt.law_days, receipt.ours) == (20, 30, True)

    def test_the_first_letter_of_china_says_what_its_article_asks(self):
        first = catalogue.get("cn-collection-first")
        assert {
            "recipient",
            "balance",
            "reason",
            "legal-basis",
            "rights",
            "duties",
            "query",
            "pay",
            "object",
            "evidence",
            "contact",
        } <= set(first.requires)
        assert first.sealed
        assert first.rule("requires").cited.endswith("第六十九条")


class TestTemper:
    """Later letters must not be harsher."""

    @every_kind
    def test_a_discretionary_notice_goes_to_nobody_current_and_offers_help(self, kind):
        if kind.is_discretionary:
            before = kind.occasion.type in kind_schema.BEFORE_PAST_DUE
            assert kind.while_past_due or before
            assert kind.invites
            assert kind.first or kind.gap_days or before

    def test_each_jurisdiction_has_one_first_reminder(self):
        assert [kind.code for kind in ALL if kind.first] == [
            "cn-overdue",
            "gb-early-difficulty",
            "us-reminder",
        ]

    def test_the_letters_of_a_family_are_asked_for_the_same(self):
        first, second = catalogue.get("cn-collection-first"), catalogue.get("cn-collection-second")
        assert (first.family, first.requires, first.channels) == (
            second.family,
            second.requires,
            second.channels,
        )
        assert (second.after, second.gap_days) == (first.code, 30)

    def test_serious_steps_are_released_by_a_second_person(self):
        serious = (
            "cn-adverse-report",
            "cn-outsourcing",
            "cn-limitation",
            "gb-default-notice",
            "gb-default-record",
        )
        assert all(catalogue.get(code).second_person for code in serious)
        assert all(kind.second_person for kind in ALL if kind.occasion.type == "corrected")


class TestHolds:
    def test_statutory_notices_go_as_the_pack_says(self):
        survives = catalogue.get("gb-sums-in-arrears").survives
        assert survives["breathing-space"] == "neutral"
        assert survives["bankruptcy"] == "counsel"
        assert survives["dispute"] == "undisputed"
        assert survives["represented"] == "go"
        assert "deceased" not in survives

    def test_only_the_estate_is_written_to_about_somebody_who_died(self):
        estates = [kind.code for kind in ALL if "deceased" in kind.survives]
        assert estates == ["cn-estate", "gb-estate", "us-estate"]

    def test_an_agreed_plan_ends_collection_in_china(self):
        collecting = [
            kind
            for kind in catalogue.of("CN").values()
            if kind.occasion.type in ("before-due", "in-grace", "past-due", "days-past-due")
        ]
        assert collecting
        assert not any("hardship-plan" in kind.survives for kind in collecting)
        assert catalogue.get("cn-overdue").rule("holds.hardship-plan").value == ""

    def test_discretionary_notices_stop_but_for_a_representative(self):
        for kind in ALL:
            if kind.is_discretionary:
                assert kind.survives == {"represented": "representative"}

    def test_what_asks_for_money_is_no_service(self):
        assert checks.services_ask_for_nothing() == []
        assert catalogue.get("us-hardship-offer").is_discretionary
        assert catalogue.get("cn-grace-reminder").is_discretionary
        asks = money_requests.found(shipped("us-hardship-offer", "en"), catalogue.get("us-help"))
        assert asks == "how_to_pay"

    def test_nothing_is_told_before_a_report_that_is_held(self):
        survives = catalogue.get("us-negative-notice").survives
        assert not {"breathing-space", "moratorium", "disaster", "our-error", "deceased"} & set(survives)
        assert survives["cease-contact"] == "go"
        assert "fraud-claim" not in catalogue.get("cn-adverse-report").survives

    def test_the_end_of_contact_is_confirmed_although_contact_stops(self):
        assert catalogue.get("us-cease-confirmation").survives["cease-contact"] == "go"
        assert "cease-contact" not in catalogue.get("us-help").survives
