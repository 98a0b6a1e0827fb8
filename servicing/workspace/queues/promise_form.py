"""Recording a promise in place: the amount and a day proposed, and a button that says what will happen."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import formatting
from accounts.dates import local_day
from accounts.models import Account
from accounts.promises import lifecycle as promise_lifecycle
from accounts.promises import limits as promise_limits
from accounts.promises.limits import PromiseAllowance
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, may
from servicing.models import User
from servicing.security.sent_forms import may_be_repeated
from servicing.workspace.promises.forms import Instalments, Terms
from servicing.workspace.promises.promises import others

WITHIN = timedelta(days=7)  # the day that is proposed, where the rules do not want an earlier one


@dataclass(frozen=True)
class Proposed:
    """A form for one instalment, and the other accounts that the promise may cover."""

    instalments: Any
    terms: Terms
    allowance: PromiseAllowance


def proposed(user: User, account: Account, today: date) -> Proposed | None:
    """Everything that is past due, within a week; None where nothing is, or the reader takes no promises."""
    allowance = promise_limits.allowance([account.pk], today)
    if not may(user, Capability.TAKE_PROMISES) or allowance.past_due <= 0:
        return None
    first = {
        "due_on": min(today + WITHIN, allowance.first_by),
        "amount": formatting.number(allowance.past_due, account.product.currency),
    }
    instalments = Instalments(initial=[first], form_kwargs={"account": account, "today": today})
    instalments.extra = 0
    return Proposed(
        instalments, Terms(account=account, others=list(scope.narrow(others(account), user))), allowance
    )


@allowed(Capability.TAKE_PROMISES)
@require_POST
@may_be_repeated
def verb(request: StaffRequest, pk: int) -> HttpResponse:
    """The buttons of the form as it is filled in: what is recorded, and until when nobody calls."""
    account = scope.find(Account.objects.select_related("product"), request.user, pk=pk)
    today = local_day(timezone.now(), account.time_zone)
    form = Instalments(request.POST, form_kwargs={"account": account, "today": today})
    promised = form.promised if form.is_valid() else {}
    context = {"text": _words(account, promised, today) if promised else _("Record the promise")}
    return render(request, "servicing/queues/promise_buttons.html", context)


def _words(account: Account, promised: dict[date, int], today: date) -> str:
    total, first, last = sum(promised.values()), min(promised), max(promised)
    values = {
        "amount": formatting.amount(total, account.product.currency),
        "day": formatting.day(last),
        "until": formatting.day(_waited_until(account, last) + timedelta(days=1)),
    }
    allowance = promise_limits.allowance([account.pk], today)
    asked = promise_limits.PromiseProposal([account.pk], today, first, total)
    if any(allowance.passed_by(asked)):
        return (
            _("Record promise of %(amount)s by %(day)s: a supervisor must approve it, calls go on") % values
        )
    return _("Record promise of %(amount)s by %(day)s: no calls until %(until)s") % values


def _waited_until(account: Account, day: date) -> date:
    return promise_lifecycle.grace_ends_on(account.product.jurisdiction, day)
