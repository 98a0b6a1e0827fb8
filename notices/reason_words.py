"""Why a notice is where it is, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import pack_words
from notices import kind_words

REASONS = {
    # ended
    "not-a-party": gettext_lazy("no party of the account any more"),
    "redirected": gettext_lazy("written to somebody else now"),
    "left-the-book": gettext_lazy("the account has left the book"),
    "overtaken": gettext_lazy("its day is over"),
    "paid": gettext_lazy("paid"),
    "not-past-due": gettext_lazy("nothing is past due any more"),
    "not-so": gettext_lazy("what called for it is not so any more"),
    "recalled": gettext_lazy("recalled"),
    # held back
    "set-aside": gettext_lazy("the account is set aside"),
    "promise": gettext_lazy("a payment promise"),
    "pending": gettext_lazy("a payment on its way covers it"),
    "break": gettext_lazy("an open break: the statement may say too much"),
    "first-reminder": gettext_lazy("the first reminder goes first"),
    "gap": gettext_lazy("too soon after the last one"),
    "help-invitation": gettext_lazy("an invitation to get help goes first"),
    # could not be made
    "no-address": gettext_lazy("no address at which the person can be reached"),
    # to be made anew
    "figures": gettext_lazy("its figures have changed"),
    "wording": gettext_lazy("a hold asks for other words"),
}


def said(reason: str) -> str:
    """In words; what a person wrote, or what nobody has words for, as it is."""
    code, _space, of = reason.partition(" ")
    if code == "hold" and of in pack_words.HOLD_KINDS:
        return _("a hold: %(kind)s") % {"kind": pack_words.HOLD_KINDS[of]}
    if code == "after" and of in kind_words.KINDS:
        return _("after %(notice)s") % {"notice": kind_words.title(of)}
    return str(REASONS.get(reason, reason))
