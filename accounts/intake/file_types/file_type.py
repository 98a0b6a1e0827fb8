"""What a kind of file is made of: columns, checks, and the parts that several kinds share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.intake import parsers
from accounts.intake.parsers import Parser

Step = str | Callable[[Any], None]  # a statement by its name, or what takes the cursor and no values


@dataclass(frozen=True)
class Column:
    parse: Parser
    type: str = "text"
    optional: bool = False  # the column may be missing
    empty: bool = False  # the value may be empty


@dataclass(frozen=True)
class Check:
    """Refuses the rows that meet the condition. The reason may name columns of the row, as ``{column}``."""

    field: str
    reason: str
    condition: str


@dataclass(frozen=True)
class Kind:
    """``key`` orders rows about the same thing: each is compared with what the one before it left."""

    name: str
    columns: Mapping[str, Column]
    key: str
    order: str
    matched: str  # the statement that puts the staged rows beside what they refer to
    beside: Callable[[Any], None] = lambda cursor: None  # lays out what only Python knows, before that
    checks: tuple[Check, ...] = ()
    amounts: tuple[str, ...] = ()
    control: str = ""  # the amount that a control sum adds up
    steps: tuple[Step, ...] = field(default=())
    refers: tuple[str, ...] = ()  # what ``matched`` adds to a row
    in_one_piece: bool = False  # what a row does depends on rows far from it
    in_turns: bool = True  # rows about the same thing are taken one after the other
    whole: str = ""  # rows alike in this column are one fact: where one of them is bad, so are all

    @property
    def required(self) -> frozenset[str]:
        return frozenset(name for name, column in self.columns.items() if not column.optional)


def too_fine(amount: str) -> str:
    """SQL: whether an amount is written with more decimals than its currency has, as 1.000 in CNY.

    ``.00`` in a currency without decimals is plain.
    """
    plain = f"r.places = 0 AND scale({amount}) = 2 AND {amount} = trunc({amount})"
    return f"scale({amount}) > r.places AND NOT ({plain})"


DAY = Column(parsers.day, "date")
LATER_DAY = Column(parsers.day, "date", optional=True, empty=True)
AMOUNT = Column(parsers.amount, "numeric")
AMOUNT_NOT_NEGATIVE = Column(parsers.not_negative, "numeric")
PART = Column(parsers.amount, "numeric", optional=True, empty=True)
REFERENCE = Column(parsers.required(64))
CONTACT = Column(parsers.text(254), empty=True)
FREE = Column(parsers.text(200), empty=True)

UNKNOWN_ACCOUNT = Check("account", "unknown account", "r.account_id IS NULL")
