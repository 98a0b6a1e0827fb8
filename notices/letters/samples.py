"""Example values of placeholders, for previews of what the book knows nothing of.

They belong together: parts add up, and days follow one another.
"""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from accounts import money
from notices.kinds import placeholders
from notices.kinds.placeholders import AMOUNT, DAY, FLAG, TABLE, WHOLE
from notices.kinds.schema import NoticeKind
from notices.letters import compose, locale_formats
from notices.letters.figures import Figures, Values

TEXTS = tomllib.loads((Path(__file__).parent / "samples.toml").read_text(encoding="utf-8"))
# Days from the day of the letter.
_DAYS = {
    "opened_on": -1200, "statement_date": -24, "due_date": -1, "grace_ends": 2, "oldest_missed_due": -35,
    "oldest_missed_statement": -55, "report_from": 15, "promise_made_on": -20, "promised_for": 3,
    "hold_from": 0,
    "case_opened_on": -12, "case_decide_by": 18, "case_decided_on": -1, "settled_on": -2,
    "up_to_date_on": -1, "earlier_as_of": -9,
    "offer_ends_on": 21, "plan_from": 7, "completed_on": -1, "instalment_due": 5, "cure_by": 15,
    "handed_over_on": 14, "default_sum_on": -3, "agreement_on": -1200, "remedy_by": 21,
    "persistent_from": -548, "answer_by": 60,
}  # fmt: skip
_AMOUNTS = {
    "balance": 1_028_450, "past_due": 123_450, "minimum_due": 186_900, "minimum_left": 186_900,
    "principal": 1_000_000, "interest": 23_450, "fees": 5_000, "promise_total": 60_000,
    "promise_paid": 20_000, "promised_amount": 30_000, "disputed_amount": 25_900, "earlier_past_due": 149_350,
    "corrected_past_due": 123_450, "earlier_minimum_left": 186_900, "corrected_minimum_left": 63_450,
    "plan_total": 1_028_450, "instalment_amount": 42_853, "default_sum": 1_200, "default_sums_total": 2_400,
    "remedy_amount": 123_450, "persistent_principal": 41_000, "persistent_charges": 62_500,
}  # fmt: skip
_PARTS = money.split(_AMOUNTS["plan_total"], [1] * 24)
_NOT_OF_EVERY_PLAN = {"beside_statements", "review_after"}
_WHOLE = {
    "days_past_due": 35, "statements_missed": 2, "earlier_days_past_due": 35, "corrected_days_past_due": 4,
}  # fmt: skip


def completed(figures: Figures, kind: NoticeKind, language: str) -> Figures:
    """The figures with an example for every placeholder of the kind that has no value."""
    names = placeholders.of([kind]).keys() - figures.values.keys() - compose.OF_LETTERHEAD
    return figures.with_values(
        {name: _example(name, figures.as_of, locale_formats.tongue(language)) for name in names}
    )


def empty(kind: NoticeKind, language: str, currency: str, as_of: date) -> Figures:
    """Figures of nobody, reached by every channel."""
    reached = {"letter": "-", "email": "-", "sms": "-", "app": "-"}
    return Figures(kind.jurisdiction, currency, language, as_of, reached, {"as_of": as_of})


def _example(name: str, as_of: date, tongue: str) -> Any:
    placeholder = placeholders.PLACEHOLDERS[name]
    if placeholder.sort == DAY:
        return as_of + timedelta(days=_DAYS[name])
    if placeholder.sort == AMOUNT:
        return _AMOUNTS[name]
    if placeholder.sort == WHOLE:
        return _WHOLE[name]
    if placeholder.sort == FLAG:
        return name not in _NOT_OF_EVERY_PLAN
    if placeholder.sort == TABLE:
        return _rows(name, as_of)
    return "partly-upheld" if name == "case_outcome" else TEXTS[tongue][name]


def _rows(name: str, as_of: date) -> list[Values]:
    if name == "promise_instalments":
        return [{"due": as_of + timedelta(days=days), "amount": 30_000} for days in (7, 21)]
    if name == "breakdown":
        return [{"part": part, "amount": _AMOUNTS[part]} for part in ("principal", "interest", "fees")]
    if name == "missed_statements":
        return [
            _missed(as_of - timedelta(days=55), 60_000),
            _missed(as_of - timedelta(days=24), 63_450),
        ]
    if name == "offer_options":
        return [_option("option-instalments", as_of)]
    return [
        {"due": as_of + timedelta(days=7 + 30 * number), "amount": amount}
        for number, amount in enumerate(_PARTS)
    ]


def _missed(statement: date, amount: int) -> Values:
    return {
        "statement": statement,
        "due": statement + timedelta(days=20),
        "asked": amount,
        "unpaid": amount,
    }


def _option(name: str, as_of: date) -> Values:
    last = as_of + timedelta(days=7 + 30 * (len(_PARTS) - 1))
    return {
        "option": name, "instalments": len(_PARTS), "each": max(_PARTS), "total": sum(_PARTS), "ends": last,
    }  # fmt: skip
