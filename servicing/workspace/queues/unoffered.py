"""Why somebody who stands in a queue is not offered, in words."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import formatting, packs
from accounts.contact import gate_messages
from accounts.models import Account, Customer
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.models import Deferral
from servicing.queues import deferrals, explaining
from servicing.queues.explaining import Unoffered
from servicing.workspace.people_names import names_of
from servicing.workspace.queues import sentences
from servicing.workspace.queues.listing import asking, of_code


@dataclass(frozen=True)
class Row:
    customer: Customer
    account: Account
    reasons: list[str]


@allowed(Capability.WORK_QUEUES)
@require_safe
def page(request: StaffRequest, queue: str) -> HttpResponse:
    """The first people of a queue who are not offered to the reader, each with every reason."""
    shown = of_code(request, queue)
    rows = explaining.unoffered(shown, asking(request))
    context = {"queue": shown, "rows": _rows(rows), "most": explaining.SHOWN}
    return render(request, "servicing/queues/unoffered.html", context)


@allowed(Capability.WORK_QUEUES)
@require_safe
def of_person(request: StaffRequest, pk: int) -> HttpResponse:
    """One person: each queue that they are in and why, and what keeps them from being offered."""
    customer, asked = scope.find(Customer, request.user, pk=pk), asking(request)
    found = explaining.of_person(pk, asked)
    kept_back = _rows([unoffered for _queue, _entry, unoffered in found if unoffered])
    reasons = iter(kept_back)
    rows = [
        (queue, sentences.why(queue, entry, asked.today), next(reasons).reasons if unoffered else [])
        for queue, entry, unoffered in found
    ]
    return render(request, "servicing/queues/why_offered.html", {"customer": customer, "rows": rows})


def _rows(unoffered: list[Unoffered]) -> list[Row]:
    customers = Customer.objects.in_bulk([each.entry.customer for each in unoffered])
    accounts = Account.objects.select_related("product").in_bulk([each.entry.account for each in unoffered])
    usernames = [each.claim.holder for each in unoffered if each.claim]
    names = names_of([*usernames, *(row.made_by for each in unoffered for row in each.deferrals)])
    return [
        Row(
            customers[each.entry.customer],
            accounts[each.entry.account],
            list(_reasons(each, accounts[each.entry.account], names)),
        )
        for each in unoffered
    ]


def _reasons(each: Unoffered, account: Account, names: dict[str, str]) -> list[str]:
    reasons = [_("What waits here is for a colleague in another role to do.")] if each.for_others else []
    if each.claim:
        values = {
            "name": names[each.claim.holder],
            "at": formatting.moment(each.claim.leased_until),
        }
        reasons.append(_("%(name)s has this person until %(at)s.") % values)
    reasons += [_deferred(row, names) for row in each.deferrals]
    if each.refusal:
        why = gate_messages.why(each.refusal.refusals[0], packs.of(account.product.jurisdiction))
        when = gate_messages.when(each.refusal.from_when, account.time_zone)
        reasons.append(_("%(why)s From %(when)s, their time.") % {"why": why, "when": when} if when else why)
    return reasons


def _deferred(row: Deferral, names: dict[str, str]) -> str:
    values = {
        "name": names.get(row.made_by, ""),
        "reason": reason(row.kind, row.reason),
        "at": formatting.moment(row.until),
    }
    if row.kind == Deferral.Kind.WORKED:
        return _("%(name)s worked on this person; offered again from %(at)s.") % values
    if row.only:
        return _("Not offered to you until %(at)s: %(reason)s.") % values
    return _("Deferred by %(name)s until %(at)s: %(reason)s.") % values


def reason(kind: str, code: str) -> str:
    """A reason in the reader's language; its code where it is none of the list."""
    if code == "left":
        return _("left without doing anything")
    known = deferrals.SKIPS.get(code)
    if kind == Deferral.Kind.SKIPPED and known:
        return str(known.label)
    return str(deferrals.SNOOZES.get(code, code))
