"""How templates are laid out; ``djade --check`` in ``make lint`` keeps the rest."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "servicing" / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
LONGEST = 120
GLUED = {"pieces.html", "version.html"}  # runs of one sentence: a line break would be a space in it
BLOCK = re.compile(r"<(?:section|table|thead|tbody|tr|ul|ol|dl|form|fieldset|details|h[1-4]|nav)\b")
CONTROL = re.compile(r"\{% (?:if|for|with) ")
INSIDE_A_TAG = re.compile(r"<[a-z][^<>]*>")


def lines(*, without: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Each line of each template, with its file and number."""
    for path in TEMPLATES:
        if path.name not in without:
            for number, line in enumerate(path.read_text().splitlines(), start=1):
                yield f"{path.relative_to(FOLDER)}:{number}", line


def test_no_line_is_long():
    assert [place for place, line in lines() if len(line) > LONGEST] == []


def test_a_line_opens_one_block_of_html_or_of_the_template():
    assert [
        place
        for place, line in lines(without=GLUED)
        if len(BLOCK.findall(line)) > 1 or len(CONTROL.findall(INSIDE_A_TAG.sub("", line))) > 1
    ] == []


def test_a_partial_is_used():
    """A template that nothing renders or includes is deleted."""
    sources = [*TEMPLATES, *(Path(settings.BASE_DIR) / "servicing").rglob("*.py")]
    text = "\n".join(path.read_text() for path in sources)
    named = {str(path.relative_to(FOLDER)) for path in TEMPLATES if path.parent != FOLDER}
    unused = {name for name in named if f'"{name}"' not in text}
    chosen_in_code = {name for name in unused if f'"{name.rpartition("/")[0]}/{{' in text}
    assert unused - chosen_in_code == set()
