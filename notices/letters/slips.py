"""What is torn off a letter or copied from it: what a payment has to name, or the answer to an offer."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from notices.kinds.schema import NoticeKind
from notices.letters import locale_formats, payment_codes
from notices.letters.figures import Figures
from notices.models import Letterhead
from notices.wordings import substitution
from notices.wordings.parts import Template

# What a payment is for, the first that is named.
_ASKED = ("past_due", "minimum_left", "plan_left", "instalment_amount", "remedy_amount")


@dataclass(frozen=True, slots=True)
class Slip:
    """Names and values, answers to tick, and what is written by hand under them.

    ``code``: the picture of a payment code, as SVG, where the currency has a standard for one.
    """

    heading: str
    rows: tuple[tuple[str, str], ...]
    answers: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    code: str = ""

    @property
    def code_name(self) -> str:
        return f"{sha256(self.code.encode()).hexdigest()}.svg" if self.code else ""

    def printed(self, code_alt: str) -> dict[str, Any]:
        """As ``letter.typ`` wants it. ``code_alt``: what the picture is, for those who do not see it."""
        code = {"file": self.code_name, "alt": code_alt} if self.code else None
        return {
            "heading": self.heading, "rows": self.rows, "answers": self.answers, "signed": self.signed,
            "code": code,
        }  # fmt: skip


def of(
    template: Template, kind: NoticeKind, figures: Figures, letterhead: Letterhead, values: Mapping[str, str]
) -> Slip | None:
    """The slip of a letter: under an offer the answers, else for a payment where it says how to make one."""
    if kind.occasion.type == "plan-offered":
        return _answer(template.language, values)
    used = substitution.names(template)
    if "pay_to" not in used or "pay_to" not in values:
        return None
    asked = next((name for name in _ASKED if name in used and name in values), "")
    amount = {"amount": values[asked]} if asked else {}
    named = {"pay_to": values["pay_to"], "payment_reference": values["reference"]}
    cents = figures.values.get(asked, 0)
    has_code = figures.currency == payment_codes.CURRENCY and bool(letterhead.iban)
    account = _account(letterhead) if has_code else {}
    rows = _named({**named, **account, **amount}, template.language)
    code = payment_codes.svg(payment_codes.of(letterhead, cents, values["reference"])) if has_code else ""
    return Slip(locale_formats.word("payment_slip", template.language), rows, code=code)


def _answer(language: str, values: Mapping[str, str]) -> Slip:
    """What can be said to an offer, each answer with a box."""
    return Slip(
        heading=locale_formats.word("answer_slip", language),
        rows=_named({"reference": values["reference"]}, language),
        answers=tuple(locale_formats.word("answers", language)),
        signed=tuple(locale_formats.word(name, language) for name in ("signature", "date")),
    )


def _account(letterhead: Letterhead) -> dict[str, str]:
    iban = {"iban": payment_codes.in_groups(letterhead.iban)}
    return iban | ({"bic": letterhead.bic} if letterhead.bic else {})


def _named(values: Mapping[str, str], language: str) -> tuple[tuple[str, str], ...]:
    return tuple((str(locale_formats.word(name, language)), value) for name, value in values.items())
