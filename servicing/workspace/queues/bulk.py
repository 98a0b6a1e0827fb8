"""Acts on many people of a queue at once, by a supervisor: snooze them, or give them to a colleague."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import formatting
from accounts.acts import Act
from accounts.close import run as nightly_close
from accounts.models import Customer, Party
from servicing.access import Capability, StaffRequest, people_who_may
from servicing.models import User
from servicing.queues import deferrals, memberships, offering, picking, typed_times
from servicing.queues.catalogue import QUEUES
from servicing.queues.entries import Asking
from servicing.worklists.order import Order
from servicing.workspace import worklist
from servicing.workspace.fields import NoteField
from servicing.workspace.lists.bulk import MOST
from servicing.workspace.lists.listing import Choice, List
from servicing.workspace.people_names import names_of

READ_AS = "UTC"  # where a typed time is only tried: each person's own clock decides


class NotDone(Exception):  # noqa: N818 -- told as it is
    """Why it was not done to one person, in words."""


class Filters(worklist.Filters):
    queue = forms.ChoiceField(required=False, choices=[(code, code) for code in QUEUES])


class Snoozing(forms.Form):
    until = forms.CharField(
        label=gettext_lazy("until, their time"),
        max_length=60,
        help_text=gettext_lazy(
            "Such as “tue 10”, “tomorrow 14:30” or “in 2 hours”. Nobody is snoozed past a deadline."
        ),
    )
    reason = forms.ChoiceField(label=gettext_lazy("reason"), choices=list(deferrals.SNOOZES.items()))
    note = NoteField(label=gettext_lazy("note"), max_length=500, required=False)

    def clean_until(self) -> str:
        try:
            typed_times.read(self.cleaned_data["until"], timezone.now(), READ_AS)
        except typed_times.UnreadableTime as error:
            raise forms.ValidationError(_unread(self.cleaned_data["until"])) from error
        return str(self.cleaned_data["until"])


class Assigning(forms.Form):
    owner = forms.ModelChoiceField(
        User.objects.none(), to_field_name="username", label=gettext_lazy("colleague")
    )
    note = NoteField(label=gettext_lazy("what they must know"), max_length=500)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["owner"].queryset = people_who_may(Capability.WORK_QUEUES)  # type: ignore[attr-defined]


def people(**which: Any) -> QuerySet[Any]:
    """People with who has them now, and the clock that they live by."""
    first = Party.objects.filter(customer=OuterRef("pk"), role__in=Party.HOLDERS).order_by("account")
    rows: QuerySet[Any] = Customer.objects.filter(**which).annotate(
        holder=F("claim__holder"),
        leased_until=F("claim__leased_until"),
        zone=Subquery(first.values("account__time_zone")[:1]),
    )
    return rows


def _waiting(request: StaffRequest, wanted: worklist.Wanted) -> QuerySet[Any]:
    """Whoever waits in the queue by its facts, from its beginning, as many as one act may take."""
    queue = QUEUES[wanted["queue"]] if wanted["queue"] else None
    asking = _asking(request.user, timezone.now())
    return people(pk__in=offering.waiting(queue, asking, MOST + 1) if queue else [])


def _held(row: Any, now: datetime) -> str:
    """Why nothing is done to somebody whom a colleague has."""
    if row.holder and row.leased_until > now:
        return _("%(name)s has this person.") % {"name": names_of([row.holder])[row.holder]}
    return ""


def _snooze(row: Any, terms: dict[str, Any], act: Act) -> None:
    due_on = memberships.deadline(row.pk, _asking(_user(act), act.at))
    try:
        until = typed_times.read(terms["until"], act.at, row.zone)
        deferrals.check_deadline(due_on, until, row.zone)
    except typed_times.UnreadableTime as error:
        raise NotDone(_unread(terms["until"])) from error
    except deferrals.PastDeadline as error:
        text = _("Not that late: the deadline is %(day)s.") % {"day": formatting.day(error.last)}
        raise NotDone(text) from error
    noted = Act(by=act.by, at=act.at, note=terms["note"])
    deferrals.snooze_unclaimed(row.pk, terms["reason"], until, noted)


def _assign(row: Any, terms: dict[str, Any], act: Act) -> None:
    asking = _asking(_user(act), act.at)
    found = next(memberships.of_person(row.pk, asking), None)
    if found is None:
        raise NotDone(_("No queue has this person any more."))
    queue, entry = found
    noted = Act(by=act.by, at=act.at, note=terms["note"])
    try:
        picking.assign(entry, queue.code, terms["owner"].username, noted)
    except picking.AlreadyClaimed as error:
        raise NotDone(_("A colleague is just taking this person. Try again.")) from error


def _unread(typed: str) -> str:
    text = _("“%(typed)s” is no time that lies ahead. Type one such as “tue 10” or “in 2 hours”.")
    return text % {"typed": typed}


def _asking(user: User, now: datetime) -> Asking:
    return Asking(user, now, nightly_close.current_day(now))


def _user(act: Act) -> User:
    return User.objects.get(username=act.by)


LIST = List(
    "queues",
    Filters,
    rows=_waiting,
    order=lambda wanted: Order("pk"),
    title=gettext_lazy("Queues"),
    columns=(),
    capability=Capability.MANAGE_CLAIMS,
    choices=[
        Choice(
            "snooze", gettext_lazy("Snooze"), Capability.MANAGE_CLAIMS, Snoozing, _held, _snooze,
            refusals=(NotDone,),
        ),
        Choice(
            "assign", gettext_lazy("Give to a colleague"), Capability.MANAGE_CLAIMS, Assigning, _held,
            _assign, refusals=(NotDone,),
        ),
    ],
    by_key=people,
    row_label=lambda row: row.name or row.reference,
    row_address=lambda row: resolve_url("work", row.pk),
)  # fmt: skip
