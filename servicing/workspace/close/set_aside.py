"""Accounts that a close could not compute: why, what mends them, and trying them again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Min
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import business_dates, tasks
from accounts.close import run as nightly_close
from accounts.models import SetAside
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.templatetags.desk import count
from servicing.worklists import accounts as account_worklists
from servicing.workspace import worklist

REASONS = 20  # shown, the most frequent first
AT_ONCE = 20_000  # accounts times days that are computed while the reader waits: some seconds
OF_A_DAY = 100  # closing a day late costs as much as this many accounts, however few there are


class Filters(worklist.Filters):
    product = forms.CharField(required=False, max_length=64)
    reason = forms.CharField(required=False, max_length=200)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    wanted = worklist.wanted(request, Filters)
    reasons = list(account_worklists.set_aside_by_reason(request.user)[: REASONS + 1])
    rows = scope.narrow(account_worklists.set_aside(**wanted.chosen), request.user)
    page = worklist.page(rows, account_worklists.BY_ACCOUNT, wanted)
    context = {
        "page": page,
        "rows": page.rows,
        "wanted": wanted.chosen,
        "query": wanted.query,
        "reasons": [_linked(reason, wanted) for reason in reasons[:REASONS]],
        "more_reasons": len(reasons) > REASONS,
        "closed": account_worklists.last_closed(),
    }
    return render(request, "servicing/set_aside.html", context)


@allowed(Capability.TRY_AGAIN)
@require_POST
def try_again(request: StaffRequest) -> HttpResponse:
    """Compute what can be computed by now: at once, or by a worker where that takes long."""
    try:
        _mend_at_once(request) if _work() <= AT_ONCE else _call_for_mending(request)
    except nightly_close.AlreadyClosing:
        text = _("A close is at work or was cut short: it must end first. It begins with these accounts.")
        messages.error(request, text)
    return redirect("set-aside")


def _work() -> int:
    """What there is to compute at most: accounts times days."""
    aside = SetAside.objects.aggregate(accounts=Count("pk"), since=Min("since"))
    last = business_dates.last_closed()
    if last is None or aside["since"] is None:
        return 0
    days: int = (last - aside["since"]).days + 1
    accounts: int = aside["accounts"] + OF_A_DAY
    return accounts * days


def _mend_at_once(request: StaffRequest) -> None:
    if mended := nightly_close.try_again():
        text = ngettext(
            "%(number)s account is computed again.", "%(number)s accounts are computed again.", mended
        )
        messages.success(request, text % {"number": count(mended)})
    else:
        messages.error(request, _("None can be computed yet: what is missing is still missing."))


def _call_for_mending(request: StaffRequest) -> None:
    if tasks.call_for_mending():
        messages.success(request, _("A worker has begun to compute them. The list grows shorter as it goes."))
    else:
        text = _("No worker can be called at the moment. The next close begins with these accounts.")
        messages.error(request, text)


def _linked(reason: dict[str, Any], wanted: worklist.Wanted) -> dict[str, Any]:
    which = {"product": reason["product"], "reason": reason["reason"]}
    return {**reason, "query": wanted.query_with(**which), "chosen": which == wanted.chosen}
