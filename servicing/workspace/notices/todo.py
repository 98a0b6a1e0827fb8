"""What to do next about notices, in words, the most urgent first."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from accounts import formatting
from notices import delivery_labels, print_spellings
from notices.wordings import versions as wording_versions
from servicing import scope
from servicing.access import Capability
from servicing.models import User
from servicing.templatetags.desk import count
from servicing.worklists import delivery as delivery_lists
from servicing.worklists import notices as notice_lists
from servicing.workspace.todo import Harm, Todo

SENDING = ngettext_lazy(
    "%(shown)s notice that was sent, or was to be, needs a person: see to it, and say what was done.",
    "%(shown)s notices that were sent, or were to be, need a person: see to them, and say what was done.",
    "number",
)
SENTENCES = {
    "missed": ngettext_lazy(
        "%(shown)s letter missed its deadline: remedy it and record what was done.",
        "%(shown)s letters missed their deadline: remedy them and record what was done.",
        "number",
    ),
    "failed": ngettext_lazy(
        "%(shown)s letter could not be made: fix the cause, then try again.",
        "%(shown)s letters could not be made: fix the cause, then try again.",
        "number",
    ),
    "corrected": ngettext_lazy(
        "%(shown)s notice went out on facts that were corrected since: see that the customer is told.",
        "%(shown)s notices went out on facts that were corrected since: see that the customers are told.",
        "number",
    ),
    "recalled": ngettext_lazy(
        "%(shown)s recalled notice is kept back: put it into a batch again, or leave it for a reason.",
        "%(shown)s recalled notices are kept back: put them into a batch again, or leave them for a reason.",
        "number",
    ),
}

URGENCY = {
    "missed": (Harm.LAW, Capability.REMEDY_NOTICES),
    "failed": (Harm.LAW, Capability.REMEDY_NOTICES),
    "corrected": (Harm.CUSTOMERS, Capability.REMEDY_NOTICES),
    "recalled": (Harm.CUSTOMERS, Capability.RECALL_NOTICES),
}


def todos(user: User, counts: dict[str, int], to_release: int) -> Iterator[Todo]:
    """Of notices as ``work_counts`` counts them, and of this many batches to release."""
    yield from _planning()
    if number := to_release:
        text = ngettext(
            "%(shown)s batch of notices waits to be released by a supervisor.",
            "%(shown)s batches of notices wait to be released by a supervisor.",
            number,
        ) % {"shown": count(number)}
        yield _todo("batches", text, "batches", harm=Harm.CUSTOMERS, acting=Capability.RELEASE_NOTICES)
    for alarm in delivery_lists.alarms():
        text = f"{delivery_labels.alarm(alarm.key)}."
        yield _todo(f"alarm-{alarm.pk}", text, "sending", harm=Harm.STANDSTILL)
    if number := scope.narrow(delivery_lists.work(), user).count():
        text = SENDING % {"number": number, "shown": count(number)}
        yield _todo("sending", text, "sending", harm=Harm.LAW, acting=Capability.REMEDY_NOTICES)
    for show, sentence in SENTENCES.items():
        if number := counts[show]:
            text = sentence % {"number": number, "shown": count(number)}
            harm, acting = URGENCY[show]
            yield _todo(f"notices-{show}", text, "notices", f"?show={show}", harm=harm, acting=acting)
    yield from _spellings(user)
    if drafts := wording_versions.waiting().count():
        text = ngettext(
            "%(shown)s draft of a letter waits for approval.",
            "%(shown)s drafts of letters wait for approval.",
            drafts,
        ) % {"shown": count(drafts)}
        yield _todo("drafts", text, "templates", acting=Capability.APPROVE_TEMPLATES)


def _todo(key: str, text: str, page: str, query: str = "", **urgency: Any) -> Todo:
    return Todo(key, text, _("Open"), page, query=query, capability=Capability.SEE_NOTICES, **urgency)


def _spellings(user: User) -> Iterator[Todo]:
    """Letters that cannot be printed as they are, and spellings that a second person has to see."""
    kept = scope.narrow(print_spellings.kept_from_print(), user)
    if number := kept.order_by().values("recipient").distinct().count():
        text = ngettext(
            "Letters of %(shown)s customer cannot be printed: enter another spelling.",
            "Letters of %(shown)s customers cannot be printed: enter another spelling.",
            number,
        ) % {"shown": count(number)}
        acting = Capability.CHANGE_CUSTOMERS
        yield _todo("spellings", text, "print-spellings", harm=Harm.CUSTOMERS, acting=acting)
    others = scope.narrow(print_spellings.waiting(), user).exclude(entered_by=user.username)
    if number := others.count():
        text = ngettext(
            "%(shown)s spelling for print waits for approval.",
            "%(shown)s spellings for print wait for approval.",
            number,
        ) % {"shown": count(number)}
        acting = Capability.APPROVE_SPELLINGS
        yield _todo("spellings-waiting", text, "print-spellings", acting=acting)


def _planning() -> Iterator[Todo]:
    doubtful, waiting = notice_lists.planning_waits()
    if doubtful and waiting:
        text = ngettext(
            "Notices of %(shown)s closed day wait to be planned: the close of %(day)s is provisional.",
            "Notices of %(shown)s closed days wait to be planned: the close of %(day)s is provisional.",
            waiting,
        ) % {"shown": count(waiting), "day": formatting.day(doubtful.day)}
        yield Todo(
            "planning",
            text,
            _("The close"),
            "close",
            of=doubtful.day,
            harm=Harm.STANDSTILL,
            acting=Capability.RELEASE_CLOSES,
        )
