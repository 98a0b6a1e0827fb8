"""What happened with a person, newest first: contacts, letters, promises, cases, claims, in one list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import formatting
from accounts.dates import local_day
from accounts.models import Account, Customer, PromiseStatusChange
from notices.archive import joint_letters
from notices.models import Notice
from servicing.models import ClaimRecord
from servicing.templatetags.notices import sharing, title
from servicing.workspace.contact import panel as contacts
from servicing.workspace.people_names import names_of

SHOWN = 24


@dataclass(frozen=True)
class Happened:
    """``by``: who did it, a system, or nobody."""

    day: date
    text: str
    detail: str = ""
    by: str = ""
    link: str = ""


def of(customer: Customer, account: Account) -> list[Happened]:
    """The newest of everything about the person on the account."""
    events = [
        *_contacts(account),
        *_letters(account),
        *_promises(account),
        *_claims(customer, account),
    ]
    newest = sorted(events, key=lambda each: each.day, reverse=True)[:SHOWN]
    names = names_of(each.by for each in newest)
    return [Happened(**{**vars(each), "by": names.get(each.by, each.by)}) for each in newest]


def _contacts(account: Account) -> Iterator[Happened]:
    for event in contacts.of_people(account).order_by("-at", "-pk")[:SHOWN]:
        values = {
            "channel": event.get_channel_display(),
            "direction": event.get_direction_display(),
            "result": event.get_outcome_display(),
        }
        text = _("%(channel)s %(direction)s: %(result)s") % values
        if event.relation:
            text = _("%(contact)s, third person: %(relation)s") % {
                "contact": text, "relation": event.get_relation_display()
            }  # fmt: skip
        day = local_day(event.at, account.time_zone)
        yield Happened(day, text[:1].upper() + text[1:], event.note, event.agent)


def _letters(account: Account) -> Iterator[Happened]:
    for letter in joint_letters.counted(account.notices.order_by("-occasion_on", "-pk"))[:SHOWN]:
        day = letter.sent_on or local_day(letter.state_since, account.time_zone)
        state = Notice.State(letter.state).label
        text, link = f"{title(letter.kind)} · {state}", reverse("notice", args=[letter.pk])
        yield Happened(day, text, sharing(letter.others), link=link)


def _promises(account: Account) -> Iterator[Happened]:
    turns = PromiseStatusChange.objects.filter(promise__covered__account=account).select_related("promise")
    for turn in turns.order_by("-on", "-pk")[:SHOWN]:
        values = {"made": formatting.day(turn.promise.made_on), "state": turn.get_to_state_display()}
        yield Happened(turn.on, _("Promise of %(made)s: %(state)s") % values, by=turn.promise.taken_by)


def _claims(customer: Customer, account: Account) -> Iterator[Happened]:
    ended = ClaimRecord.objects.filter(customer=customer, ended_at__isnull=False)
    for record in ended.order_by("-ended_at")[:SHOWN]:
        day = local_day(record.ended_at, account.time_zone)  # type: ignore[arg-type]
        yield Happened(day, _worked(record), record.note, record.holder)


def _worked(record: Any) -> str:
    return _("Worked on from a queue: %(end)s") % {"end": record.get_end_display()}
