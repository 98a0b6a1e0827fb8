"""Lines of the log without what the database quotes of refused rows: that is a customer's."""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType

import psycopg2
from django.db.utils import Error

# States of SQL whose first line quotes a value already; of all others it names tables and constraints only.
_QUOTES_VALUES = ("22", "42601")
_QUOTED = re.compile(r"^(DETAIL|CONTEXT|QUERY|STATEMENT|LINE \d+):.*$", re.MULTILINE)


class Lines(logging.Formatter):
    """Formats a record; what an error of the database says is cut to its kind and what it is about."""

    def format(self, record: logging.LogRecord) -> str:
        errors = [] if not record.exc_info else [*_chain(record.exc_info[1])]
        arguments = record.args.values() if isinstance(record.args, dict) else record.args or ()
        errors += [each for argument in arguments for each in _chain(argument)]
        return _without_values(super().format(record), errors)


def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """An error that ends a command, on standard error; instead of ``sys.excepthook``."""
    lines = "".join(traceback.format_exception(kind, error, trace))
    sys.stderr.write(_without_values(lines, [*_chain(error)]))


def _without_values(text: str, errors: list[BaseException]) -> str:
    for error in errors:
        if isinstance(error, psycopg2.Error | Error):
            for said in (str(error), repr(error)):
                text = text.replace(said, _in_short(error)) if said else text
    return _QUOTED.sub("", text)


def _chain(error: object) -> Iterator[BaseException]:
    """The error and all that it came of, the last first."""
    seen: list[BaseException] = []
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if isinstance(each, BaseException) and each not in seen:
            seen.append(each)
            waiting += [each.__cause__, each.__context__]
    yield from seen


def _in_short(error: BaseException) -> str:
    """Its kind, its state and, where no value stands there, the first line."""
    cause = error if isinstance(error, psycopg2.Error) else error.__cause__
    state = (getattr(cause, "pgcode", None) or "") if cause else ""
    first = str(error).partition("\n")[0]
    is_data = state.startswith(_QUOTES_VALUES) or type(error).__name__ == "DataError"
    return f"{state} a value was refused".strip() if is_data else f"{state} {first}".strip()
