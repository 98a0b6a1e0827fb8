"""Files of the catalogue that cannot be used: everything wrong is told at once, with its place."""

import shutil

import pytest

from accounts import packs
from notices import checks
from notices.kinds import catalogue
from notices.kinds.catalogue import Catalogue, PackError


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
