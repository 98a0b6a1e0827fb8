"""Text in CSV files that no spreadsheet takes for a formula.

What would begin one stands behind an apostrophe; a text that begins with an apostrophe gets another, so that
the text is found again exactly. Numbers, telephone numbers too, stay as they are: they compute nothing.
"""

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?[\d ()./-]*\d[\d ()./-]*", re.ASCII)
_MARK = "'"


def as_text(value: str) -> str:
    """The text as a cell that is read as text."""
    begins = value.lstrip().startswith(_FORMULA) or value.startswith((*_FORMULA, _MARK))
    return f"{_MARK}{value}" if begins and not _NUMBER.fullmatch(value) else value


def original(cell: str) -> str:
    """The text of which ``as_text`` made the cell."""
    return cell[1:] if cell.startswith(_MARK) and as_text(cell[1:]) == cell else cell
