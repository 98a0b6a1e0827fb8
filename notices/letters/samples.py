"""Example values of placeholders, for previews of what the book knows nothing of.

They belong together: parts add up, and days follow one another.
"""

import tomllib
from collections.abc import Mapping
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
    "opened_on": -1200, "statement_date": -24, "due_date": -1, "grace_ends": 2, "report_from": 15,
    "promise_made_on": -20, "promised_for": 3, "hold_from": 0,
    "case_opened_on": -12, "case_decide_by": 18, "case_decided_on": -1, "settled_on": -2,
    "up_to_date_on": -1, "earlier_as_of": -9,
    "offer_ends_on": 21, "plan_from": 0, "completed_on": -1, "instalment_due": 5, "cure_by": 19,
    "handed_over_on": 14, "default_sum_on": -3, "agreement_on": -1200, "remedy_by": 21, "answer_by": 60,
}  # fmt: skip
# Where what called for the letter moves them.
_DAYS_OF: Mapping[str, Mapping[str, int]] = {
    "before-due": {"statement_date": -13, "due_date": 7, "grace_ends": 10},
    "promise-made": {"promise_made_on": -1},
    "plan-instalment-missed": {"instalment_due": -1, "cure_by": 13},
}
_LATE, _MONTH = 35, 31
_AMOUNTS = {
    "balance": 1_028_450, "past_due": 123_450, "minimum_due": 186_900, "minimum_left": 186_900,
    "principal": 1_000_000, "interest": 23_450, "fees": 5_000, "promise_total": 60_000,
    "promise_paid": 20_000, "promised_amount": 30_000, "disputed_amount": 25_900, "earlier_past_due": 149_350,
    "corrected_past_due": 123_450, "earlier_minimum_left": 186_900, "corrected_minimum_left": 63_450,
    "plan_total": 1_028_450, "plan_left": 42_853, "instalment_amount": 42_853, "default_sum": 1_200,
    "default_sums_total": 2_400, "remedy_amount": 123_450, "persistent_principal": 41_000,
    "persistent_charges": 62_500,
}  # fmt: skip
_PARTS = money.split(_AMOUNTS["plan_total"], [1] * 24)
_NOT_OF_EVERY_PLAN = {"beside_statements", "review_after"}
_WHOLE = {"earlier_days_past_due": 35, "corrected_days_past_due": 4}


def completed(figures: Figures, kind: NoticeKind, language: str) -> Figures:
    """The figures with an example for every placeholder of the kind that has no value."""
    names = placeholders.of([kind]).keys() - figures.values.keys() - compose.OF_LETTERHEAD
    tongue = locale_formats.tongue(language)
    return figures.with_values({name: _example(name, kind, figures.as_of, tongue) for name in names})


def empty(kind: NoticeKind, language: str, currency: str, as_of: date) -> Figures:
    """Figures of nobody, reached by every channel."""
    reached = {"letter": "-", "email": "-", "sms": "-", "app": "-"}
    return Figures(kind.jurisdiction, currency, language, as_of, reached, {"as_of": as_of})


def _example(name: str, kind: NoticeKind, as_of: date, tongue: str) -> Any:
    placeholder = placeholders.PLACEHOLDERS[name]
    if placeholder.sort == DAY:
        return as_of + timedelta(days=_day(name, kind))
    if placeholder.sort == AMOUNT:
        return _AMOUNTS[name]
    if placeholder.sort == WHOLE:
        return _whole(name, kind)
    if placeholder.sort == FLAG:
        return name not in _NOT_OF_EVERY_PLAN
    if placeholder.sort == TABLE:
        return _rows(name, kind, as_of)
    return _text(name, kind, tongue)


def _late(kind: NoticeKind) -> int:
    """How many days late who gets the letter is, at least a month and some."""
    days = kind.occasion.days if kind.occasion.type == "days-past-due" else 0
    return max(_LATE, days or 0)


def _missed(kind: NoticeKind) -> int:
    """How many statements that makes, a month apart."""
    return _late(kind) // _MONTH + 1


def _day(name: str, kind: NoticeKind) -> int:
    of_kind = {
        "oldest_missed_due": -_late(kind),
        "oldest_missed_statement": -_late(kind) - 20,
        "persistent_from": -round((kind.occasion.count or 0) * 30.44),
        **_DAYS_OF.get(kind.occasion.type, {}),
    }
    return of_kind[name] if name in of_kind else _DAYS[name]


def _whole(name: str, kind: NoticeKind) -> int:
    of_kind = {"days_past_due": _late(kind), "statements_missed": _missed(kind)}
    return of_kind[name] if name in of_kind else _WHOLE[name]


def _text(name: str, kind: NoticeKind, tongue: str) -> Any:
    texts = TEXTS[tongue] | TEXTS.get(f"{tongue}-{kind.jurisdiction.lower()}", {})
    if kind.recipient == "estate" and name == "recipient_name":
        return texts["executor_name"]
    if kind.occasion.kinds == ("complaint",) and name == "case_reasons":
        return texts["complaint_reasons"]
    return "partly-upheld" if name == "case_outcome" else texts[name]


def _rows(name: str, kind: NoticeKind, as_of: date) -> list[Values]:
    if name == "promise_instalments":
        return [{"due": as_of + timedelta(days=days), "amount": 30_000} for days in (7, 21)]
    if name == "breakdown":
        return [{"part": part, "amount": _AMOUNTS[part]} for part in ("principal", "interest", "fees")]
    if name == "missed_statements":
        first = as_of - timedelta(days=_late(kind))
        shares = money.split(_AMOUNTS["past_due"], [1] * _missed(kind))
        return [_statement(first + timedelta(days=_MONTH * at), share) for at, share in enumerate(shares)]
    if name == "offer_options":
        return [_option("option-instalments", as_of)]
    return [
        {"due": as_of + timedelta(days=7 + 30 * number), "amount": amount}
        for number, amount in enumerate(_PARTS)
    ]


def _statement(due: date, amount: int) -> Values:
    return {"statement": due - timedelta(days=20), "due": due, "asked": amount, "unpaid": amount}


def _option(name: str, as_of: date) -> Values:
    last = as_of + timedelta(days=7 + 30 * (len(_PARTS) - 1))
    return {
        "option": name, "instalments": len(_PARTS), "each": max(_PARTS), "total": sum(_PARTS), "ends": last,
    }  # fmt: skip
