"""The command by which sentences are held against the rules from outside (rules, section 11)."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

SENTENCES = (
    "We are sorry for your loss.\nWe will call the police, and your boss.\r\n\nPay within three days.\n"
)


def checked(monkeypatch, capsys, text: str, language: str) -> tuple[int, list[dict[str, str]]]:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    code = 0
    try:
        call_command("check_wording", "--language", language)
    except SystemExit as ended:
        code = ended.code
    return code, list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_those_refused_with_their_line_and_why(monkeypatch, capsys):
    code, rows = checked(monkeypatch, capsys, SENTENCES, "en")
    assert code == 1
    assert [row["line"] for row in rows] == ["2", "4"]
    assert "authority" in rows[0]["reason"].split(";")
    assert rows[1]["text"] == "Pay within three days."


@pytest.mark.parametrize("language", ["zh-hans", "zh_Hans", "zh"])
def test_nothing_refused_is_a_good_end(monkeypatch, capsys, language):
    assert checked(monkeypatch, capsys, "如您已经还款，请不必理会本函。\n", language) == (0, [])


def test_a_language_without_lists_is_refused():
    with pytest.raises(CommandError, match="no lists"):
        call_command("check_wording", "--language", "tlh")
