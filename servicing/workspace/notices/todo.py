"""What to do next about notices, in words, the most urgent first."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from accounts import formatting
from notices import delivery_labels
from servicing.access import Capability
from servicing.templatetags.desk import count
from servicing.worklists import delivery as delivery_lists
from servicing.worklists import notices as notice_lists
from servicing.workspace.todo import Todo

SENDING = ngettext_lazy(
    "%(shown)s notice that was sent, or was to be, needs a person: see to it, and say what was done.",
    "%(shown)s notices that were sent, or were to be, need a person: see to them, and say what was done.",
    "number",
)
SENTENCES = {
    "missed": ngettext_lazy(
        "The deadline of %(shown)s notice was missed: make it good, and say what was done.",
        "The deadlines of %(shown)s notices were missed: make them good, and say what was done.",
        "number",
    ),
    "failed": ngettext_lazy(
        "The letter of %(shown)s notice could not be made: mend that, then have it made again.",
        "The letters of %(shown)s notices could not be made: mend that, then have them made again.",
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


def todos() -> Iterator[Todo]:
    yield from _planning()
    if number := notice_lists.to_release().count():
        text = ngettext(
            "%(shown)s batch of notices waits to be released by a supervisor.",
            "%(shown)s batches of notices wait to be released by a supervisor.",
            number,
        ) % {"shown": count(number)}
        yield _todo("batches", text, "batches")
    for alarm in delivery_lists.alarms():
        yield _todo(f"alarm-{alarm.pk}", f"{delivery_labels.alarm(alarm.key)}.", "sending")
    if number := delivery_lists.work().count():
        yield _todo("sending", SENDING % {"number": number, "shown": count(number)}, "sending")
    counts = notice_lists.work_counts()
    for show, sentence in SENTENCES.items():
        if number := counts[show]:
            text = sentence % {"number": number, "shown": count(number)}
            yield _todo(f"notices-{show}", text, "notices", f"?show={show}")


def _todo(key: str, text: str, page: str, query: str = "") -> Todo:
    return Todo(key, text, _("Look"), page, query=query, capability=Capability.SEE_NOTICES)


def _planning() -> Iterator[Todo]:
    doubtful, waiting = notice_lists.planning_waits()
    if doubtful and waiting:
        text = ngettext(
            "Notices of %(shown)s closed day wait to be planned: the close of %(day)s is provisional.",
            "Notices of %(shown)s closed days wait to be planned: the close of %(day)s is provisional.",
            waiting,
        ) % {"shown": count(waiting), "day": formatting.day(doubtful.day)}
        yield Todo("planning", text, _("The close"), "close", of=doubtful.day)
