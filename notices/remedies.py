"""What people do about notices that went wrong: a missed deadline made good, a failed one tried again."""

from django.db.models import QuerySet

from notices import turns
from notices.models import Notice
from notices.terms import DUE, FAILED
from notices.turns import Hand


def missed() -> QuerySet[Notice]:
    """Whose deadline was missed, and of which nobody has said what was done about it."""
    return Notice.objects.filter(missed_on__isnull=False, remedied_on=None)


def remedy(pk: int, hand: Hand) -> bool:
    """Say what was done about a missed deadline; whether it was still to be said. Its state stays."""
    said = {"remedied_on": hand.at.date(), "remedied_by": hand.by, "remedy": hand.said}
    return missed().filter(pk=pk).update(**said) > 0


def try_again(pk: int, hand: Hand) -> bool:
    """Have one rendered again that could not be; whether it was still failed and never sent."""
    return bool(turns.turn(Notice.objects.filter(pk=pk, state=FAILED, sent_on=None), DUE, hand))
