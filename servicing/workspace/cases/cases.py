"""Disputes, fraud claims and complaints: the lists of what is to be done, and each case step by step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.acts import Act
from accounts.cases import credits
from accounts.cases import deadlines as case_deadlines
from accounts.cases import lifecycle as work
from accounts.dates import local_day
from accounts.models import Account, Case, CaseStep
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, may
from servicing.exports import tables
from servicing.models import User
from servicing.worklists import cases as case_worklists
from servicing.workspace import actions, seen, worklist
from servicing.workspace.cases import forms as case_forms
from servicing.workspace.drafts import stale
from servicing.workspace.lists.listing import Choice, Column, List
from servicing.workspace.people_names import name_people
from servicing.workspace.plausibility import entries
from servicing.workspace.plausibility.asked_again import AskedAgain

Take = Callable[[Case, dict[str, Any], Act], None]


class Filters(worklist.Filters):
    show = forms.ChoiceField(required=False, choices=[(name, name) for name in case_worklists.CASES])


def _rows(request: StaffRequest, wanted: worklist.Wanted) -> QuerySet[Case]:
    return scope.narrow(case_worklists.cases(wanted["show"] or "open", timezone.now()), request.user)


def _no_acknowledgement(case: Case, _now: datetime) -> str:
    if case.acknowledged_on:
        return _("It is acknowledged already.")
    return "" if case.is_open else _("It is decided.")


def _acknowledged(case: Case, terms: dict[str, Any], act: Act) -> None:
    work.acknowledge(case, terms["on"], act, terms["note"])


LIST = List(
    "cases",
    Filters,
    rows=_rows,
    order=lambda wanted: case_worklists.cases_order(wanted["show"] or "open"),
    title=gettext_lazy("Cases"),
    columns=[
        Column(gettext_lazy("Case"), lambda case: f"{case.get_kind_display()} {case.pk}"),
        Column(gettext_lazy("Account"), lambda case: case.account.reference),
        Column(gettext_lazy("From whom"), lambda case: case.customer.name or case.customer.reference),
        Column(gettext_lazy("Received"), lambda case: case.opened_on),
        Column(gettext_lazy("Currency"), lambda case: case.account.product.currency),
        Column(
            gettext_lazy("Disputed"),
            lambda case: tables.amount(case.disputed, case.account.product.currency),
        ),
        Column(gettext_lazy("Acknowledge by"), lambda case: case.acknowledge_by),
        Column(gettext_lazy("Acknowledged on"), lambda case: case.acknowledged_on),
        Column(gettext_lazy("Decide by"), lambda case: case.resolve_by),
        Column(gettext_lazy("Decided on"), lambda case: case.decided_on),
    ],
    chosen_by_chips=("show",),
    choices=[
        Choice(
            "acknowledge",
            gettext_lazy("Record acknowledgement"),
            Capability.OPEN_CASES,
            case_forms.Acknowledging,
            _no_acknowledgement,
            _acknowledged,
            refusals=(work.Refused,),
        )
    ],
    by_key=Case.objects.select_related("account__product", "customer").filter,
    row_label=lambda case: f"{case.get_kind_display()} {case.pk} · {case.account.reference}",
    row_address=lambda case: resolve_url("case", case.pk),
)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    wanted, now = worklist.wanted(request, Filters), timezone.now()
    show = wanted["show"] or "open"
    wanted = wanted.having(show=show)
    page = worklist.page(_rows(request, wanted), case_worklists.cases_order(show), wanted)
    context = {
        "show": show,
        "chips": worklist.chips(wanted, "show", LISTS, case_worklists.case_counts(now, request.user)),
        "page": page,
        "list": LIST.shown(request, wanted),
        "rows": [(case, case.is_late(case.today)) for case in page.rows],
    }
    return render(request, "servicing/cases/list.html", context)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def page(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, _case(request, pk))


@allowed(Capability.OPEN_CASES)
def new(request: StaffRequest, pk: int) -> HttpResponse:
    """Take in what a party of the account has to say."""
    account = scope.find(Account.objects.select_related("product"), request.user, pk=pk)
    now = timezone.now()
    form = case_forms.Opening(account, local_day(now, account.time_zone), request.POST or None)
    if form.is_valid():
        act = actions.act(request)
        try:
            with transaction.atomic():
                case = work.open_case(account, form.opening, act)
                _have_confirmed(request, form, case, act)
        except work.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Opened."))
            return actions.back(request, resolve_url("case", case.pk))
    back = actions.back_to(request, resolve_url("account", pk))
    return render(request, "servicing/cases/new.html", {"form": form, "account": account, "back": back})


def _have_confirmed(request: StaffRequest, form: AskedAgain, case: Case, act: Act) -> None:
    """What is far beyond what is likely waits for a second person; the case goes on meanwhile."""
    if form.needs_second:
        case.refresh_from_db()
        entries.note(form, act, account=case.account, case=case, amount=case.disputed)
        messages.warning(request, entries.WAITS)


def _step(capability: Capability, form_class: type[case_forms.OfCase], take: Take) -> Any:
    """A view that takes one step of a case with what its form says."""

    @allowed(capability)
    @require_POST
    def view(request: StaffRequest, pk: int) -> HttpResponse:
        case, now = _case(request, pk), timezone.now()
        form = form_class(case, local_day(now, case.account.time_zone), request.POST)
        if not form.is_valid():
            return _page(request, case, form)
        if newer := _meanwhile(request, case, form):
            return _page(request, case, form, newer)
        act = replace(actions.act(request), seen=request.POST.get(seen.FIELD, ""))
        try:
            with transaction.atomic():
                take(case, form.cleaned_data, act)
                _have_confirmed(request, form, case, act)
        except work.Refused as refused:
            form.add_error(None, str(refused))
            return _page(request, _case(request, pk), form)
        messages.success(request, _("Saved."))
        return redirect("case", pk)

    return view


acknowledge = _step(
    Capability.OPEN_CASES,
    case_forms.Acknowledgement,
    lambda case, cleaned, act: work.acknowledge(case, cleaned["on"], act, cleaned["note"]),
)
ask_extension = _step(
    Capability.OPEN_CASES,
    case_forms.Extension,
    lambda case, cleaned, act: work.ask_extension(case, cleaned["reason"], act),
)
grant_extension = _step(
    Capability.APPROVE_EXTENSIONS,
    case_forms.Grant,
    lambda case, cleaned, act: work.grant_extension(case, act, cleaned["note"]),
)
refuse_extension = _step(
    Capability.APPROVE_EXTENSIONS,
    case_forms.Refusal,
    lambda case, cleaned, act: work.refuse_extension(case, cleaned["reason"], act),
)
decide = _step(
    Capability.DECIDE_CASES,
    case_forms.Decision,
    lambda case, cleaned, act: work.decide(case, work.Decision(**cleaned), act),
)
redress = _step(
    Capability.DECIDE_CASES,
    case_forms.Redress,
    lambda case, cleaned, act: work.give_redress(case, cleaned["amount"], cleaned["reason"], act),
)
settle = _step(
    Capability.DECIDE_CASES,
    case_forms.Settlement,
    lambda case, cleaned, act: work.settle(case, cleaned["reason"], act),
)
reopen = _step(
    Capability.DECIDE_CASES,
    case_forms.Reopening,
    lambda case, cleaned, act: work.reopen(case, cleaned["reason"], act),
)
note = _step(
    Capability.OPEN_CASES,
    case_forms.Noting,
    lambda case, cleaned, act: work.note(case, cleaned["reason"], act),
)
amend = _step(
    Capability.OPEN_CASES,
    case_forms.Amending,
    lambda case, cleaned, act: work.amend(
        case, cleaned["amount"], cleaned["reason"], act, cleaned.get("statement")
    ),
)
take_back = _step(
    Capability.DECIDE_CASES,
    case_forms.TakingBack,
    lambda case, cleaned, act: work.take_back(case, cleaned["step"], cleaned["reason"], act),
)


def panel(account: Account, cases: list[Case], now: datetime) -> dict[str, Any]:
    """The cases of an account, for its page."""
    today = local_day(now, account.time_zone)
    return {"cases": [(case, case.is_late(today)) for case in cases]}


def _case(request: StaffRequest, pk: int) -> Case:
    rows = Case.objects.select_related("account__product", "customer", "hold")
    return scope.find(rows, request.user, pk=pk)


def _meanwhile(request: StaffRequest, case: Case, form: forms.Form) -> stale.Newer | None:
    """The steps that were taken since this form was opened, beside what it says."""
    steps = list(case.steps.order_by("pk"))
    if not steps or not stale.is_stale(request, steps[-1].pk):
        return None
    seen = request.POST[stale.SEEN]
    since = [step for step in steps if seen.isdecimal() and step.pk > int(seen)] or steps[-1:]
    theirs = {str(place): f"{step.get_kind_display()}: {step.reason}" for place, step in enumerate(since)}
    ours = {"0": "\n".join(str(value) for value in form.cleaned_data.values() if value)}
    return stale.newer(steps[-1].by, steps[-1].at, theirs, ours, adds=True)


def _page(
    request: StaffRequest, case: Case, bound: forms.Form | None = None, newer: stale.Newer | None = None
) -> HttpResponse:
    """The case with a form for every step that it and the reader's role allow; one perhaps filled in."""
    today, stands = actions.today_of(case.account), work.progress(case)
    steps = list(case.steps.all())
    context = {
        "case": case,
        "is_late": case.is_late(today),
        "currency": case.account.product.currency,
        "today": today,
        "steps": _with_taken_back(steps),
        "next_extension": case_deadlines.extended(case, stands.extensions) if case.is_open else None,
        "asked": next((step for step in steps if step.pk == stands.asked), None),
        "raised_late": case_deadlines.raised_late(case),
        "missing": credits.missing(case, today),
        "newer": newer,
        "seen": stale.stamp(max((step.pk for step in steps), default=0)),
    }
    offered = _offered(request.user, case, context)
    if bound and type(bound) not in offered:  # meanwhile somebody else was faster
        messages.error(request, " ".join(map(str, bound.non_field_errors())))
    context["forms"] = {
        form.__name__.lower(): bound if type(bound) is form else form(case, today) for form in offered
    }
    return render(request, "servicing/cases/page.html", context)


def _offered(user: User, case: Case, context: dict[str, Any]) -> list[type[case_forms.OfCase]]:
    """The steps that can be taken now, by this person."""
    opening, deciding = may(user, Capability.OPEN_CASES), may(user, Capability.DECIDE_CASES)
    asked, approving = context["asked"], may(user, Capability.APPROVE_EXTENSIONS)
    offers = [
        (case_forms.Acknowledgement, opening and case.is_open and not case.acknowledged_on),
        (case_forms.Extension, opening and not asked and context["next_extension"]),
        (case_forms.Grant, approving and asked and asked.by != user.username),
        (case_forms.Refusal, approving and asked),
        (case_forms.Decision, deciding and case.is_open),
        (case_forms.Redress, deciding),
        (case_forms.Settlement, deciding and case.credit and not case.credited_on),
        (case_forms.Reopening, deciding and not case.is_open),
        (case_forms.Noting, opening),
        (case_forms.Amending, opening and case.is_open and case.kind != Case.Kind.COMPLAINT),
        (case_forms.TakingBack, deciding and work.can_be_taken_back(case)),
    ]
    return [form for form, offered in offers if offered]


def _with_taken_back(steps: list[CaseStep]) -> list[tuple[CaseStep, bool]]:
    """Each with who took it, and whether it was taken back."""
    taken_back = {step.of_id for step in steps if step.kind == CaseStep.Kind.TAKEN_BACK}
    return [(step, step.pk in taken_back) for step in name_people(steps, "by")]


LISTS = {
    "open": pgettext_lazy("state", "Open"),
    "unacknowledged": gettext_lazy("To acknowledge"),
    "late": gettext_lazy("Late"),
    "soon": gettext_lazy("Due in three days"),
    "extensions": gettext_lazy("More time asked for"),
    "credits": gettext_lazy("Credit awaited"),
    "decided": gettext_lazy("Decided"),
}
