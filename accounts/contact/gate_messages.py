"""What the gate answers, in sentences of the active language."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import formatting
from accounts.models import Channel, Hold
from accounts.packs import Pack
from accounts.packs.schema import Cap
from accounts.rules.contact.terms import Refusal

_WHY: Mapping[str, object] = {
    "purpose": gettext_lazy("This is no purpose for which you may contact anybody."),
    "not-a-party": gettext_lazy("This person owes nothing here and acts for nobody who does."),
    "left-the-book": gettext_lazy("The account has left the book."),
    "no-number": gettext_lazy("There is no number or address to reach them by."),
    "foreign-number": gettext_lazy("This number is not recorded as theirs."),
    "wrong-number": gettext_lazy("The number is marked as a wrong number."),
    "stopped-number": gettext_lazy("The number is not to be used."),
    "promise": gettext_lazy("Waiting for a promised payment."),
    "nothing-owed": gettext_lazy("Nothing is past due."),
    "payment-expected": gettext_lazy("A payment that would cover it is on its way."),
    "not-computed": gettext_lazy("What is past due cannot be computed."),
    "weekday": gettext_lazy("Not on this day of the week."),
    "holiday": gettext_lazy("It is a holiday."),
    "hours": gettext_lazy("It is too early or too late where they are."),
    "night": gettext_lazy("It is night where they are."),
    "preferred": gettext_lazy("They want to be reached at other times."),
    "call-back": gettext_lazy("No call was asked for at this time."),
    "rest": gettext_lazy("After a conversation they are left in peace for some days."),
    "under-way": gettext_lazy("A colleague is calling them."),
}


def why(refusal: Refusal, pack: Pack) -> str:
    """Why not, as it can be said to an agent."""
    if say := _ABOUT.get(refusal.rule):
        return say(refusal.about, pack)
    return str(_WHY[refusal.rule])


def when(at: datetime | None, zone: str) -> str:
    """``9 Mar 2026 08:00``, by the clock of the zone; empty where only a person can bring it about."""
    return formatting.moment_there(at, zone) if at else ""


def _no_pack(about: str, pack: Pack) -> str:
    return _("No rules of contact are known for %(place)s, so nobody is contacted.") % {"place": about}


def _channel(about: str, pack: Pack) -> str:
    return _("Not by this means: %(channel)s.") % {"channel": Channel(about).label}


def _no_consent(about: str, pack: Pack) -> str:
    return _("They do not want to be reached by this means: %(channel)s.") % {"channel": Channel(about).label}


def _hold(about: str, pack: Pack) -> str:
    return _("A hold stops it: %(kind)s.") % {"kind": Hold.Kind(about).label}


def _cap(about: str, pack: Pack) -> str:
    cap = next(cap for cap in pack.contact.caps if cap.name == about) if pack.contact else None
    return _of_cap(cap) if cap else about


def _of_cap(cap: Cap) -> str:
    numbers = {"most": cap.most, "days": cap.days}
    if cap.days == 1:
        return {
            "attempt": _("There have been %(most)s attempts today, which is the most."),
            "unanswered": _("There have been %(most)s unanswered attempts by this means today, the most."),
            "answered": _("%(most)s calls were answered today, which is the most."),
        }[cap.counts] % numbers
    return (
        ngettext(
            "There has been %(most)s contact in %(days)s days, which is the most.",
            "There have been %(most)s contacts in %(days)s days, which is the most.",
            cap.most,
        )
        % numbers
    )


_ABOUT: Mapping[str, Callable[[str, Pack], str]] = {
    "no-pack": _no_pack,
    "channel": _channel,
    "no-consent": _no_consent,
    "hold": _hold,
    "cap": _cap,
}
