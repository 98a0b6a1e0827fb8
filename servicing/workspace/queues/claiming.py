"""What somebody does about a claim: take by hand, renew, give back, skip, snooze, hand over, take over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import formatting
from accounts.close import run as nightly_close
from accounts.contact import gate_messages
from accounts.models import Account, Customer
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, people_who_may
from servicing.models import Claim, ClaimRecord, User
from servicing.models.claim import How
from servicing.queues import claims, deferrals, picking, typed_times
from servicing.queues.catalogue import QUEUES
from servicing.queues.entries import Entry
from servicing.security.sent_forms import may_be_repeated
from servicing.workspace import actions
from servicing.workspace.fields import field
from servicing.workspace.people_names import names_of
from servicing.workspace.queues import current_person
from servicing.workspace.queues.person import looking

GONE = gettext_lazy("You do not have this person any more: the claim lapsed, or a colleague took over.")


class Note(forms.Form):
    note = forms.CharField(max_length=500, required=False, strip=True)


class Picking(forms.Form):
    queue = forms.ChoiceField(choices=[(code, code) for code in QUEUES], required=False)
    account = forms.IntegerField(min_value=1)


class Skipping(Note):
    reason = forms.ChoiceField(choices=[(code, code) for code in deferrals.SKIPS])


class Snoozing(Note):
    reason = forms.ChoiceField(choices=[(code, code) for code in deferrals.SNOOZES])
    until = forms.CharField(max_length=60)

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("reason") == "other" and not self.cleaned_data.get("note"):
            self.add_error("note", _("Say what the reason is."))


class Handing(forms.Form):
    to = forms.ModelChoiceField(User.objects.none(), to_field_name="username")
    note = forms.CharField(max_length=500)

    def __init__(self, *args: Any, queue: str) -> None:
        super().__init__(*args)
        working = QUEUES[queue].working if queue in QUEUES else Capability.WORK_QUEUES
        field(self, "to", forms.ModelChoiceField).queryset = people_who_may(working)


class Reason(forms.Form):
    note = forms.CharField(max_length=500)


@allowed(Capability.PICK_PEOPLE)
@require_POST
def pick(request: StaffRequest, pk: int) -> HttpResponse:
    """Take this person by hand, past the order of the queue; it is on record."""
    customer, form = scope.find(Customer, request.user, pk=pk), Picking(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose an account of this person."))
        return redirect("work", pk)
    held = Account.objects.filter(parties__customer=customer).distinct()
    account = scope.find(held, request.user, pk=form.cleaned_data["account"])
    act = actions.act(request)
    today = nightly_close.current_day(act.at)
    entry = Entry(pk, account.pk, 0, today, 0, account.pk, today)
    actions.perform(
        request,
        lambda: picking.pick(customer, entry, form.cleaned_data["queue"], act),
        done=_("This person is yours."),
        refusals={picking.AlreadyClaimed: _taken},
    )
    return redirect("work", pk)


def _taken(refused: picking.AlreadyClaimed) -> str:
    if not refused.holder:
        return _("A colleague is just taking this person. Try again.")
    return _("%(name)s has this person.") % {"name": names_of([refused.holder])[refused.holder]}


@allowed(Capability.WORK_QUEUES)
@require_http_methods(["GET", "HEAD", "POST"])
@may_be_repeated
def lease(request: StaffRequest, pk: int) -> HttpResponse:
    """How long the reader has the person still, and who else looks. A POST renews: the page is used."""
    customer, now = scope.find(Customer, request.user, pk=pk), timezone.now()
    claim = claims.holder_of(pk, now)
    mine = claim if claim and claim.holder == request.user.username else None
    if mine and request.method == "POST":
        claims.renew(mine, now)
        mine.refresh_from_db()
    context = {
        "customer": customer,
        "claim": claim,
        "mine": mine,
        "now": now,
        "holder": names_of([claim.holder])[claim.holder] if claim else "",
        "looking": looking(customer, request.user, now),
    }
    return render(request, "servicing/queues/lease.html", context)


@allowed(Capability.WORK_QUEUES)
@require_POST
def give_back(request: StaffRequest, pk: int) -> HttpResponse:
    """The person is free again, for everybody."""
    form = Note(request.POST)
    act = actions.act(request, form.cleaned_data["note"] if form.is_valid() else "")
    if mine := _mine(request, pk):
        _left(request, mine, lambda: claims.end(mine, act, ClaimRecord.End.GIVEN_BACK), _("Given back."))
    return redirect("queue", mine.queue) if mine and mine.queue in QUEUES else redirect("queues")


@allowed(Capability.WORK_QUEUES)
@require_POST
def skip(request: StaffRequest, pk: int) -> HttpResponse:
    form, mine = Skipping(request.POST), _mine(request, pk)
    if not form.is_valid():
        messages.error(request, _("Choose why you skip this person."))
        return redirect("work", pk)
    act = actions.act(request, form.cleaned_data["note"])
    if mine:
        reason = form.cleaned_data["reason"]
        _left(request, mine, lambda: deferrals.skip(mine, reason, act), _("Skipped."))
    return _on(request, mine)


@allowed(Capability.WORK_QUEUES)
@require_POST
def snooze(request: StaffRequest, pk: int) -> HttpResponse:
    form, mine = Snoozing(request.POST), _mine(request, pk)
    if not form.is_valid():
        messages.error(request, _("Choose why and until when, such as “tue 10” or “in 2 hours”."))
        return redirect("work", pk)
    if mine and _snoozed(request, mine, form.cleaned_data):
        return _on(request, mine)
    return redirect("work", pk) if mine else _on(request, None)


def _snoozed(request: StaffRequest, mine: Claim, cleaned: dict[str, Any]) -> bool:
    act, zone = actions.act(request, cleaned["note"]), mine.account.time_zone
    try:
        until = typed_times.read(cleaned["until"], act.at, zone)
    except typed_times.UnreadableTime:
        text = _("“%(typed)s” is no time that lies ahead. Type one such as “tue 10” or “in 2 hours”.")
        messages.error(request, text % {"typed": cleaned["until"]})
        return False
    done = _("Snoozed until %(at)s, their time.") % {"at": gate_messages.when(until, zone)}
    return _left(request, mine, lambda: deferrals.snooze(mine, cleaned["reason"], until, act), done)


@allowed(Capability.WORK_QUEUES)
@require_POST
def hand_over(request: StaffRequest, pk: int) -> HttpResponse:
    """Give the person to a colleague, with a note."""
    mine = _mine(request, pk)
    form = Handing(request.POST, queue=mine.queue if mine else "")
    if mine and not form.is_valid():
        messages.error(request, _("Choose a colleague, and say in a note what they must know."))
        return redirect("work", pk)
    if mine:
        to, act = form.cleaned_data["to"], actions.act(request, form.cleaned_data["note"])
        done = _("Handed over to %(name)s.") % {"name": to.get_full_name()}
        _left(request, mine, lambda: claims.hand_over(mine, to.username, act), done)
    return _on(request, mine)


@allowed(Capability.MANAGE_CLAIMS)
@require_POST
def take_over(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the person from whoever has them, for a reason."""
    customer, form = scope.find(Customer, request.user, pk=pk), Reason(request.POST)
    held = claims.holder_of(customer.pk, timezone.now())
    if not form.is_valid():
        messages.error(request, _("Enter why you take this person over."))
    elif held:
        act = actions.act(request, form.cleaned_data["note"])
        _perform(request, lambda: claims.hand_over(held, act.by, act, How.TAKEN), _("This person is yours."))
    else:
        messages.info(request, _("Nobody has this person now."))
    return redirect("work", pk)


def _mine(request: StaffRequest, pk: int) -> Claim | None:
    """The claim on the person, if it is the reader's; else the reader is told."""
    claim = claims.holder_of(scope.find(Customer, request.user, pk=pk).pk, timezone.now())
    if claim and claim.holder == request.user.username:
        return claim
    messages.error(request, str(GONE))
    return None


def _left(request: StaffRequest, mine: Claim, verb: Any, done: str) -> bool:
    """Give the person back in some way; then they are not at hand any more."""
    current_person.leave(request, mine.pk)
    return _perform(request, verb, done)


def _perform(request: StaffRequest, verb: Any, done: str) -> bool:
    refusals: actions.Refusals = {claims.LostClaim: str(GONE), deferrals.PastDeadline: _past}
    return actions.perform(request, verb, done=done, refusals=refusals)


def _past(refused: deferrals.PastDeadline) -> str:
    return _("Not that late: the deadline is %(day)s.") % {"day": formatting.day(refused.last)}


def _on(request: StaffRequest, left: Claim | None) -> HttpResponse:
    """On to the next person, where the form says so, else back to the queue."""
    if request.POST.get("then") == "next":
        return actions.on_to_next(request)
    return redirect("queue", left.queue) if left and left.queue in QUEUES else redirect("queues")
