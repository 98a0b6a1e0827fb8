"""The page of one account."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts import formatting
from accounts import holds as book_holds
from accounts.dates import local_day
from accounts.models import Account, BillingCycle, Break
from accounts.reports import explanation
from accounts.reports.explanation import Explanation
from accounts.rules.first_delinquency import first_delinquency
from accounts.rules.standing import Facts, NoPolicy
from accounts.standings import facts
from accounts.standings.evaluation import DayNotClosed
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.worklists import accounts as account_worklists
from servicing.workspace import actions
from servicing.workspace.account import pending as pendings
from servicing.workspace.account import reages
from servicing.workspace.account.standing_now import Figures, standing_now
from servicing.workspace.account.timeline import timeline
from servicing.workspace.cases import cases
from servicing.workspace.close import closed_days
from servicing.workspace.contact import panel as contacts
from servicing.workspace.customers import parties
from servicing.workspace.fields import field
from servicing.workspace.hardship import plans as hardship_plans
from servicing.workspace.holds import holds
from servicing.workspace.notices import notices
from servicing.workspace.promises import promises

KNOWN, RESTATED = "known", "restated"
NEWS = timedelta(days=90)  # for so long a statement difference is a warning


class Question(forms.Form):
    """Which day to explain, and by which facts."""

    on = forms.DateField(required=False)
    basis = forms.ChoiceField(
        required=False,
        choices=[
            (KNOWN, gettext_lazy("as known that day")),
            (RESTATED, gettext_lazy("restated, by all known now")),
        ],
    )


@dataclass(frozen=True)
class Printed:
    """One version of a statement in the table of cycles."""

    cycle: BillingCycle
    replaced: bool
    corrects: bool


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything about an account, and why it stands where it stands on the day that was asked."""
    account = scope.find(Account.objects.select_related("product", "set_aside"), request.user, pk=pk)
    closed = account_worklists.last_closed()
    context = {"account": account, "currency": account.product.currency, "closed": closed}
    known = facts.of_account(account)
    context |= _history(account)
    context |= _standings(account, context, known)
    context |= _explained(account, request, context, known)
    context["timeline"] = timeline(context, until=closed.day if closed else None)
    if request.htmx:
        return render(request, "servicing/account/through_time.html", context)
    context |= _header(context, known)
    context |= _panels(account, request, context, known)
    return render(request, "servicing/account/page.html", context)


def _history(account: Account) -> dict[str, Any]:
    return {
        "spans": list(account.spans.order_by("starts_on")),
        "changes": list(account.stage_changes.order_by("-on")),
        "cycles": list(_printed(account.cycles.order_by("-statement_date", "-known_on"))),
        "payments": list(account.payments.order_by("-posted_on", "-pk")),
        "exits": list(account.exits.order_by("-on")),
        "reages": list(account.reages.order_by("-on")),
        "cases": list(account.cases.order_by("-opened_on", "-pk")),
        "conversations": contacts.conversations(account),
        "promise_turns": list(promises.turns(account)),
        "notice_turns": notices.turns_of(account),
        "placed": list(book_holds.of_account(account)),
    }


def _printed(cycles: QuerySet[BillingCycle]) -> Any:
    """Newest first; of several versions of a statement the last known stands, the others are replaced."""
    for _statement_date, versions in groupby(cycles, key=lambda cycle: cycle.statement_date):
        newest, *older = versions
        yield Printed(newest, replaced=False, corrects=bool(older))
        yield from (Printed(version, replaced=True, corrects=False) for version in older)


def _standings(account: Account, context: dict[str, Any], known: Facts) -> dict[str, Any]:
    """The standing as closed last, and that of now where the account is in the book."""
    last = context["closed"] and context["closed"].day
    standing = next((span for span in context["spans"] if span.ends_before is None), None)
    today = actions.today_of(account)
    gone = context["exits"] and context["exits"][0].reason != "recalled"
    now = None if gone else standing_now(known, standing, last, today, context["currency"])
    closing = Figures.of_span(standing, last, known) if standing and last else None
    figures = Figures.of_standing(now.standing) if now else closing
    return {"standing": standing, "now": now, "today": today, "figures": figures, "closing": closing}


def _explained(
    account: Account, request: StaffRequest, context: dict[str, Any], known: Facts
) -> dict[str, Any]:
    """The answer to the question in the address.

    By default the last closed day, as known; today by everything known where that is no longer how it stands.
    """
    form = Question(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    last, now = context["closed"] and context["closed"].day, context["now"]
    changed = bool(now and now.closed and now.differs)
    on = asked.get("on") or (context["today"] if changed else last)
    basis = asked.get("basis") or (RESTATED if changed and not asked.get("on") else KNOWN)
    answer = {"on": on, "basis": basis, "bases": field(form, "basis", forms.ChoiceField).choices}
    if not form.is_valid():
        return answer | {"problem": _("Enter a date such as 2026-01-31.")}
    try:
        return answer | ({"explanation": explanation.explain(account, on, basis, known)} if on else {})
    except DayNotClosed:
        return answer | {"problem": _not_closed(on)}
    except OverflowError:
        return answer | {"problem": _("A date of this account is wrong: nothing can be counted from it.")}
    except NoPolicy as none:
        day = formatting.day(none.day)
        return answer | {"problem": _("The product has no policy in force on %(day)s.") % {"day": day}}


def _not_closed(on: date) -> str:
    if why := closed_days.why_not(on):
        return f"{why} {_('Restated can be asked for any day.')}"
    return _("No day is closed yet. What every loaded fact says can be asked as restated.")


def _header(context: dict[str, Any], known: Facts) -> dict[str, Any]:
    """The standing as closed last, and what a reader must be warned of."""
    account, exits, standing = context["account"], context["exits"], context["standing"]
    last = context["closed"] and context["closed"].day
    return {
        "first_delinquency": _first_delinquency(context.get("explanation"), known, last)
        if standing
        else None,
        "newest": _newest(context["cycles"], last),
        "left": exits[0] if exits and exits[0].reason != "recalled" else None,
        "set_aside": getattr(account, "set_aside", None),
        "open_breaks": _open_breaks(account, last),
    }


def _open_breaks(account: Account, last: date | None) -> list[tuple[Break, bool]]:
    """Each that is not settled, and whether it is news: an old one is told, but is no warning."""
    rows = account.breaks.filter(settled_on__isnull=True).order_by("-statement_date")
    return [(row, last is None or row.found_on > last - NEWS) for row in rows]


def _first_delinquency(explained: Explanation | None, known: Facts, last: date | None) -> date | None:
    """Since when it has been behind on the last closed day, by all that is known now."""
    if explained and explained.day == last:
        return explained.first_delinquency
    with suppress(NoPolicy, OverflowError):
        return first_delinquency(known, last) if last else None
    return None


def _newest(cycles: list[Printed], last: date | None) -> BillingCycle | None:
    """The newest statement that a close has seen, or that there is."""
    known = (p.cycle for p in cycles if last is None or max(p.cycle.statement_date, p.cycle.known_on) <= last)
    return next(known, None)


def _panels(account: Account, request: StaffRequest, context: dict[str, Any], known: Facts) -> dict[str, Any]:
    """What each kind of work shows of an account, and lets a person do about it."""
    now = timezone.now()
    today = local_day(now, account.time_zone)
    return (
        parties.panel(account, today, request.user)
        | pendings.panel(account, today)
        | promises.panel(account, known, request.user)
        | hardship_plans.panel(account)
        | notices.panel(account)
        | holds.panel(account, context["placed"], today, request.user)
        | contacts.panel(account, request.user)
        | cases.panel(account, context["cases"], now)
        | reages.panel(account, request.user, now, known)
    )
