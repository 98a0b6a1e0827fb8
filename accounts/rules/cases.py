"""Where a case stands, as its steps add up, and the days by which something is to be done about it.

A case is never edited: each thing done is a step, and a wrong step is taken back by a later one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from accounts.dates import months_later

OPENED, ACKNOWLEDGED, DECIDED, REOPENED = "opened", "acknowledged", "decided", "reopened"
EXTENSION_ASKED, EXTENDED, NOT_EXTENDED = "extension-asked", "extended", "not-extended"
REDRESS, CREDITED, SETTLED, TAKEN_BACK = "redress", "credited", "settled", "taken-back"
NOTED, AMENDED = "noted", "amended"
STEPS = (
    OPENED, ACKNOWLEDGED, EXTENSION_ASKED, EXTENDED, NOT_EXTENDED, DECIDED, REDRESS, CREDITED, SETTLED,
    REOPENED, TAKEN_BACK, NOTED, AMENDED,
)  # fmt: skip
ANSWERS = (EXTENDED, NOT_EXTENDED, TAKEN_BACK)
# A decision is left by reopening. An extension goes with the request that it answered.
CAN_BE_TAKEN_BACK = (ACKNOWLEDGED, EXTENSION_ASKED, REDRESS, SETTLED, NOTED)

UPHELD, PARTLY_UPHELD, REJECTED, WITHDRAWN = "upheld", "partly-upheld", "rejected", "withdrawn"
OUTCOMES = (UPHELD, PARTLY_UPHELD, REJECTED, WITHDRAWN)

OPEN = "open"
STATES = (OPEN, DECIDED)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done. ``number`` orders steps; ``of`` is the step that this one answers or takes back.

    ``until``: the day by which the case is to be decided, at opening, as asked for and as extended; the fresh
    due date of a decision. ``amount``, in minor units: what the issuer is to credit; of an amendment, what is
    disputed from then on, on the ``statement`` of that date where none was named before.
    """

    number: int
    kind: str
    on: date
    until: date | None = None
    amount: int = 0
    outcome: str = ""
    of: int | None = None
    statement: date | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What the steps add up to. ``asked``: the request for an extension that nobody has answered.

    ``upheld``, ``redress``: what the issuer is to credit to the account; ``credited_on``: the day on which
    all of it had come. ``settled``: it is not expected any more, as it came in another way. ``disputed``: the
    amount as it was corrected, if it was; ``statement``: the one named with it, if none was named before.
    """

    state: str = OPEN
    resolve_by: date | None = None
    acknowledged_on: date | None = None
    asked: int | None = None
    extensions: int = 0
    outcome: str = ""
    decided_on: date | None = None
    fresh_due_on: date | None = None
    upheld: int = 0
    redress: int = 0
    credited_on: date | None = None
    settled: bool = False
    disputed: int | None = None
    statement: date | None = None

    @property
    def credit(self) -> int:
        """What is expected of the issuer in all."""
        return 0 if self.settled else self.upheld + self.redress


def progress(steps: Iterable[Step]) -> Progress:
    """Where a case with these steps stands."""
    stands = Progress()
    for step in standing(steps):
        stands = replace(stands, **_CHANGES[step.kind](stands, step))
    return stands


def standing(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps that nobody took back, in their order; what answers one that was is gone with it."""
    in_order = sorted(steps, key=lambda step: step.number)
    taken_back = {step.of for step in in_order if step.kind == TAKEN_BACK}
    for step in in_order:
        if step.kind == TAKEN_BACK or step.number in taken_back:
            continue
        if step.of in taken_back:
            taken_back.add(step.number)
        else:
            yield step


_EXPECTED_ANEW = {"credited_on": None, "settled": False}
# What each step changes. A case reopened is as it was before it was decided; its clock goes on as it was
# fixed, so what is late stays late.
_CHANGES: dict[str, Callable[[Progress, Step], dict[str, Any]]] = {
    OPENED: lambda stands, step: {"resolve_by": step.until},
    ACKNOWLEDGED: lambda stands, step: {"acknowledged_on": step.on},
    EXTENSION_ASKED: lambda stands, step: {"asked": step.number},
    EXTENDED: lambda stands, step: {
        "asked": None, "resolve_by": step.until, "extensions": stands.extensions + 1
    },
    NOT_EXTENDED: lambda stands, step: {"asked": None},
    DECIDED: lambda stands, step: {
        "state": DECIDED, "asked": None, "outcome": step.outcome, "decided_on": step.on,
        "fresh_due_on": step.until, "upheld": step.amount, **_EXPECTED_ANEW,
    },
    REDRESS: lambda stands, step: {"redress": stands.redress + step.amount, **_EXPECTED_ANEW},
    CREDITED: lambda stands, step: {"credited_on": step.on},
    SETTLED: lambda stands, step: {"settled": True},
    NOTED: lambda stands, step: {},
    AMENDED: lambda stands, step: {
        "disputed": step.amount, "statement": step.statement or stands.statement
    },
    REOPENED: lambda stands, step: {
        "state": OPEN, "outcome": "", "decided_on": None, "fresh_due_on": None, "upheld": 0, **_EXPECTED_ANEW
    },
}  # fmt: skip


def end_of_cycles(opened_on: date, statement: date, cycles: int) -> date:
    """The end of so many complete billing cycles after opening, by one known statement date.

    The cycle that is running on the day of opening is not complete, so it is not counted: 12 CFR
    1026.13(c)(2). Later statements are expected in steps of a month, whether or not they are in the book.
    """
    months = 12 * (opened_on.year - statement.year) + opened_on.month - statement.month - 1
    while months_later(statement, months) < opened_on:
        months += 1
    return months_later(statement, months + cycles)


@dataclass(frozen=True, slots=True)
class Expected:
    """What one case expects the issuer to credit to the account, from the day it was opened on."""

    number: int
    opened_on: date
    amount: int


@dataclass(slots=True)
class Credited:
    """What is still missing of what a case expects, and the day on which the last of the rest came."""

    missing: int
    on: date | None = None


def credited(expected: Iterable[Expected], credits: Iterable[tuple[date, int]]) -> dict[int, Credited]:
    """What has come for each case of one account. ``credits`` are posting days and amounts.

    A credit goes to the oldest case that was open by then and still expects something; what is over goes to
    the next, so that no money counts for two.
    """
    cases = sorted(expected, key=lambda case: (case.opened_on, case.number))
    credits_of = {case.number: Credited(case.amount) for case in cases}
    for day, amount in sorted(credits):
        over = amount
        for case in cases:
            if case.opened_on <= day and (taken := min(over, credits_of[case.number].missing)):
                over -= taken
                credits_of[case.number] = Credited(credits_of[case.number].missing - taken, day)
    return credits_of
