"""Sentences as people write them in servicing letters, and as nobody may: kind ones pass, others are refused."""

from pathlib import Path

import pytest

from notices import content_rules

FOLDER = Path(__file__).parent / "sentences"
FINE = sorted(FOLDER.glob("*.good.txt"))
WRONG = sorted(FOLDER.glob("*.bad.txt"))


def sentences(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def language(path: Path) -> str:
    return path.name.partition(".")[0]


@pytest.mark.parametrize("path", FINE, ids=language)
def test_words_of_time_bereavement_lost_work_and_relief_pass(path):
    findings = {each: content_rules.check(each, language(path)) for each in sentences(path)}
    assert {each: found for each, found in findings.items() if found} == {}
    assert len(findings) > 40


@pytest.mark.parametrize("path", WRONG, ids=language)
def test_threats_shame_haste_other_people_and_typed_numbers_are_refused(path):
    lines = sentences(path)
    assert [each for each in lines if not content_rules.check(each, language(path))] == []
    assert len(lines) > 40
