"""Another spelling for print: who needs one, what is entered, and the second person who approves it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Customer
from notices import content_rules, print_spellings
from notices.models import PrintSpelling
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, may
from servicing.models import User
from servicing.workspace import actions
from servicing.workspace.fields import NoteField
from servicing.workspace.people_names import name_people

MOST = 100  # on the page of those who wait
# What a name or an address may have that no sentence of ours has: other scripts, numbers, capitals.
OF_FORM = content_rules.STRUCTURAL | content_rules.OF_TEMPLATES | {"pinyin", "capitals", "spaced"}
REFUSED = {
    "own": gettext_lazy("Somebody else than who entered it approves it."),
    "done": gettext_lazy("It is approved or withdrawn already."),
    "known": gettext_lazy("There is one already: withdraw it first."),
}


class NewSpelling(forms.Form):
    """What letters print in place of a text of the person. Which text is posted with it."""

    text = forms.CharField(widget=forms.HiddenInput, max_length=1000, strip=False)
    spelling = NoteField(
        label=gettext_lazy("as letters spell it"),
        help_text=gettext_lazy("E-mails and text messages keep what is recorded."),
        max_length=print_spellings.LONGEST,
        rows=3,
    )

    def __init__(self, customer: Customer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.customer = customer

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        if text not in {each.text for each in print_spellings.unprintable(self.customer)}:
            raise forms.ValidationError(_("Letters can bear this text, or there is a spelling of it."))
        return text

    def clean_spelling(self) -> str:
        spelling = str(self.cleaned_data["spelling"]).replace("\r\n", "\n").strip()
        findings = content_rules.check(spelling, "en")
        if any(finding.rule not in OF_FORM for finding in findings):
            raise forms.ValidationError(_("No letter may say this."))
        try:
            print_spellings.check(self.customer, self.cleaned_data.get("text", ""), spelling)
        except print_spellings.CannotBePrinted as problem:
            raise forms.ValidationError(_why(problem)) from None
        return spelling


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """People of whom a letter cannot be printed, and spellings that wait for a second person."""
    kept = scope.narrow(print_spellings.kept_from_print(), request.user)
    people = {notice.recipient_id: notice.recipient for notice in kept[:MOST]}
    waiting = list(scope.narrow(print_spellings.waiting(), request.user)[:MOST])
    context = {"people": list(people.values()), "waiting": name_people(waiting, "entered_by")}
    return render(request, "servicing/customers/print_spellings.html", context)


@allowed(Capability.CHANGE_CUSTOMERS)
@require_POST
def enter(request: StaffRequest, pk: int) -> HttpResponse:
    customer = scope.find(Customer, request.user, pk=pk)
    form = NewSpelling(customer, request.POST)
    if not form.is_valid():
        for problem in (each for errors in form.errors.values() for each in errors):
            messages.error(request, str(problem))
        return redirect("customer", pk)
    said = form.cleaned_data
    actions.perform(
        request,
        lambda: print_spellings.enter(customer, said["text"], said["spelling"], actions.act(request)),
        done=_("Saved. It counts once somebody else has approved it."),
        refused=str(REFUSED["known"]),
    )
    return redirect("customer", pk)


@allowed(Capability.APPROVE_SPELLINGS)
@require_POST
def approve(request: StaffRequest, pk: int, spelling: int) -> HttpResponse:
    """The spelling that was read: its number stands in the address, and it never changes."""
    row = scope.find(PrintSpelling, request.user, pk=spelling, customer=pk)
    refused = str(REFUSED["own" if row.entered_by == request.user.username else "done"])
    actions.perform(
        request,
        lambda: print_spellings.approve(row, actions.act(request)),
        done=_("Approved."),
        refused=refused,
    )
    return redirect("customer", pk)


@allowed(Capability.CHANGE_CUSTOMERS)
@require_POST
def withdraw(request: StaffRequest, pk: int, spelling: int) -> HttpResponse:
    row = scope.find(PrintSpelling, request.user, pk=spelling, customer=pk)
    actions.perform(
        request,
        lambda: print_spellings.withdraw(row, actions.act(request)),
        done=_("Withdrawn."),
        refused=str(REFUSED["done"]),
    )
    return redirect("customer", pk)


def panel(customer: Customer, user: User) -> dict[str, Any]:
    """What of the person letters cannot bear, each with its form, and the spellings there are or were."""
    prefetch_related_objects([customer], "print_spellings")
    rows = name_people(list(customer.print_spellings.all()), "entered_by", "approved_by", "withdrawn_by")
    unprintable = [
        (each, NewSpelling(customer, initial={"text": each.text}, auto_id=f"spelling_{place}_%s"))
        for place, each in enumerate(print_spellings.unprintable(customer))
    ]
    return {
        "spellings": rows,
        "unprintable": unprintable,
        "to_approve": [
            each
            for each in rows
            if may(user, Capability.APPROVE_SPELLINGS)
            and each.entered_by != user.username
            and not (each.approved_at or each.withdrawn_at)
        ],
    }


def _why(problem: print_spellings.CannotBePrinted) -> str:
    if problem.code == "no-name":
        return _("A name has letters only, beside spaces, hyphens, apostrophes and points.")
    if problem.code == print_spellings.MISSING:
        return _("Our fonts have no %(characters)s.") % {"characters": problem.detail}
    return _("It does not fit the window of an envelope.")
