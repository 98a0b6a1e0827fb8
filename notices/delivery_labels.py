"""Why a notice was not delivered, waits, or needs a person, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Channel
from notices.delivery.outcomes import IN_DOUBT
from notices.delivery.reasons import NO_ANSWER, NO_CHANNEL, NO_WORD, UNCERTAIN, UNKNOWN

REASONS = {
    "no-such-recipient": gettext_lazy("nobody of this name is there"),
    "no-such-address": gettext_lazy("there is no such number or address"),
    "moved": gettext_lazy("moved away"),
    "moved-new-address-known": gettext_lazy("moved, and the vendor names a new address: ask the customer"),
    "address-incomplete": gettext_lazy("the address is incomplete"),
    "building-gone": gettext_lazy("the building is empty or gone"),
    "inaccessible": gettext_lazy("the letter box could not be reached"),
    "unclaimed": gettext_lazy("not collected in time"),
    "mailbox-full": gettext_lazy("the mailbox is full or switched off"),
    "expired": gettext_lazy("given up by the provider after some time"),
    "refused": gettext_lazy("refused by the person"),
    "blocked-by-policy": gettext_lazy("blocked by the provider's rules"),
    "sender-authentication": gettext_lazy("the provider does not accept us as the sender"),
    "content-rejected": gettext_lazy("the provider does not accept the content"),
    "vendor-error": gettext_lazy("a fault at the provider"),
    "cancelled": gettext_lazy("cancelled by the provider"),
    UNKNOWN: gettext_lazy("a code that is in no table of ours"),
    UNCERTAIN: gettext_lazy(
        "it may have been sent, and the provider does not answer: check before sending it again"
    ),
    NO_WORD: gettext_lazy("the print vendor has said nothing: ask"),
    NO_ANSWER: gettext_lazy("no provider answered through all tries"),
    NO_CHANNEL: gettext_lazy("every channel of its kind has failed"),
    IN_DOUBT: gettext_lazy("a notice that law asks for came back: its deadline is in doubt"),
    "lost": gettext_lazy("its sending was interrupted; the provider is being asked"),
}
# Why the contact gate lets it wait.
GATE = {
    "hours": gettext_lazy("too early or too late where they are"),
    "night": gettext_lazy("it is night where they are"),
    "preferred": gettext_lazy("they want to be reached at other times"),
    "weekday": gettext_lazy("not on this day of the week"),
    "holiday": gettext_lazy("it is a holiday"),
    "cap": gettext_lazy("the most contacts have been made"),
    "rest": gettext_lazy("left in peace after a conversation"),
    "hold": gettext_lazy("a hold stops it"),
    "no-consent": gettext_lazy("they do not want to be reached by this means"),
    "promise": gettext_lazy("waiting for a promised payment"),
    "not-in-use": gettext_lazy("its channel is not set up"),
}
ALARMS = {
    "deadline": gettext_lazy("Notices that law asks for may miss their deadline"),
    "no-channel": gettext_lazy("Notices wait, and no channel is set up"),
    "mailbox": gettext_lazy("The mailbox of bounces cannot be read"),
    "strange-receipts": gettext_lazy("Many receipts that name no notice of ours, or use unknown codes"),
}
RESULTS = {
    "accepted": gettext_lazy("accepted"),
    "repeat": gettext_lazy("known there already"),
    "later": gettext_lazy("asked to come back later"),
    "again": gettext_lazy("not taken; tried again"),
    "never": gettext_lazy("refused for good"),
    "lost": gettext_lazy("cut short; the provider is asked"),
}
OUTCOMES = {
    "printed": gettext_lazy("printed"),
    "posted": gettext_lazy("posted"),
    "delivered": gettext_lazy("delivered"),
    "returned": gettext_lazy("came back"),
    "delayed": gettext_lazy("delayed"),
}
SOURCES = {
    "returns": gettext_lazy("print vendor"),
    "bounce": gettext_lazy("mail server"),
    "sms": gettext_lazy("text message gateway"),
}
CONTACT_REFUSED = pgettext_lazy("a notice", "the contact gate says no")


def reason(code: str) -> str:
    """In words; what nobody has words for as it is."""
    kind, colon, detail = code.partition(":")
    if kind == "gate" and colon:
        return str(GATE.get(detail, CONTACT_REFUSED))
    if kind in ("again", "later") and colon:
        return _("the provider did not take it (%(code)s); it is tried again") % {"code": detail}
    return str(REASONS.get(code, code))


def alarm(key: str) -> str:
    """An alarm as a sentence."""
    kind, _colon, detail = key.partition(":")
    channel, _colon, code = detail.partition(":")
    if kind == "provider":
        return _("Nothing was taken for some time: %(channel)s") % {"channel": Channel(channel).label}
    if kind == "fault":
        named = {"channel": Channel(channel).label, "reason": reason(code)}
        return _("A fault of ours, %(channel)s: %(reason)s") % named
    return str(ALARMS.get(key, key))
