"""The shipped words of every kind, and how new ones come into force."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from accounts.acts import Act
from notices.kinds import catalogue, placeholders, required_content
from notices.models import TemplateVersion
from notices.wordings import checks as wording_checks
from notices.wordings import shipped as shipped_words
from notices.wordings import substitution
from notices.wordings import versions as wording_versions
from notices.wordings.parts import UnknownBlock, blocks, parts_of

SHIPPED = [
    (name, language) for name, each in wording_versions.names().items() for language in each[0].languages
]
NAME, LANGUAGE = "us-reminder", "en"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = AT.date()


# A prescribed form whose text nobody has read yet: no notice of it can be made.
def shipped(name=NAME, language=LANGUAGE):
    return wording_versions.shipped(name, language)


def parts(**changed):
    return {**parts_of(shipped()), **changed}


def said(text, **more):
    """The parts of the shipped reminder with one more paragraph."""
    return parts(paragraphs=[*parts()["paragraphs"], {"text": text, **more}])


def why(made):
    return [(fault.place, str(fault.why)) for fault in wording_versions.faults(made)]


def of(changed, name=NAME, language=LANGUAGE):
    return wording_versions.made(name, language, 0, changed)


@pytest.mark.parametrize(("name", "language"), SHIPPED)
def test_every_shipped_template_passes_and_says_what_its_kinds_require(name, language):
    made = shipped(name, language)
    assert wording_versions.faults(made) == []
    assert wording_versions.missing(made) == []


def test_there_are_no_files_but_those_of_the_catalogue():
    files = {(path.parent.parent.name, path.stem) for path in Path(shipped_words.FOLDER).rglob("*.toml")}
    assert files == set(SHIPPED)


@pytest.mark.parametrize("code", catalogue.KINDS)
def test_later_notices_of_a_family_differ_in_facts_only(code):
    """They have the same words, whatever the day and the language."""
    kind = catalogue.get(code)
    family = [other for other in catalogue.KINDS.values() if kind.family and other.family == kind.family]
    for other in family:
        assert wording_versions.name_of(other) == kind.family
        assert wording_versions.language_for(other.code, "es") == wording_versions.language_for(code, "es")


@pytest.mark.parametrize(("name", "language"), SHIPPED)
def test_what_may_follow_is_said_in_one_set_of_words(name, language):
    said = {p.text for p in shipped(name, language).paragraphs if p.part == "what-may-follow"}
    assert said <= {blocks(name.split("-")[0], language)["what-may-follow"].text}


@pytest.mark.parametrize("pack", ["cn", "us", "gb"])
def test_blocks_are_the_same_in_every_language_of_a_pack(pack):
    for kind in catalogue.of(pack.upper()).values():
        each = [blocks(pack, language) for language in kind.languages]
        assert all(set(one) == set(each[0]) for one in each)
        for name in each[0]:
            opens = [{place.name for place in substitution.places(one[name].text)} for one in each]
            assert all(one == opens[0] for one in opens), name


@pytest.mark.parametrize("name", wording_versions.names())
def test_the_languages_of_a_kind_say_the_same(name):
    each = [shipped(name, language) for language in wording_versions.names()[name][0].languages]
    assert all(substitution.names(one) == substitution.names(each[0]) for one in each)
    assert all(
        [p.table for p in one.paragraphs if p.table] == [p.table for p in each[0].paragraphs if p.table]
        for one in each
    )


def test_locked_blocks_cite_and_are_exempt():
    model = [p for p in shipped("us-negative-notice").paragraphs if p.locked]
    assert [p.citation for p in model] == ["12 CFR 1022, App. B, B-1"]
    assert model[0].text.startswith("We may report information about your account to credit bureaus.")
    assert f"paragraphs.{shipped('us-negative-notice').paragraphs.index(model[0])}.text" not in dict(
        shipped("us-negative-notice").texts()
    )


def test_every_requirement_can_be_met_and_every_placeholder_of_it_exists():
    known = {name for content in required_content.CONTENTS.values() for name in content.placeholders}
    assert known <= set(placeholders.PLACEHOLDERS)


class TestFaults:
    def test_a_text_is_found_at_its_place(self):
        made = of(said("Please pay, or the police will know."))
        found = list(wording_versions.faults(made))
        text = made.paragraphs[-1].text
        assert [(f.place, text[f.start : f.end]) for f in found] == [
            (f"paragraphs.{len(made.paragraphs) - 1}.text", "police")
        ]
        assert not wording_versions.is_ready(made)

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("You owe {{ debt }}.", "There is no such placeholder."),
            ("By {{ plan_from }}.", "Not every notice of this kind has it."),
            ("{{ balance | upcase }}", "Braces hold the name of a placeholder, and nothing else."),
            ("{% if balance %}x{% endif %}", "Braces hold the name of a placeholder, and nothing else."),
            ("{{ balance", "Braces hold the name of a placeholder, and nothing else."),
            ("{{ missed_statements }}", "It has several lines or columns, and stands alone."),
            ("x" * 4001, "It is too long."),
            (" ", "This is empty."),
        ],
    )  # fmt: skip
    def test_what_a_paragraph_may_not_be(self, text, reason):
        assert reason in {reason for _place, reason in why(of(said(text)))}

    @pytest.mark.parametrize("place", ["title", "email_subject", "sms"])
    def test_no_part_is_empty_or_exempt(self, place):
        assert (place, "This is empty.") in why(of(parts(**{place: ""})))
        assert place in {
            fault.place for fault in wording_versions.faults(of(parts(**{place: "Final notice"})))
        }

    @pytest.mark.parametrize(
        "text", ["Your overdue card", "Su pago vencido", "您的逾期信用卡", "{{ past_due }}"]
    )
    @pytest.mark.parametrize("place", ["email_subject", "sms"])
    def test_what_is_read_on_a_locked_screen_names_neither_debt_nor_delay(self, place, text):
        reason = "Whoever sees the screen reads it: it names neither debt nor delay."
        assert (place, reason) in why(of(parts(**{place: text})))

    def test_where_to_complain_is_no_part_of_a_sentence(self):
        broken, whole = "Complain to {{ complaint_channel }}.", "To complain: {{ complaint_channel }}."
        reason = "These are words of their own: they stand after a colon or in brackets."
        assert [reason in {why_ for _place, why_ in why(of(said(text)))} for text in (broken, whole)] == [
            True,
            False,
        ]

    @pytest.mark.parametrize(
        "text", ["To pay: {{ how_to_pay }}.", "Please pay the balance.", "Of it {{ past_due }}."]
    )
    def test_a_service_never_asks_for_money(self, text):
        kept = parts_of(shipped("us-help"))
        made = of({**kept, "paragraphs": [*kept["paragraphs"], {"text": text}]}, "us-help")
        assert (
            "paragraphs",
            "It asks for money, which a service never does: only what was agreed may be named.",
        ) in why(made)

    def test_a_table_and_a_part_are_of_the_lists(self):
        made = of(
            parts(paragraphs=[{"table": "plan_instalments"}, {"table": "x"}, {"text": "a", "part": "x"}])
        )
        assert why(made)[-3:] == [
            ("paragraphs.0.table", "Not every notice of this kind has it."),
            ("paragraphs.1.table", "There is no such table."),
            ("paragraphs.2.part", "There is no such part."),
        ]

    def test_what_is_required_and_not_said_is_named(self):
        kept = [p for p in parts()["paragraphs"] if p.get("block") not in ("help", "pay")]
        assert wording_versions.missing(of(parts(paragraphs=kept))) == ["pay", "help"]

    def test_a_block_is_one_of_the_pack(self):
        with pytest.raises(UnknownBlock):
            of(parts(paragraphs=[{"block": "of-no-pack"}]))

    def test_the_words_of_a_block_are_not_the_versions_to_change(self):
        made = of(parts(paragraphs=[{"block": "help", "text": "Pay or else."}]))
        assert made.paragraphs[0].text == blocks("us", "en")["help"].text


class TestFilling:
    def test_values_are_put_in_as_they_are(self):
        assert (
            substitution.fill("Dear {{ a }},{{a}}", {"a": "{{ b }} <李娜>"})
            == "Dear {{ b }} <李娜>,{{ b }} <李娜>"
        )

    @pytest.mark.parametrize("values", [{}, {"b": "x"}, {"a": ""}])
    def test_a_blank_is_refused(self, values):
        with pytest.raises(substitution.CannotBeFilled):
            substitution.fill("{{ a }}", values)

    @pytest.mark.parametrize(
        "text",
        ["{{ a | size }}", "{% for x in (1..9) %}{% endfor %}", "{{ a.b }}", "{{ a[0] }}", "{{ 'x' }}", "}}"],
    )
    def test_nothing_but_a_placeholder_is_filled(self, text):
        with pytest.raises(substitution.CannotBeFilled):
            substitution.fill(text, {"a": "1"})

    def test_a_long_output_is_refused(self):
        with pytest.raises(substitution.CannotBeFilled):
            substitution.fill("{{ a }}" * 50, {"a": "x" * 1000})

    def test_every_placeholder_of_a_template_is_filled(self):
        made = shipped("cn-collection", "zh-hans")
        values = {name: f"<{name}>" for name in substitution.names(made)}
        done = substitution.filled(made, values)
        assert "{{" not in done.title + done.sms + "".join(p.text for p in done.paragraphs)
        assert [p.table for p in done.paragraphs if p.table] == ["missed_statements", "breakdown"]


@pytest.mark.parametrize(
    ("kind", "reader", "written"),
    [
        ("cn-overdue", "zh-Hans", "zh-hans"), ("cn-overdue", "zh_CN", "zh-hans"), ("cn-overdue", "fr", "zh-hans"),
        ("cn-overdue", "EN", "en"), ("us-reminder", "es-US", "es"), ("us-reminder", "", "en"), ("gb-help", "es", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_readers_or_the_packs_first(kind, reader, written):
    assert wording_versions.language_for(kind, reader) == written


@pytest.mark.django_db
class TestVersions:
    def draft(self, by="writer", **changed):
        return wording_versions.draft(
            NAME, LANGUAGE, parts(**(changed or {"title": "A reminder"})), Act(by=by, at=AT)
        )

    def approve(self, version, by="approver", on=TODAY):
        wording_versions.approve(version, Act(by=by, at=AT), effective_from=on)
        version.refresh_from_db()

    def in_force(self, day):
        return wording_versions.in_force(NAME, LANGUAGE, day)

    def refused(self, code, version, **said):
        with pytest.raises(wording_versions.TemplateError) as refusal:
            self.approve(version, **said)
        assert refusal.value.code == code

    def test_the_first_is_in_force_until_another_is(self):
        version = self.draft()
        assert self.in_force(TODAY) == shipped()
        self.approve(version, on=TODAY + timedelta(days=3))
        assert self.in_force(TODAY + timedelta(days=2)).number == 1
        assert self.in_force(TODAY + timedelta(days=3)).title == "A reminder"
        assert wording_versions.in_force(NAME, "es", TODAY + timedelta(days=3)).number == 1

    def test_of_two_the_later_day_counts_then_the_later_number(self):
        second, third = self.draft(title="Second"), self.draft(title="Third")
        self.approve(third)
        self.approve(second, on=TODAY + timedelta(days=1))
        assert [self.in_force(TODAY + timedelta(days=n)).title for n in (0, 1)] == ["Third", "Second"]

    def test_withdrawn_it_gives_way_to_the_one_before(self):
        version = self.draft()
        self.approve(version)
        wording_versions.withdraw(version, Act(by="approver", at=AT))
        assert self.in_force(TODAY).number == 1
        with pytest.raises(wording_versions.TemplateError):
            wording_versions.withdraw(version, Act(by="approver", at=AT))

    def test_nobody_approves_their_own(self):
        self.refused("own", self.draft(), by="writer")

    def test_whoever_wrote_any_of_it_is_a_writer(self):
        version = self.draft()
        wording_versions.revise(version, parts(title="Other"), Act(by="second", at=AT))
        version.refresh_from_db()
        self.refused("own", version, by="second")
        self.refused("own", version, by="writer")
        self.approve(version, by="third")

    def test_no_bad_word_and_no_gap_is_approved(self):
        self.refused("faults", self.draft(title="Final notice"))
        self.refused("faults", self.draft(paragraphs=[{"text": "Please call us."}]))

    def test_it_is_not_in_force_before_it_is_approved(self):
        self.refused("past", self.draft(), on=TODAY - timedelta(days=1))

    def test_approved_words_never_change(self):
        version = self.draft()
        self.approve(version)
        self.refused("approved", version)
        with pytest.raises(wording_versions.TemplateError):
            wording_versions.revise(version, parts(title="Other"), Act(by="writer", at=AT))

        for wrong in ({"parts": parts(title="Other")}, {"effective_from": TODAY - timedelta(days=9)}):
            with pytest.raises(IntegrityError), transaction.atomic():
                TemplateVersion.objects.filter(pk=version.pk).update(**wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            version.delete()

    def test_a_draft_given_up_stays_given_up(self):
        version = self.draft()
        wording_versions.withdraw(version, Act(by="writer", at=AT))
        self.refused("withdrawn", version)

    def test_the_database_holds_it_too(self):
        version = self.draft()
        for wrong in (
            {"approved_at": AT, "approved_by": "writer", "effective_from": TODAY},
            {"approved_at": AT},
            {"number": 1},
            {"withdrawn_at": AT},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                TemplateVersion.objects.filter(pk=version.pk).update(**wrong)

    def test_what_is_kept_makes_the_same_words(self):
        version = self.draft(**parts_of(shipped()))
        assert wording_versions.of(version).sha256 == shipped().sha256
        assert (
            self.draft(title="Other")
            and wording_versions.of(version).sha256 != of(parts(title="Other")).sha256
        )


def test_a_fault_of_wording_says_why():
    fault = wording_checks.faults(of(said("You have 24 hours.")), wording_versions.names()[NAME])[0]
    assert "deadline" in str(fault.why)
