"""Help and conduct: promises, help, contacts, letters and cases of a period. Nothing is told by colleague."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from accounts import business_dates, packs
from accounts.contact import gate_messages
from accounts.models import Case, Channel
from accounts.rules.contact.terms import Refusal
from notices.kinds import catalogue
from notices.kinds import labels as kind_labels
from servicing.access import Capability, allowed
from servicing.exports.report import Cell, Column, Fact, Report, Table, address, share
from servicing.worklists import conduct
from servicing.worklists.conduct import PROMISE, Period
from servicing.workspace.fields import DayField
from servicing.workspace.reports import pages

REVIEWED = {"call": gettext_lazy("Calls"), "letter": gettext_lazy("Letters")}
RULES_ABOUT = {
    "hold": gettext_lazy("A hold stops it."),
    "cap": gettext_lazy("The cap on contacts is reached."),
    "channel": gettext_lazy("Not by this means."),
    "no-consent": gettext_lazy("They do not want to be reached by this means."),
    "no-pack": gettext_lazy("No rules of contact are known for the place."),
}


class Asked(pages.Asked):
    """From which day through which."""

    first = DayField(label=gettext_lazy("From"), required=False)
    last = DayField(label=gettext_lazy("Through"), required=False)
    field_order = ("first", "last", "product")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["basis"], self.fields["currency"]

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        if chosen.get("first") and chosen.get("last") and chosen["first"] > chosen["last"]:
            raise forms.ValidationError(_("The first day must come before the last."))
        return chosen


@allowed(Capability.SEE_REPORTS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """By default the month of the last closed day."""
    last = business_dates.last_closed()
    if last is None:
        _seen, why_none = pages.view(None, "known")
        return pages.respond(request, Report("conduct", _("Help and conduct"), (), ()), why_none=why_none)
    given = {name: value for name, value in request.GET.items() if value}
    form = Asked({"first": str(last.replace(day=1)), "last": str(last)} | given)
    if not form.is_valid():
        return pages.respond(request, Report("conduct", _("Help and conduct"), (), ()), form=form)
    chosen = form.cleaned_data
    return pages.respond(
        request, report(Period(chosen["first"], chosen["last"], chosen["product"])), form=form
    )


def report(period: Period) -> Report:
    facts: list[Fact] = [(_("From"), period.first), (_("Through"), period.last)]
    facts.append((_("Basis"), _("as recorded until now")))
    if period.product:
        facts.append((_("Product"), period.product))
    parts = (_promises, _help, _contacts, _refusals, _notices, _letters, _cases, _reviews)
    return Report("conduct", _("Help and conduct"), facts, [part(period) for part in parts])


class _Cells:
    """Figures of one code as cells, each with the address of what it counts."""

    def __init__(self, code: str, period: Period) -> None:
        self.code, self.path = code, reverse("conduct-accounts")
        self.counts = conduct.counts(code, period)
        self.asked = {"first": period.first, "last": period.last, "product": period.product}

    def number(self, part: str, group: str = "") -> int:
        """Of every group where none is named."""
        groups = [group] if group else self.counts
        return sum(self.counts[each][part] for each in groups)

    def link(self, part: str, group: str = "") -> str:
        return address(self.path, of=self.code, what=part, group=group, **self.asked)

    def of(self, part: str, group: str = "") -> Cell:
        return Cell(self.number(part, group), self.link(part, group))

    def share(self, part: str, whole: int, group: str = "") -> Cell:
        return Cell(share(self.number(part, group), whole), self.link(part, group))


def _list(code: str, title: str, lines: Sequence[tuple[str, Cell]], formula: str) -> Table:
    """A table of one figure a row."""
    columns = [Column(""), Column(pgettext("how many", "Number"), "count")]
    return Table(code, title, columns, [[Cell(str(label)), cell] for label, cell in lines], (), formula)


def _promises(period: Period) -> Table:
    cells = _Cells("promises", period)
    columns = [
        Column(_("Promises made in the period")), Column(pgettext("how many", "Number"), "count"),
        Column(_("Share"), "share"),
    ]  # fmt: skip
    ended = cells.number(PROMISE.KEPT) + cells.number(PROMISE.BROKEN)
    rows = [
        [Cell(str(state.label)), cells.of(state), cells.share(state, ended)]
        for state in (PROMISE.KEPT, PROMISE.BROKEN)
    ]
    others = (
        (str(PROMISE.OPEN.label), PROMISE.OPEN),
        (_("replaced by a later one"), conduct.REPLACED),
        (str(PROMISE.CANCELLED.label), PROMISE.CANCELLED),
    )
    rows += [[Cell(label), cells.of(code), Cell(None)] for label, code in others]
    foot = [Cell(_("Total")), cells.of("all"), Cell(None)]
    formula = _(
        "State at the end of the period. Rate = kept ÷ (kept + broken); replaced, cancelled and open ones"
        " are in"
        " neither."
    )
    return Table("promises", _("Payment promises"), columns, rows, [foot], formula)


def _help(period: Period) -> Table:
    codes = ("invitations", "requests", "offers", "plans")
    invitations, requests, offers, plans = (_Cells(code, period) for code in codes)
    wait = Cell(conduct.middle(conduct.days_to_help(period)), invitations.link("first"))
    lines = [
        (_("Help invitations sent"), invitations.of("sent")),
        (_("Runs of past-due days with their first invitation in the period"), invitations.of("first")),
        (_("Days from past due to the first invitation, median"), wait),
        (_("Requests for help"), requests.of("asked")),
        (_("Offers sent"), offers.of("sent")),
        (_("of them answered"), offers.of("answered")),
        (_("of them accepted"), offers.of("accepted")),
        (_("of them expired"), offers.of("expired")),
        (_("Plans agreed"), plans.of("agreed")),
        (_("of them kept or complete"), plans.of("kept")),
        (_("of them missed or lapsed"), plans.of("missed")),
        (_("of them ended"), plans.of("ended")),
    ]
    formula = _(
        "Invitations: letters that went in the period and carry the help invitation. Offers by what became"
        " of them so"
        " far; plans by their state at the end of the period."
    )
    return _list("help", _("Help"), lines, formula)


def _contacts(period: Period) -> Table:
    columns = [
        Column(_("Channel")), Column(_("Attempts"), "count"), Column(_("Conversations"), "count"),
        Column(_("Refused by the person"), "count"), Column(_("Wrong numbers"), "count"),
        Column(_("Share of conversations"), "share"),
    ]  # fmt: skip
    cells = _Cells("contacts", period)
    parts = ("attempts", "conversations", "refused", "wrong_numbers")
    rows = [
        [
            Cell(str(Channel(channel).label)),
            *(cells.of(part, channel) for part in parts),
            cells.share("conversations", cells.number("attempts", channel), channel),
        ]
        for channel in cells.counts
    ]
    formula = _("Attempts from us, as logged, days in UTC; what was entered in error is left out.")
    return Table(
        "contacts", _("Contacts tried"), columns, rows, (), formula, empty=_("Nobody was contacted.")
    )


def _refusals(period: Period) -> Table:
    """The most frequent first."""
    cells = _Cells("refusals", period)
    rules = sorted(cells.counts, key=lambda rule: -cells.number("refused", rule))
    lines = [(rule_label(rule), cells.of("refused", rule)) for rule in rules]
    formula = _("Each time that somebody asked whether a person may be contacted, and the rules said no.")
    return _list("refusals", _("Contacts that the rules refused"), lines, formula)


def rule_label(rule: str) -> str:
    """What a rule says in general, without what it was about each time."""
    if rule in RULES_ABOUT:
        return str(RULES_ABOUT[rule])
    try:
        return gate_messages.why(Refusal(rule), packs.of(""))
    except KeyError:
        return rule


def _notices(period: Period) -> Table:
    columns = [
        Column(_("Letter")), Column(_("Jurisdiction")),
        Column(pgettext("letters", "Due"), "count"), Column(_("Sent in time"), "count"),
        Column(_("Sent late"), "count"), Column(_("Not needed"), "count"), Column(_("Not sent"), "count"),
        Column(_("Share in time"), "share"),
    ]  # fmt: skip
    cells = _Cells("notices", period)
    rows = []
    for code in cells.counts:
        kind = catalogue.KINDS.get(code)
        place = kind.jurisdiction if kind else None
        rows.append([Cell(kind_labels.title(code)), Cell(place), *_timely(cells, code)])
    foot = [[Cell(_("Total")), Cell(None), *_timely(cells)]] if rows else []
    formula = _(
        "Notices whose deadline of our own fell in the period. Share in time = sent by the deadline ÷ (due"
        " − not"
        " needed). Not needed: cancelled, superseded or suspended before they went."
    )
    return Table("notices", _("Letters on time"), columns, rows, foot, formula, empty=_("No letter was due."))


def _timely(cells: _Cells, kind: str = "") -> list[Cell]:
    needed = cells.number("due", kind) - cells.number("not_needed", kind)
    parts = ("due", "in_time", "late", "not_needed", "unsent")
    return [*(cells.of(part, kind) for part in parts), cells.share("in_time", needed, kind)]


def _letters(period: Period) -> Table:
    cells = _Cells("letters", period)
    lines = [
        (_("Letters whose facts were corrected after they went"), cells.of("corrected")),
        (_("Letters that a corrected one took the place of"), cells.of("superseded")),
        (_("Deadlines missed"), cells.of("missed")),
        (_("Missed deadlines made good"), cells.of("remedied")),
    ]
    return _list(
        "letters", _("Letters corrected"), lines, _("By the day on which it was found, or made good.")
    )


def _cases(period: Period) -> Table:
    columns = [
        Column(_("Case")), Column(pgettext("cases", "Opened"), "count"),
        Column(_("Acknowledged late"), "count"),
        Column(_("Decided"), "count"), Column(_("Past the time to decide"), "count"),
        Column(pgettext("cases", "Upheld"), "count"), Column(_("Share decided in time"), "share"),
    ]  # fmt: skip
    cells = _Cells("cases", period)
    parts = ("opened", "acknowledged_late", "decided", "decided_late", "upheld")
    rows = [
        [
            Cell(str(Case.Kind(kind).label).capitalize()),
            *(cells.of(part, kind) for part in parts),
            cells.share("in_time", cells.number("opened", kind), kind),
        ]
        for kind in cells.counts
    ]
    formula = _(
        "Cases opened in the period, against their clocks at its end: one that is not decided counts as"
        " late once its"
        " time has passed. Share in time = opened − past the time ÷ opened."
    )
    return Table("cases", _("Cases by clock"), columns, rows, (), formula, empty=_("No case was opened."))


def _reviews(period: Period) -> Table:
    columns = [
        Column(_("Quality review")), Column(_("In the sample"), "count"), Column(_("Reviewed"), "count"),
        Column(pgettext("quality reviews", "Passed"), "count"),
        Column(pgettext("quality reviews", "Failed"), "count"), Column(_("Share passed"), "share"),
        Column(_("Answers that were yes"), "share"),
        Column(_("Correction asked"), "count"), Column(_("Put right"), "count"),
    ]  # fmt: skip
    cells, scores = _Cells("reviews", period), conduct.scores(period)
    rows = []
    for subject in cells.counts:
        score = None if scores[subject] is None else Fraction(scores[subject]).limit_denominator(1_000) / 100
        rows.append([
            Cell(REVIEWED[subject]),
            *(cells.of(part, subject) for part in ("sampled", "reviewed", "passed", "failed")),
            cells.share("passed", cells.number("reviewed", subject), subject),
            Cell(score, cells.link("reviewed", subject)),
            *(cells.of(part, subject) for part in ("asked", "corrected")),
        ])  # fmt: skip
    formula = _(
        "Calls and letters of the period that the sample holds. Share passed = passed ÷ reviewed. Answers:"
        " the average over the reviews."
    )
    none = _("The sample of this period is empty.")
    return Table("reviews", _("Quality reviews"), columns, rows, (), formula, empty=none)
