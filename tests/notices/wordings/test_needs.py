"""What a letter needs is told beforehand, and it is so: without the optional it goes, without the rest it fails."""

import csv
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command

from notices.kinds import catalogue, placeholders
from notices.kinds.placeholders import FLAG, PLACEHOLDERS
from notices.letters import compose
from notices.letters import render as rendering
from notices.letters.render import RenderError
from notices.wordings import needs
from notices.wordings import versions as wording_versions
from tests.notices.letters.test_render import EVERY, head, said


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_without_the_optional_it_goes_and_without_the_rest_it_fails(code, language):
    kind = catalogue.get(code)
    template = wording_versions.shipped(wording_versions.name_of(kind), language)
    figures = said(code, language)
    own = head(kind.jurisdiction, language)
    needed = needs.of(template)
    assert set(placeholders.FRAME) <= {need.name for need in needed}
    left_out = {need.name for need in needed if need.is_optional}
    hinges = {each.needs for each in template.paragraphs if each.needs}
    bare = replace(
        figures, values={k: v for k, v in figures.values.items() if k not in left_out and k not in hinges}
    )
    rendering.write(template, kind, bare, without_advice(own) if "debt_advice" in left_out else own)
    for name in {need.name for need in needed} - left_out - compose.OF_LETTERHEAD - {"address_lines"}:
        without = replace(bare, values={k: v for k, v in bare.values.items() if k != name})
        with pytest.raises(RenderError, match="missing-value"):
            rendering.write(template, kind, without, own)


def without_advice(own):
    own.debt_advice = ""
    return own


def test_law_s_own_notices_need_no_split_of_the_balance_in_china():
    template = wording_versions.shipped("cn-overdue", "zh-hans")
    optional = {need.name for need in needs.of(template) if need.is_optional}
    assert optional == {"breakdown", "debt_advice"}


def test_only_what_law_asks_for_fails_without_the_split_of_a_balance():
    """An offer in China must say what the debt is made of, and so must the validation of one in the United States."""
    asking = {code for code, kind in catalogue.KINDS.items() if "breakdown" in kind.requires}
    failing = {code for code, language in EVERY if not _leaves_out_the_split(code, language)} & asking
    assert failing == {"cn-plan-offer", "us-validation"}


def _leaves_out_the_split(code, language):
    template = wording_versions.shipped(wording_versions.name_of(catalogue.get(code)), language)
    return "breakdown" in {need.name for need in needs.of(template) if need.is_optional}


def test_the_list_names_every_kind_and_where_each_value_comes_from(capsys):
    call_command("notice_needs")
    rows = list(csv.DictReader(StringIO(capsys.readouterr().out)))
    assert {row["kind"] for row in rows} == set(catalogue.KINDS)
    unknown = {row["kind"] for row in rows if row["source"] == "no fact of the book yet"}
    assert all(not catalogue.get(code).can_be_triggered for code in unknown)
    (split,) = [
        row
        for row in rows
        if (row["kind"], row["language"], row["value"]) == ("cn-overdue", "en", "breakdown")
    ]
    assert (split["source"], split["without"]) == (
        "statements.csv, its columns principal, interest and fees", "left-out",
    )  # fmt: skip
    assert all(PLACEHOLDERS[row["value"]].sort != FLAG for row in rows)
