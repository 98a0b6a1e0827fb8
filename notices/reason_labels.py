"""Why a notice is where it is, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.labels import packs as pack_labels
from notices import delivery_labels
from notices.kinds import labels as kind_labels
from notices.kinds.placeholders import PLACEHOLDERS
from notices.kinds.schema import FAILED

REASONS = {
    # ended
    "not-a-party": gettext_lazy("no party of the account any more"),
    "redirected": gettext_lazy("written to somebody else now"),
    "left-the-book": gettext_lazy("the account has left the book"),
    "overtaken": gettext_lazy("its day is over"),
    "past-due-already": gettext_lazy("something is past due already"),
    "paid": gettext_lazy("paid"),
    "not-past-due": gettext_lazy("nothing is past due any more"),
    "not-so": gettext_lazy("its reason no longer applies"),
    "recalled": pgettext_lazy("a notice", "recalled"),
    "address": gettext_lazy("they are not reached at that address any more"),
    # held back
    "set-aside": gettext_lazy("the account is set aside"),
    "promise": gettext_lazy("a payment promise"),
    "pending": gettext_lazy("a payment on its way covers it"),
    "break": gettext_lazy("a statement difference: the statement may be overstated"),
    "first-reminder": gettext_lazy("the first reminder must be sent first"),
    "gap": gettext_lazy("too soon after the last one"),
    "correction": gettext_lazy("an earlier correction must be sent first"),
    "daily-most": gettext_lazy("the person has had enough letters for one day"),
    "invited": gettext_lazy("the person was invited to get help not long ago"),
    "help-invitation": gettext_lazy("an invitation to get help must be sent first"),
    # to be made anew
    "figures": gettext_lazy("its figures have changed"),
    "wording": gettext_lazy("a hold asks for other words"),
    "joined": gettext_lazy("the letter that it shares with other accounts changes"),
    "day-passed": gettext_lazy("a day that it names has passed"),
    "too-old": gettext_lazy("its figures are too old"),
    # made, in part
    "without-letter": gettext_lazy("the letter could not be typeset; the messages were made"),
}
FAILURES = {
    "day-passed": gettext_lazy("a day that it must name as still to come has passed"),
    "no-address": gettext_lazy("no address at which the person can be reached"),
    "not-reached": gettext_lazy("no address for any of its channels"),
    "missing-value": gettext_lazy("required information missing"),
    "missing-glyph": gettext_lazy("a character that no font has"),
    "address-too-long": gettext_lazy("the address does not fit the window of an envelope"),
    "cannot-be-set": gettext_lazy("the letter cannot be set"),
    "no-seal": gettext_lazy("the letterhead has no seal"),
    "no-letterhead": gettext_lazy("there is no letterhead in this language"),
    "cannot-be-computed": gettext_lazy("the account cannot be computed"),
    "wording": gettext_lazy("words that no letter may say"),
    "content-missing": gettext_lazy("it does not say what law prescribes: the wording has not been read"),
    "not-prescribed": gettext_lazy("what law prescribes word for word is not in the archive yet"),
    "no-words-for-it": gettext_lazy("it has no words for a hold"),
}
_MEANINGS = {name: placeholder.meaning for name, placeholder in PLACEHOLDERS.items()}
_LABELS: dict[str, Mapping[str, Any]] = {
    "missing-value": _MEANINGS,
    "day-passed": _MEANINGS,
    "not-reached": pack_labels.CHANNELS,
    "no-words-for-it": pack_labels.HOLD_KINDS,
    "not-prescribed": kind_labels.PRESCRIBED,
}


def in_words(reason: str, state: str = "") -> str:
    """In words; what a person wrote, or what nobody has words for, as it is."""
    code, colon, detail = reason.partition(":")
    if state == FAILED or (colon and code in FAILURES):  # the letter alone may have failed
        words = FAILURES.get(code) or delivery_labels.reason(code)
        about = _in_words(code, detail)
        return f"{words}: {about}" if about else str(words)
    code, _space, of = reason.partition(" ")
    if code == "hold" and of in pack_labels.HOLD_KINDS:
        return _("a hold: %(kind)s") % {"kind": pack_labels.HOLD_KINDS[of]}
    if code == "after" and of in kind_labels.KINDS:
        return _("after %(notice)s") % {"notice": kind_labels.title(of)}
    return str(REASONS[reason]) if reason in REASONS else delivery_labels.reason(reason)


def _in_words(code: str, detail: str) -> str:
    """What a failure is about: placeholders by what they mean, channels and holds by name, a character as it
    is. What only a programmer could read is left out."""
    names = [name.strip() for name in detail.split(",") if name.strip()]
    labels: Mapping[str, Any] = _LABELS.get(code, {})
    if code == "missing-glyph":
        return ", ".join(f"{each} (U+{ord(each):04X})" for each in detail.strip())
    return ", ".join(str(labels[name]) for name in names if name in labels)
