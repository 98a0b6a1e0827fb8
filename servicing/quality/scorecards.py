"""The questions of a review, its pass mark and the size of the sample: as an administrator last set them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.acts import Act
from servicing.models import Scorecard
from servicing.models.quality import Subject

YES, NO, DOES_NOT_APPLY = "yes", "no", "does-not-apply"
ANSWERS = {YES: _("Yes"), NO: _("No"), DOES_NOT_APPLY: _("Does not apply")}
PASS_MARK = 80  # percent of yes
SHIPPED_TEXTS: dict[str, Any] = {
    "identity": _("Was it checked who speaks before the debt was spoken of?"),
    "figures-said": _("Were amounts and days said as they are on file?"),
    "listened": _("Was the customer asked what the reason is, and heard out?"),
    "help-offered": _("Was help offered where there was a sign that paying is difficult?"),
    "no-pressure": _("Was there no pressure, no threat and nothing untrue?"),
    "written-down": _("Was what was agreed written down, all of it and correctly?"),
    "right-person": _("Did it go to the right person, at the address they wish?"),
    "figures-printed": _("Do amounts and days agree with the account on that day?"),
    "right-letter": _("Is it the letter that the situation asks for?"),
    "help-named": _("Does it name the help there is, and how to ask for it?"),
    "language": _("Is it in the language that the customer wishes?"),
}
_DECISIVE = {"identity", "help-offered", "no-pressure", "right-person", "figures-printed"}
_SHIPPED: dict[str, tuple[int, tuple[str, ...]]] = {  # of a thousand, and questions
    Subject.CALL: (
        20,
        ("identity", "figures-said", "listened", "help-offered", "no-pressure", "written-down"),
    ),
    Subject.LETTER: (2, ("right-person", "figures-printed", "right-letter", "help-named", "language")),
}


@dataclass(frozen=True)
class Question:
    """``decisive``: a no to it fails the whole. ``code``: one that comes with the program, else empty."""

    own_text: str
    decisive: bool
    code: str = ""

    @property
    def text(self) -> str:
        """In the reader's language, where it comes with the program."""
        return str(SHIPPED_TEXTS[self.code]) if self.code in SHIPPED_TEXTS else self.own_text

    def stored(self) -> dict[str, Any]:
        return {"code": self.code, "text": self.text, "decisive": self.decisive}


@dataclass(frozen=True)
class Result:
    """``score``: the percentage of yes among the answers that apply; all where none does."""

    score: int
    passed: bool


def shipped(subject: str) -> Scorecard:
    """What comes with the program, until an administrator sets something else."""
    per_thousand, codes = _SHIPPED[subject]
    questions = [Question("", code in _DECISIVE, code).stored() for code in codes]
    return Scorecard(subject=subject, per_thousand=per_thousand, pass_mark=PASS_MARK, questions=questions)


def in_force(subject: str) -> Scorecard:
    return Scorecard.objects.filter(subject=subject).order_by("-pk").first() or shipped(subject)


def questions(card: Scorecard) -> list[Question]:
    return [question(each) for each in card.questions]


def question(stored: dict[str, Any]) -> Question:
    return Question(stored["text"], stored["decisive"], stored["code"])


def change(
    subject: str, asked: Sequence[Question], *, per_thousand: int, pass_mark: int, act: Act
) -> Scorecard:
    """From now on the sample is drawn and reviewed by this; what was reviewed before stays as it is."""
    return Scorecard.objects.create(
        subject=subject, per_thousand=per_thousand, pass_mark=pass_mark, made_by=act.by, made_at=act.at,
        questions=[each.stored() for each in asked],
    )  # fmt: skip


def result(card: Scorecard, answers: Sequence[str]) -> Result:
    """Passed where no decisive question got a no, and enough of those that apply got a yes."""
    asked = questions(card)
    applying = [answer for answer in answers if answer != DOES_NOT_APPLY]
    score = 100 * applying.count(YES) // len(applying) if applying else 100
    failed = any(each.decisive and answer == NO for each, answer in zip(asked, answers, strict=True))
    return Result(score, not failed and score >= card.pass_mark)
