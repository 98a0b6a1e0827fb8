"""How templates are laid out; ``djade --check`` in ``make lint`` keeps the rest."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "servicing" / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
LONGEST = 120
GLUED = {"pieces.html", "version.html"}  # runs of one sentence: a line break would be a space in it
BLOCK = re.compile(r"<(?:section|table|thead|tbody|tr|ul|ol|dl|form|fieldset|details|h[1-4]|nav)\b")
CONTROL = re.compile(r"\{% (?:if|for|with) ")
INSIDE_A_TAG = re.compile(r"<[a-z][^<>]*>")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
class TestTemplate:
    def test_no_line_is_long(self, path):
        lines = path.read_text().splitlines()
        assert [number for number, line in enumerate(lines, start=1) if len(line) > LONGEST] == []

    def test_a_line_opens_one_block_of_html_or_of_the_template(self, path):
        if path.name in GLUED:
            return
        for line in path.read_text().splitlines():
            assert len(BLOCK.findall(line)) <= 1, line
            assert len(CONTROL.findall(INSIDE_A_TAG.sub("", line))) <= 1, line


def test_a_partial_is_used():
    """A template that nothing renders or includes is deleted."""
    sources = [*TEMPLATES, *(Path(settings.BASE_DIR) / "servicing").rglob("*.py")]
    text = "\n".join(path.read_text() for path in sources)
    named = {str(path.relative_to(FOLDER)) for path in TEMPLATES if path.parent != FOLDER}
    unused = {name for name in named if f'"{name}"' not in text}
    chosen_in_code = {name for name in unused if f'"{name.rpartition("/")[0]}/{{' in text}
    assert unused - chosen_in_code == set()
