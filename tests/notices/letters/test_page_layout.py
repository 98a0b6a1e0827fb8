"""Letters as pages: what the window of an envelope shows, how small letters are, and what a second page begins with."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import pytest
from pypdf import PageObject, PdfReader

from notices import typesetting
from tests.notices.letters.test_render import EVERY, printed, written

POINTS_A_MM = 72 / 25.4
SMALLEST, BODY = 8, 10.5


@dataclass(frozen=True)
class Run:
    """A piece of text: where its line stands, in millimetres from the top left, and its size in points."""

    text: str
    x: float
    y: float
    size: float


def runs(page: PageObject) -> list[Run]:
    found, height = [], float(page.mediabox.height)

    def see(text, cm, tm, _font, size) -> None:
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if text.strip():
            found.append(Run(text.strip(), x / POINTS_A_MM, (height - y) / POINTS_A_MM, abs(size * tm[0])))

    page.extract_text(visitor_text=see)
    return found


@cache
def pages(code: str, language: str) -> list[list[Run]]:
    return [runs(page) for page in PdfReader(BytesIO(printed(written(code, language)))).pages]


def close_up(texts) -> str:
    return "".join("".join(texts).split())


# Days, amounts and telephone numbers, as they are read.
WHOLE = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日|人民币-?[\d,.]+元|[$£]-?[\d,.]*\d|\d{1,2} [A-Z]\w+ \d{4}|[A-Z]\w+ \d{1,2}, \d{4}"
    r"|\d{1,2} de \w+ de \d{4}|\d+(?:-\d+)+|\d{3,4} \d{3} \d{4}"
)


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_neither_a_day_nor_an_amount_nor_a_number_is_broken(code, language):
    letter = written(code, language)
    lines = {line for page in pages(code, language) for line in rows(page)}
    for text in (line for part in letter.parts for line in part.lines):
        for whole in WHOLE.findall(text.replace("\N{NO-BREAK SPACE}", " ")):
            assert any(close_up(whole) in line for line in lines), whole


def rows(page: list[Run]) -> list[str]:
    """What stands on each line of a page, without spaces."""
    by_line: dict[int, list[Run]] = defaultdict(list)
    for run in page:
        by_line[round(run.y)].append(run)
    return [
        close_up(run.text for run in sorted(of_line, key=lambda run: run.x)) for of_line in by_line.values()
    ]


LONG_AND_SHORT = (
    "plan-offer",
    "plan-agreed",
    "correction",
    "cn-overdue",
    "us-reminder",
    "gb-sums-in-arrears",
)


@pytest.mark.parametrize(("code", "language"), [each for each in EVERY if each[0].endswith(LONG_AND_SHORT)])
class TestALetter:
    def test_shows_its_address_in_the_window_and_nothing_else(self, code, language):
        letter = written(code, language)
        envelope = typesetting.envelope(letter.jurisdiction)
        window = envelope["window"]
        first, *_ = pages(code, language)
        seen = [
            run for run in first
            if window["x"] - 0.1 <= run.x < window["x"] + window["width"]
            and window["y"] <= run.y <= window["y"] + window["height"]
        ]  # fmt: skip
        assert close_up(run.text for run in seen) == close_up(letter.recipient)
        beside = [run for run in first if window["y"] <= run.y < envelope["body"] and run not in seen]
        assert min(run.x for run in beside) >= envelope["facts"] - 0.1

    def test_is_large_enough_to_be_read(self, code, language):
        body = typesetting.envelope(written(code, language).jurisdiction)["body"]
        for page in pages(code, language):
            assert min(run.size for run in page) >= SMALLEST
        first, *_ = pages(code, language)
        assert min(run.size for run in first if body < run.y < max(r.y for r in first) - 10) >= BODY

    def test_says_on_each_later_page_whose_it_is_and_leaves_no_sentence_alone_there(self, code, language):
        letter = written(code, language)
        for page in pages(code, language)[1:]:
            assert close_up(run.text for run in page).startswith(
                close_up([letter.recipient[0], letter.reference])
            )
            assert len({round(run.y) for run in page if run.size >= BODY}) >= 4
