"""The catalogue: every notice that the law lists, with what it rests on; and files that cannot be used."""

import shutil

import pytest
from django.utils.translation import override

from accounts import packs
from accounts.models import Case
from notices import checks
from notices.kinds import catalogue, placeholders
from notices.kinds import labels as kind_labels
from notices.kinds import schema as kind_schema
from notices.kinds.catalogue import Catalogue, PackError
from notices.kinds.required_content import CONTENTS
from notices.wordings import asking
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
        "": ["cn-help", "cn-complaint-receipt", "cn-promise-made", "cn-up-to-date", "cn-correction"],
    },
    "US": {
        "US-N2": ["us-reminder"],
        "US-N3": ["us-negative-notice", "us-negative-notice-after"],
        "US-N4": ["us-hardship-offer", "us-hardship-offer-again"],
        "US-N5": ["us-plan-terms"],
        "US-N7": ["us-dispute-receipt", "us-dispute-result"],
        "US-N9": ["us-validation"],
        "US-N12": ["us-estate"],
        "US-N13": ["us-cease-confirmation", "us-plan-rejected"],
        "": [
            "us-help",
            "us-complaint-receipt",
            "us-complaint-result",
            "us-promise-made",
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
            "gb-complaint-receipt",
            "gb-complaint-result",
            "gb-estate",
            "gb-promise-made",
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
        asks = asking.found(shipped("us-hardship-offer", "en"), catalogue.get("us-help"))
        assert asks == "past_due"

    def test_nothing_is_told_before_a_report_that_is_held(self):
        survives = catalogue.get("us-negative-notice").survives
        assert not {"breathing-space", "moratorium", "disaster", "our-error", "deceased"} & set(survives)
        assert survives["cease-contact"] == "go"
        assert "fraud-claim" not in catalogue.get("cn-adverse-report").survives

    def test_the_end_of_contact_is_confirmed_although_contact_stops(self):
        assert catalogue.get("us-cease-confirmation").survives["cease-contact"] == "go"
        assert "cease-contact" not in catalogue.get("us-help").survives


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(catalogue.FOLDER, tmp_path / "catalogue")
    return tmp_path / "catalogue"


def complaints(folder) -> list[str]:
    with pytest.raises(PackError) as error:
        Catalogue(folder, packs.PACKS).load()
    return str(error.value).splitlines()


HELP = """
[kinds.gb-extra]
by = "policy"
nature = "service"
occasion = { type = "promise-broken" }
deadline = { days = 2 }
channels = ["letter"]
requires = ["help"]
recipient = "cardholder"
"""


def test_another_kind_is_another_table(folder):
    (folder / "gb.toml").write_text((folder / "gb.toml").read_text() + HELP)
    kind = Catalogue(folder, packs.PACKS)["gb-extra"]
    assert (kind.nature, kind.deadline.days, kind.deadline.ours, kind.languages) == (
        "service",
        2,
        True,
        ("en",),
    )
    assert kind.law.cited == ""


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('nature = "service"', 'nature = "urgent"', "nature: 'urgent' is not one of statutory, discretionary, service"),
        ('nature = "service"', 'nature = "statutory"', "nature: statutory rests on a row of law, not on our own policy"),
        ('nature = "service"', 'nature = "discretionary"', "while_past_due: a discretionary notice goes to nobody who is current"),
        ('nature = "service"', 'nature = "discretionary"', "gap_days: missing: how long after the last discretionary notice it may go"),
        ('nature = "service"', 'nature = "discretionary"', "invites: a discretionary notice carries the help invitation"),
        ('nature = "service"\n', "", "nature: missing"),
        ("promise-broken", "stage-m1", "occasion.type: 'stage-m1' is not one of before-due"),
        ('type = "promise-broken"', 'type = "days-past-due"', "occasion.days: missing: days-past-due wants it"),
        ('"promise-broken"', '"promise-broken", days = 3', "occasion.days: does not belong to promise-broken"),
        ('type = "promise-broken"', 'type = "missed-minimums"', "occasion.count: missing: missed-minimums wants it"),
        ('type = "promise-broken"', 'type = "hold-placed"', "occasion.kinds: missing: hold-placed wants it"),
        ('"promise-broken"', '"case-opened", kinds = ["quarrel"]', "occasion.kinds: quarrel is not one of dispute, fraud-claim, complaint"),
        ('"promise-broken"', '"promise-broken", after = 3', "occasion.after: unknown key"),
        ('type = "promise-broken"', 'type = "estate"', "recipient: estate belongs to the occasion estate, and to no other"),
        ("days = 2", "days = -2", "deadline.days: -2 is below zero"),
        ("days = 2", "working = true", "deadline.days: missing"),
        ("days = 2", "days = 2, law_days = 2", "deadline.days: not before the day that law names"),
        ("days = 2", "days = 2, working = true, law_days = 7", "deadline.days: not before the day that law names"),
        ("days = 2", 'days = 2, limit = "soon"', "deadline.limit: 'soon' is not one of 3-days-before-due"),
        ('["letter"]', '["call"]', "channels: 'call' is not one of letter, email, sms, app"),
        ('["letter"]', "[]", "channels: names nothing"),
        ('["letter"]', '["letter", "letter"]', "channels: letter stands there twice"),
        ('["help"]', '["threat"]', "requires: threat is no content that a letter can have"),
        ('["help"]', '["date"]', "requires: date stands there twice"),
        ('"cardholder"', '"employer"', "recipient: 'employer' is not one of liable, cardholder, representative, estate"),
        ('"cardholder"', '"cardholder"\nlouder = true', "louder: unknown key"),
        ('"cardholder"', '"cardholder"\nafter = "gb-extra"', "after: gb-extra is no other kind of this jurisdiction"),
        ('"cardholder"', '"cardholder"\nafter = "us-reminder"', "after: us-reminder is no other kind of this jurisdiction"),
        ('"cardholder"', '"cardholder"\nstopped_by = ["flood"]', "stopped_by: 'flood' is not one of hardship-plan"),
        ('"cardholder"', '"cardholder"\ngoes_under = { flood = "go" }', "goes_under.flood: flood is no kind of hold"),
        ('"cardholder"', '"cardholder"\ngoes_under = { minor = "loud" }', "goes_under.minor: 'loud' is not one of go"),
        ('"cardholder"', '"cardholder"\nrests_on = ["UK-999"]', "rests_on: UK-999 is no row of law"),
        ('by = "policy"', 'by = "UK-999"', "nature: rests on UK-999, which is no row of law"),
        ('by = "policy"\n', "", "nature: by is missing: every value names the row of law that it rests on"),
        ('"cardholder"', '"cardholder"\nfamily = "gb-extras"\n' + HELP.replace("gb-extra", "gb-more") + 'family = "gb-extras"\ninvites = true', None),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_with_its_place(folder, old, new, complaint):
    (folder / "gb.toml").write_text((folder / "gb.toml").read_text() + HELP.replace(old, new))
    said = complaint or "invites: not as in gb-extra, of the same family"
    place = "gb-extra" if complaint else "gb-more"
    assert any(line.startswith(f"gb.toml: kinds.{place}.{said}") for line in complaints(folder)), complaints(
        folder
    )


@pytest.mark.parametrize(
    ("name", "change", "complaint"),
    [
        ("gb.toml", ("gb-help", "us-help"), "gb.toml: kinds.us-help: no code such as gb-overdue: small letters"),
        ("gb.toml", ("gb-help", "gb_help"), "gb.toml: kinds.gb_help: no code such as gb-overdue: small letters"),
        ("gb.toml", ("[every]", "[all]"), "gb.toml: all: not one of the sections every, kinds"),
        ("gb.toml", ('languages = ["en"]', "languages = []"), "gb.toml: kinds.gb-early-difficulty.languages: names nothing"),
        ("gb.toml", ('languages = ["en"]\n', ""), "gb.toml: every.languages: missing"),
        ("gb.toml", ("first = true", "gap_days = 3"), "gb.toml: kinds: exactly one is the first reminder of an episode: none is"),
        ("gb.toml", ("[law.UK-86C]", "[law.UK-BS-11]"), "gb.toml: law.UK-BS-11: stands in the pack already"),
        ("gb.toml", ('grade = "V1"', 'grade = "A"'), "gb.toml: law.UK-86C: grade: not one of"),
        ("us.toml", ('grade = "R"', 'grade = "V2"'), "us.toml: law.US-DEC-30: source: missing"),
        ("us.toml", ("[every]", "every]"), "us.toml: cannot be read:"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_whole_file_is_told(folder, name, change, complaint):
    file = folder / name
    file.write_text(file.read_text().replace(*change))
    assert any(line.startswith(complaint) for line in complaints(folder)), complaints(folder)


def test_a_catalogue_stands_beside_a_pack(folder):
    shutil.copy(folder / "gb.toml", folder / "jp.toml")
    assert complaints(folder) == ["jp.toml: there is no pack of this name"]


def test_everything_wrong_is_told_at_once(folder):
    for name in ("cn.toml", "us.toml"):
        file = folder / name
        file.write_text(file.read_text().replace('recipient = "cardholder"', 'recipient = "neighbour"', 1))
    said = "'neighbour' is not one of liable, cardholder, representative, estate"
    assert complaints(folder) == [
        f"cn.toml: kinds.cn-pre-due-reminder.recipient: {said}",
        f"us.toml: kinds.us-reminder.recipient: {said}",
    ]


def test_it_is_asked_before_any_command_runs(folder, monkeypatch):
    assert checks.kinds_can_be_used() == []
    (folder / "gb.toml").write_text("[every]\nlouder = true")
    monkeypatch.setattr(checks, "KINDS", Catalogue(folder, packs.PACKS))
    [error] = checks.kinds_can_be_used()
    assert (error.id, error.msg) == (
        "notices.E001",
        "gb.toml: every.louder: by is missing: every value names the row of law that it rests on",
    )
