"""Reviewing what the sample holds: by somebody else, once; and what the colleague makes of it."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from accounts.acts import Act, ActRefused
from servicing.models import QualityReview
from servicing.quality import scorecards


def waiting(username: str) -> QuerySet[QualityReview]:
    """Those that nobody has looked at yet, without one's own; the longest waiting first."""
    return QualityReview.objects.filter(reviewed_at=None).exclude(colleague=username).order_by("day", "pk")


def to_correct() -> QuerySet[QualityReview]:
    """Those of which something is asked that nobody has put right yet."""
    return (
        QualityReview.objects.filter(corrected_at=None).exclude(correction="").order_by("reviewed_at", "pk")
    )


def results_of(username: str) -> QuerySet[QualityReview]:
    """What reviews of a colleague's own work found, the newest first."""
    own = QualityReview.objects.filter(colleague=username, reviewed_at__isnull=False)
    return own.order_by("-reviewed_at", "-pk")


def is_new(username: str) -> QuerySet[QualityReview]:
    """Results that the colleague has not seen, or has still to put something right after."""
    open_ = Q(seen_at=None) | ~Q(correction="") & Q(corrected_at=None)
    return results_of(username).filter(open_)


def decide(review: QualityReview, answers: Sequence[str], act: Act, correction: str = "") -> None:
    """Answer every question; the note of the act says what was found. Raises ActRefused.

    Nobody reviews their own work, and nobody reviews anything twice.
    """
    if review.colleague == act.by:
        raise ActRefused("own")
    card = scorecards.in_force(review.subject)
    result = scorecards.result(card, answers)
    asked = [{**each, "answer": answer} for each, answer in zip(card.questions, answers, strict=True)]
    open_ = QualityReview.objects.filter(pk=review.pk, reviewed_at=None)
    if not open_.update(
        reviewed_by=act.by, reviewed_at=act.at, answers=asked, score=result.score, passed=result.passed,
        note=act.note, correction=correction,
    ):  # fmt: skip
        raise ActRefused("settled")


def see(review: QualityReview, act: Act) -> None:
    """The colleague has read the result. Read twice is read once."""
    own = QualityReview.objects.filter(pk=review.pk, colleague=act.by, reviewed_at__isnull=False)
    own.filter(seen_at=None).update(seen_at=act.at)


def correct(review: QualityReview, act: Act) -> None:
    """What was asked is put right; the note of the act says how. Raises ActRefused where nothing is asked."""
    open_ = QualityReview.objects.filter(pk=review.pk, corrected_at=None).exclude(correction="")
    if not open_.update(corrected_at=act.at, corrected_by=act.by, corrected_how=act.note):
        raise ActRefused("settled")
    see(review, act)
