"""Packs: the figures of the three that are here, and what is said of files that cannot be used."""

import shutil
from datetime import time
from fractions import Fraction

import pytest

from accounts import packs
from accounts.packs import PackError, PackRegistry

JAPAN = """
[pack]
name = "Japan"
time_zone = "Asia/Tokyo"
country = "JP"
currency = "JPY"

[law.RULE]
citation = "a rule, art. 1"
grade = "V1"
force = "LAW"
source = "https://example.org/rule"

[floors]
grace_days = { value = 2, by = "RULE" }
"""


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(packs.FOLDER, tmp_path / "packs")
    return tmp_path / "packs"


def complaints(folder) -> list[str]:
    with pytest.raises(PackError) as error:
        len(PackRegistry(folder))
    return str(error.value).splitlines()


def test_three_jurisdictions_have_packs():
    assert list(packs.PACKS) == ["CN", "GB", "US"]
    assert [pack.calendar for pack in packs.PACKS.values()] == ["CN", "GB-ENG", "US"]


def test_china_in_figures():
    pack = packs.of("CN")
    assert (pack.floors.grace_days, pack.floors.least_days, pack.floors.tolerance) == (3, 0, {"CNY": 1000})
    assert (pack.contact.opens, pack.contact.closes) == (time(8), time(22))
    assert pack.contact.weekdays == set(range(7))
    unanswered, answered = pack.contact.caps
    assert (unanswered.counts, unanswered.each_channel, unanswered.most, unanswered.days) == (
        "unanswered",
        True,
        6,
        1,
    )
    assert (answered.counts, answered.channels, answered.most, answered.days) == ("answered", {"call"}, 3, 1)
    complaint = pack.cases["complaint"]
    assert (complaint.resolve_days, complaint.extensions) == (15, (30, 60))
    assert (pack.observation.least_periods, pack.observation.least_months) == (2, 12)
    assert pack.retention["contact"].least_months == 24
    assert pack.retention["oral-plan"].until_settled


def test_the_united_states_in_figures():
    pack = packs.of("US")
    assert (pack.floors.least_days, pack.rolls) == (21, True)
    contacts, calls = pack.contact.caps
    assert (contacts.most, contacts.days, contacts.channels) == (
        3,
        7,
        {"call", "sms", "email", "app", "letter"},
    )
    assert (calls.most, calls.days, calls.channels) == (2, 7, {"call", "sms"})
    assert {cap.per for cap in pack.contact.caps} == {"person"}
    assert pack.contact.rest_days_after_conversation == 7
    assert (pack.contact.opens, pack.contact.closes) == (time(8), time(21))
    dispute = pack.cases["dispute"]
    assert (dispute.acknowledge_days, dispute.resolve_days, dispute.least_days_after_rejection) == (
        30,
        90,
        10,
    )
    limits = pack.reage
    assert (limits.least_age_months, limits.least_payments) == (9, 3)
    assert (limits.once_in_months, limits.twice_in_months) == (12, 60)


def test_britain_in_figures():
    pack = packs.of("GB")
    assert (pack.holds["breathing-space"].length_days, pack.holds["breathing-space"].once_in_months) == (
        60,
        12,
    )
    assert pack.holds["mental-health-crisis"].length_days is None
    preparation = pack.holds["plan-preparation"]
    assert (preparation.length_days, preparation.extension_days) == (30, 30)
    assert (pack.contact.opens, pack.contact.closes) == (time(8), time(21))


@pytest.mark.parametrize(
    ("jurisdiction", "codes"),
    [
        (
            "CN",
            {
                0: "N",
                1: "1",
                30: "1",
                31: "2",
                60: "2",
                90: "3",
                91: "4",
                150: "5",
                180: "6",
                181: "7",
                900: "7",
            },
        ),
        ("US", {0: "11", 29: "11", 30: "71", 60: "78", 89: "78", 90: "80", 150: "83", 179: "83", 180: "84"}),
        ("JP", {0: "", 100: ""}),
    ],
)
def test_days_past_due_have_one_code(jurisdiction, codes):
    pack = packs.of(jurisdiction)
    assert {days: pack.credit_codes.of(days) for days in codes} == codes


def test_china_has_two_tables_of_classes():
    classes = packs.of("CN").asset_classes
    days = (0, 1, 90, 91, 120, 121, 180, 181, 270, 271, 360, 361)
    assert [classes["2011"].of(day) for day in days[:8]] == [
        "normal", "special-mention", "special-mention", "substandard", "substandard", "doubtful", "doubtful",
        "loss",
    ]  # fmt: skip
    assert [classes["2023"].of(day) for day in days[6:]] == [
        "substandard", "substandard", "substandard", "doubtful", "doubtful", "loss",
    ]  # fmt: skip


def test_a_jurisdiction_without_a_pack_sends_nothing():
    pack = packs.of("JP")
    assert (pack.code, pack.contact, pack.sends, pack.calendar) == ("JP", None, False, "")
    assert not any(place.startswith("contact.") for place in pack.leaves)
    assert set(pack.holds) == set(packs.HOLD_KINDS)
    assert (pack.promises.first_within_days, pack.promises.least_share) == (14, Fraction(1, 2))
    assert packs.of("base").contact is None


@pytest.mark.parametrize("jurisdiction", ["CN", "US", "GB", "JP"])
def test_every_value_says_what_it_rests_on(jurisdiction):
    for place, rule in packs.of(jurisdiction).leaves.items():
        assert rule.value is not None, place
        assert rule.grade in ("V1", "V2", "V3", "R", "P"), place
        assert rule.origin in (jurisdiction, "BASE"), place
        assert bool(rule.cited) == (rule.grade in ("V1", "V2", "V3") and rule.force != "P"), place
        assert rule.source or not rule.cited, place


def test_what_is_recalled_only_or_binds_others_cites_nothing():
    assert packs.of("GB").credit_codes.rule("1").cited == ""
    assert packs.of("US").contact.rule("rest_days_after_conversation").cited == ""
    assert packs.of("US").floors.rule("least_days").cited == "15 U.S.C. § 1666b(a)"
    assert packs.of("GB").floors.rule("least_days").origin == "BASE"


def test_holds_have_the_switches_of_the_rules():
    kinds = packs.of("JP").holds
    assert {name for name, kind in kinds.items() if kind.pauses_ageing} == {
        "hardship-plan", "breathing-space", "mental-health-crisis", "moratorium", "disaster", "payment-holiday",
        "our-error",
    }  # fmt: skip
    assert {name for name, kind in kinds.items() if "account" in kind.binds} == {
        "hardship-plan", "plan-preparation", "dispute", "fraud-claim", "complaint", "time-barred", "our-error",
    }  # fmt: skip
    assert kinds["deceased"].stops_contact == "executor"
    assert kinds["represented"].stops_discretionary == "representative"
    assert kinds["dispute"].holds_reporting == "amount"


def test_another_file_is_another_jurisdiction(folder):
    (folder / "jp.toml").write_text(JAPAN)
    pack = PackRegistry(folder).of("JP")
    assert (pack.name, pack.floors.grace_days, pack.sends) == ("Japan", 2, False)
    assert pack.floors.rule("grace_days").cited == "a rule, art. 1"
    assert pack.holds["deceased"] == packs.of("CN").holds["deceased"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("[floors]", "jp.toml: cannot be read: Cannot declare ('floors',) twice"),
        ("[flors]", "jp.toml: flors: not one of the sections pack, floors"),
        ("[rolling]\nby = 'RULE'\nrols = true", "jp.toml: rolling.rols: unknown key"),
        ("[rolling]\nrolls = true", "jp.toml: rolling.rolls: by is missing: every value names the row of law"),
        ("[rolling]\nby = 'RULES'\nrolls = true", "jp.toml: rolling.rolls: rests on RULES, which is no row of law"),
        ("[rolling]\nby = 'RULE'\nrolls = 1", "jp.toml: rolling.rolls: 1 is not true or false"),
        ("[rolling]\nrolls = {value = true, by = 'RULE', why = ''}", "jp.toml: rolling.rolls: unknown key why"),
        ("[promises]\nby = 'RULE'\ngrace_days = -1", "jp.toml: promises.grace_days: -1 is below zero"),
        ("[promises]\nby = 'RULE'\ngrace_days = '1'", "jp.toml: promises.grace_days: '1' is not a whole number"),
        ("[promises]\nby = 'RULE'\nleast_share = '3/2'", "jp.toml: promises.least_share: '3/2' is not a share"),
        ("[promises]\nby = 'RULE'\ntolerance.JPY = '0.5'", "jp.toml: promises.tolerance.JPY: 0.5 has more decimals"),
        ("[promises]\nby = 'RULE'\ntolerance.yen = '5'", "jp.toml: promises.tolerance.yen: 'yen' is no currency code"),
        ("[holds.flood]\nby = 'RULE'\nlength_days = 3", "jp.toml: holds.flood.length_days: unknown key"),
        ("[holds.disaster]\nby = 'RULE'\nstops_contact = 'some'", "jp.toml: holds.disaster.stops_contact: 'some' is not one of"),
        ("[holds.disaster]\nby = 'RULE'\npasses = 'service'", "jp.toml: holds.disaster.passes: 'service' is not a list"),
        ("[contact]\nby = 'RULE'\nopens = 08:00:00", "jp.toml: contact.closes: missing"),
        ("[contact]\nby = 'RULE'\nopens = '08:00'", "jp.toml: contact.opens: '08:00' is not a time of day"),
        ("[credit_codes]\nby = 'RULE'\nA = [0, 29]\nB = [31]", "jp.toml: credit_codes.B: begins on day 31, where day 30 is next"),
        ("[credit_codes]\nby = 'RULE'\nA = [0, 29]\nB = [29]", "jp.toml: credit_codes.B: begins on day 29, where day 30 is next"),
        ("[credit_codes]\nby = 'RULE'\nA = [0]\nB = [30]", "jp.toml: credit_codes.B: begins on day 30, where nothing may follow"),
        ("[credit_codes]\nby = 'RULE'\nA = [1]", "jp.toml: credit_codes.A: begins on day 1, where day 0 is next"),
        ("[credit_codes]\nby = 'RULE'\nA = [0, 29]", "jp.toml: credit_codes.A: the last band must have no end"),
        ("[asset_classes.x]\nby = 'RULE'\nA = 0", "jp.toml: asset_classes.x.A: 0 is not a list"),
        ("[cases.complaint]\nby = 'RULE'\nextensions = [15]", "jp.toml: cases.complaint: a later clock ends before"),
        ("[reage]\nby = 'RULE'\ntwice_in_months = 6", "jp.toml: reage.twice_in_months: shorter than once_in_months"),
        ("[law.OTHER]\ncitation = 'a rule'", "jp.toml: law.OTHER: force: not one of"),
        ("[law.OTHER]\ncitation = 'a rule'\nforce = 'LAW'", "jp.toml: law.OTHER: grade: not one of"),
        ("[law.OTHER]\ncitation = 'a rule'\nforce = 'P'\ngrade = 'P'", "jp.toml: law.OTHER: citation: our own policy"),
        ("[law.OTHER]\ncitation = 'a rule'\nforce = 'LAW'\ngrade = 'V2'", "jp.toml: law.OTHER: source: missing"),
        ("[law]\nOTHER = 3", "jp.toml: law.OTHER: not a table of texts"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_with_its_place(folder, line, complaint):
    (folder / "jp.toml").write_text(JAPAN + line if line != "[law]\nOTHER = 3" else line)
    assert any(said.startswith(complaint) for said in complaints(folder)), complaints(folder)


CONTACT = """
[contact]
by = "RULE"
opens = 08:00:00
closes = 20:00:00
weekdays = [0, 1, 2, 3, 4]
on_holidays = false
hourless = []
rest_days_after_conversation = 0
"""


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("20:00:00", "08:00:00"), "jp.toml: contact.closes: not after opens"),
        (("[0, 1, 2, 3, 4]", "[7]"), "jp.toml: contact.weekdays: weekdays are 0 for Monday to 6 for Sunday"),
        (
            (
                "[contact]",
                "[contact.purposes.service]\nchannels = {value = ['visit'], by = 'RULE'}\n[contact]",
            ),
            "jp.toml: contact.purposes.service.channels: a visit is permitted to nobody",
        ),
        (
            (
                "[contact]",
                "[contact.caps.all]\nby = 'RULE'\ncounts = 'attempt'\nchannels = ['call']\neach_channel = false\n"
                "per = 'person'\ndays = 0\nmost = 3\n[contact]",
            ),
            "jp.toml: contact.caps.all.days: nothing is counted",
        ),
    ],
)
def test_contact_rules_must_fit_together(folder, change, complaint):
    (folder / "jp.toml").write_text(JAPAN + CONTACT)
    assert PackRegistry(folder).of("JP").sends
    (folder / "jp.toml").write_text(JAPAN + CONTACT.replace(*change))
    assert complaints(folder) == [complaint]


def test_a_pack_asks_for_no_less_than_the_base(folder):
    base = folder / "base.toml"
    base.write_text(
        base.read_text().replace("grace_days = 0\nleast_days = 0", "grace_days = 1\nleast_days = 0")
    )
    (folder / "gb.toml").write_text(
        (folder / "gb.toml").read_text() + "\n[floors]\ngrace_days = {value = 0, by = 'policy'}\n"
    )
    assert complaints(folder) == ["gb.toml: floors.grace_days: below the base, which asks for 1"]


def test_everything_wrong_is_told_at_once(folder):
    (folder / "jp.toml").write_text(JAPAN.replace('"Japan"', '""').replace("Asia/Tokyo", "Asia/Tokio"))
    (folder / "a_b.toml").write_text(JAPAN)
    assert complaints(folder) == [
        "a_b.toml: the name of the file is no jurisdiction: letters, digits and hyphens, 2 to 16",
        "jp.toml: pack.name: missing",
        "jp.toml: pack.time_zone: 'Asia/Tokio' is no time zone",
    ]


def test_there_must_be_a_base(tmp_path):
    assert complaints(tmp_path)[0].startswith("base.toml: cannot be read: ")
