"""The supervisors' page of the queues: who has whom since when, skips and reasons, and figures by queue."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, people_who_may
from servicing.models import Claim, ClaimRecord, User
from servicing.models.claim import How
from servicing.queues import claims, supervision
from servicing.queues.catalogue import QUEUES
from servicing.workspace import actions
from servicing.workspace.people_names import name_people, names_of
from servicing.workspace.queues.unoffered import reason


class Assigning(forms.Form):
    """People in hand, and the colleague whom they go to; nobody: they are free again."""

    chosen = forms.ModelMultipleChoiceField(Claim.objects.none())
    owner = forms.ModelChoiceField(User.objects.none(), to_field_name="username", required=False)
    note = forms.CharField(max_length=500)

    def __init__(self, *args: Any, held: Any) -> None:
        super().__init__(*args)
        self.fields["chosen"].queryset = held  # type: ignore[attr-defined]
        self.fields["owner"].queryset = people_who_may(Capability.WORK_QUEUES)  # type: ignore[attr-defined]


@allowed(Capability.MANAGE_CLAIMS)
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    rows = name_people(list(scope.narrow(supervision.in_hand(now), request.user)), "holder")
    for row in rows:
        row.queue_name = _queue(row.queue)
    context = {
        "rows": rows,
        "now": now,
        "refusals": _refusals(supervision.refusals(_records(request), now)),
        "figures": [
            {**each, "name": _queue(each["queue"])} for each in supervision.figures(_records(request), now)
        ],
        "people": people_who_may(Capability.WORK_QUEUES),
    }
    return render(request, "servicing/queues/claims.html", context)


def _records(request: StaffRequest) -> Any:
    return scope.narrow(ClaimRecord.objects.order_by(), request.user)


@allowed(Capability.MANAGE_CLAIMS)
@require_POST
def assign(request: StaffRequest) -> HttpResponse:
    """Give the chosen people to one colleague, or free them, for a reason."""
    form = Assigning(request.POST, held=scope.narrow(claims.held(timezone.now()), request.user))
    if not form.is_valid():
        messages.error(request, _("Choose at least one person, and enter a reason."))
        return redirect("claims")
    act, to = actions.act(request, form.cleaned_data["note"]), form.cleaned_data["owner"]
    number = sum(_assigned(claim, to, act) for claim in form.cleaned_data["chosen"])
    text = ngettext("%(number)s person reassigned.", "%(number)s people reassigned.", number)
    messages.success(request, text % {"number": number})
    return redirect("claims")


def _assigned(claim: Claim, to: User | None, act: Any) -> bool:
    try:
        if to:
            claims.hand_over(claim, to.username, act, How.ASSIGNED)
        else:
            claims.end(claim, act, ClaimRecord.End.GIVEN_BACK)
    except claims.LostClaim:
        return False
    return True


def _refusals(counted: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = list(counted)
    names = names_of(row["holder"] for row in rows)
    for row in rows:
        code, _colon, note = row["end_reason"].partition(": ")
        row["name"], row["queue_name"] = names[row["holder"]], _queue(row["queue"])
        row["end"] = ClaimRecord.End(row["end"])
        row["reason"] = reason(row["end"], code) if code else ""
        row["note"] = note
    return rows


def _queue(code: str) -> str:
    return str(QUEUES[code].name) if code in QUEUES else str(_("picked by hand"))
