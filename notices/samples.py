"""Example values of placeholders, for previews of what the book knows nothing of."""

from datetime import date, timedelta
from typing import Any

from notices import placeholders
from notices.figures import Figures
from notices.placeholders import AMOUNT, DAY, LINES, TABLE, WHOLE
from notices.terms import NoticeKind

_WHOLE = {"days_past_due": 12, "statements_missed": 2, "instalments": 12}
_TEXT = {
    "case_outcome": "partly-upheld",
    "recipient_name": "李㛃䶮𬱖",
    "cardholder_name": "李㛃䶮𬱖",
}


def completed(said: Figures, kind: NoticeKind) -> Figures:
    """The figures with an example for every placeholder of the kind that has no value."""
    names = placeholders.of([kind])
    return said.with_values({name: _example(name, said) for name in names})


def _example(name: str, said: Figures) -> Any:
    placeholder = placeholders.PLACEHOLDERS[name]
    if placeholder.sort == TABLE:
        columns = placeholder.columns or {}
        return [{key: _value(key, sort, said, row) for key, sort in columns.items()} for row in range(2)]
    return _value(name, placeholder.sort, said, 0)


def _value(name: str, sort: str, said: Figures, row: int) -> Any:
    if sort == DAY:
        return _day(said.as_of, row)
    if sort == AMOUNT:
        return 123_450 + 10_000 * row
    if sort == WHOLE:
        return _WHOLE.get(name, 3)
    if sort == LINES:
        return ["1 Example Street", "Example Town"]
    return _TEXT.get(name) or f"({name.replace('_', ' ')})"


def _day(as_of: date, row: int) -> date:
    return as_of + timedelta(days=14 + 30 * row)
