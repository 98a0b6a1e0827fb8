"""Why a person is in a queue, in a sentence for whoever is offered them."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import formatting
from accounts.contact import gate_messages
from accounts.models import Case, Hold
from notices.kinds import labels as kind_labels
from servicing.queues.catalogue import Queue
from servicing.queues.entries import Entry


def why(queue: Queue, entry: Entry, today: date) -> str:
    """What the person is in the queue for, and for how long it has been so."""
    return _WHY[queue.code](entry, today)


def _stage(entry: Entry, today: date) -> str:
    due = entry.facts["oldest_missed_due"]
    days = max((today - due).days, 0)
    values = {"stage": entry.facts["stage"], "day": formatting.day(due), "days": days}
    return (
        ngettext(
            "%(stage)s: the payment due on %(day)s was missed, %(days)s day ago.",
            "%(stage)s: the payment due on %(day)s was missed, %(days)s days ago.",
            days,
        )
        % values
    )


def _call_back(entry: Entry, today: date) -> str:
    at = gate_messages.when(entry.on, entry.facts["zone"])  # type: ignore[arg-type]
    text = (
        _("We agreed to call at %(at)s, their time.")
        if entry.facts["asked"] == "no"
        else _("They asked to be called at %(at)s, their time.")
    )
    return text % {"at": at}


def _broken(entry: Entry, today: date) -> str:
    values = {"made": formatting.day(entry.facts["promise__made_on"]), "day": formatting.day(entry.on)}
    return _("The promise of %(made)s broke on %(day)s.") % values


def _help(entry: Entry, today: date) -> str:
    return _("They asked for help on %(day)s, and have no answer yet.") % {"day": formatting.day(entry.on)}


def _plan(entry: Entry, today: date) -> str:
    values = {"plan": entry.facts["plan__reference"], "day": formatting.day(entry.on)}
    if entry.due_on is None:
        return _("Plan %(plan)s lapsed on %(day)s: decide what follows.") % values
    values["due"] = formatting.day(entry.due_on)
    return _("An instalment of plan %(plan)s is missed since %(day)s; it lapses after %(due)s.") % values


def _case(entry: Entry, today: date) -> str:
    kind = str(Case.Kind(entry.facts["kind"]).label)
    values = {"kind": kind[:1].upper() + kind[1:], "day": formatting.day(entry.on)}
    if entry.major == 0:
        return _("%(kind)s: to be decided by %(day)s, and not even acknowledged.") % values
    is_to_acknowledge = entry.major == 2
    text = _("%(kind)s: acknowledge by %(day)s.") if is_to_acknowledge else _("%(kind)s: decide by %(day)s.")
    return text % values


def _review(entry: Entry, today: date) -> str:
    values = {"kind": Hold.Kind(entry.facts["kind"]).label, "day": formatting.day(entry.on)}
    return _("Check that the hold still applies: %(kind)s, review due on %(day)s.") % values


def _returned(entry: Entry, today: date) -> str:
    values = {"letter": kind_labels.title(entry.facts["kind"]), "day": formatting.day(entry.since)}
    return _("The letter “%(letter)s” came back on %(day)s: find out how they can be reached.") % values


_WHY: dict[str, Callable[[Entry, date], str]] = {
    "call-backs": _call_back,
    "first-reminder": _stage,
    "m1": _stage,
    "m2": _stage,
    "m3": _stage,
    "vulnerable": _stage,
    "broken-promises": _broken,
    "hardship": _help,
    "missed-plans": _plan,
    "cases": _case,
    "hold-reviews": _review,
    "returned-mail": _returned,
}
