"""Plans on the pages of accounts and people, and what a person decides about them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import ChoiceField
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import packs, reages
from accounts.hardship import payment_breaks
from accounts.hardship import requests as help_requests
from accounts.models import Account, Customer, HelpRequest, Plan, PlanInstalment, PlanStatusChange
from accounts.plans import lifecycle as plan_lifecycle
from accounts.plans.evaluation import PlanStatus
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.models import User
from servicing.workspace.actions import Refusals, act, perform, to_account, today_of
from servicing.workspace.fields import field
from servicing.workspace.hardship import forms
from servicing.workspace.hardship.options import offers_shown


@dataclass
class Shown:
    """A plan as a page shows it: by everything known now, its changes as closed."""

    plan: Plan
    status: PlanStatus | None
    instalments: list[PlanInstalment]

    @property
    def is_in_force(self) -> bool:
        return self.status is not None and self.status.state != PlanStatusChange.State.ENDED

    @property
    def state(self) -> str:
        return str(PlanStatusChange.State(self.status.state).label) if self.status else ""

    @property
    def needs_person(self) -> bool:
        return self.status is not None and self.status.state in ("lapsed", "complete", "missed")

    @property
    def total(self) -> int:
        return sum(each.amount for each in self.instalments)

    @property
    def next_due(self) -> PlanInstalment | None:
        """The first instalment that what is paid so far does not cover."""
        left = self.status.paid if self.status else 0
        for each in self.instalments:
            left -= each.amount
            if left < 0:
                return each
        return None


def panel(account: Account) -> dict[str, Any]:
    """Help for an account: an open request, offers, plans."""
    today = today_of(account)
    return {
        "help_request": help_requests.of_account(account),
        "offers": offers_shown(account, today),
        "plans": shown(list(account.plans.order_by("-agreed_on", "-pk")[:6]), today),
        "refusal_reasons": HelpRequest.Reason.choices,
        "plan_decisions": field(forms.PlanDecision(), "decision", ChoiceField).choices,
        "break_causes": Plan.BreakCause.choices,
        "break_rules": packs.of(account.product.jurisdiction).hardship,
    }


def of_person(customer: Customer, today: date, user: User) -> list[Shown]:
    """The plans on all accounts that the person is a party to."""
    every = Plan.objects.filter(account__parties__customer=customer).select_related("account__product")
    rows = scope.narrow(every, user)
    return shown(list(rows.distinct().order_by("-agreed_on", "-pk")[:12]), today)


def shown(rows: Collection[Plan], today: date) -> list[Shown]:
    statuses = plan_lifecycle.statuses(rows, today)
    instalments: dict[int, list[PlanInstalment]] = {row.pk: [] for row in rows}
    for each in PlanInstalment.objects.filter(plan__in=instalments).order_by("due_on"):
        instalments[each.plan_id].append(each)
    return [Shown(row, statuses.get(row.pk), instalments[row.pk]) for row in rows]


@allowed(Capability.DECIDE_PLANS)
@require_POST
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """What becomes of a plan: a break of payments, lower parts, a re-age, or its end."""
    plan = scope.find(Plan.objects.select_related("account__product"), request.user, pk=pk)
    form = forms.PlanDecision(request.POST)
    if form.is_valid():
        _decide(request, plan, form.cleaned_data)
    else:
        messages.error(request, _("Choose what becomes of the plan."))
    return to_account(request, plan.account_id)


def _decide(request: StaffRequest, plan: Plan, cleaned: dict[str, Any]) -> None:
    today, decision = today_of(plan.account), act(request, cleaned["note"])
    wanted, months = cleaned["decision"], cleaned["months"] or 1
    steps: dict[str, Callable[[], Plan]] = {
        "defer": lambda: payment_breaks.grant(plan, months, decision, on=today, cause=cleaned["cause"]),
        "spread": lambda: plan_lifecycle.spread(plan, decision, on=today),
        "finish": lambda: plan_lifecycle.finish(plan, decision, on=today),
        **dict.fromkeys(forms.ENDS, lambda: plan_lifecycle.end(plan, today, wanted, decision)),
    }
    refusals: Refusals = {
        plan_lifecycle.NotInForce: _("This plan has ended already."),
        plan_lifecycle.NotComplete: _("Not all of the plan is paid."),
        payment_breaks.TooLong: _("The break is longer than the rules allow."),
        payment_breaks.CauseNeeded: _("So long a break needs a named cause."),
        payment_breaks.IncomeNotFallen: _(
            "So long a break is for an income that fell by half: record a new affordability statement."
        ),
        reages.ReAgeRefused: lambda refused: (
            _("No re-age: %(why)s The plan goes on.") % {"why": refused.limit.says}
        ),
        ValueError: _("Nothing is left to be paid on this plan."),
    }
    perform(request, steps[wanted], done=_("Saved."), refusals=refusals)
