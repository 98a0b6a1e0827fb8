"""Help and conduct: promises, help, contacts, letters and cases of a period. Nothing is told by colleague."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from accounts import business_dates, packs
from accounts.contact import gate_messages
from accounts.models import Case, Channel, ContactEvent, HardshipOffer, PlanStatusChange, PromiseStatusChange
from accounts.rules.contact.terms import Refusal
from notices.kinds import catalogue
from notices.kinds import labels as kind_labels
from servicing.access import Capability, allowed
from servicing.exports.report import Cell, Column, Report, Table, share
from servicing.worklists import conduct
from servicing.worklists.conduct import Period
from servicing.workspace.fields import DayField
from servicing.workspace.reports import pages

PROMISE, OFFER, PLAN = PromiseStatusChange.State, HardshipOffer.State, PlanStatusChange.State
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
    facts = [(_("From"), period.first.isoformat()), (_("Through"), period.last.isoformat())]
    if period.product:
        facts.append((_("Product"), period.product))
    tables = [
        _promises(period),
        _help(period),
        _contacts(period),
        _refusals(period),
        _notices(period),
        _letters(period),
        _cases(period),
        _reviews(period),
    ]
    return Report("conduct", _("Help and conduct"), facts, tables)


def _list(code: str, title: str, lines: Sequence[tuple[str, int | None]], formula: str) -> Table:
    """A table of one figure a row."""
    columns = [Column(""), Column(pgettext("how many", "Number"), "count")]
    return Table(
        code, title, columns, [[Cell(str(label)), Cell(number)] for label, number in lines], (), formula
    )


def _promises(period: Period) -> Table:
    counts = conduct.promises(period)
    columns = [
        Column(_("Promises made in the period")), Column(pgettext("how many", "Number"), "count"),
        Column(_("Share"), "share"),
    ]  # fmt: skip
    ended = counts[PROMISE.KEPT] + counts[PROMISE.BROKEN]
    rows = [
        [Cell(str(PROMISE.KEPT.label)), Cell(counts[PROMISE.KEPT]), Cell(share(counts[PROMISE.KEPT], ended))],
        [
            Cell(str(PROMISE.BROKEN.label)),
            Cell(counts[PROMISE.BROKEN]),
            Cell(share(counts[PROMISE.BROKEN], ended)),
        ],
        [Cell(str(PROMISE.OPEN.label)), Cell(counts[PROMISE.OPEN]), Cell(None)],
        [Cell(_("replaced by a later one")), Cell(counts[conduct.REPLACED]), Cell(None)],
        [Cell(str(PROMISE.CANCELLED.label)), Cell(counts[PROMISE.CANCELLED]), Cell(None)],
    ]
    foot = [Cell(_("Total")), Cell(counts.total()), Cell(None)]
    formula = _(
        "State at the end of the period. Rate = kept ÷ (kept + broken); replaced, cancelled and open ones"
        " are in"
        " neither."
    )
    return Table("promises", _("Payment promises"), columns, rows, [foot], formula)


def _help(period: Period) -> Table:
    offers, plans = conduct.offers(period), conduct.plans(period)
    first = conduct.days_to_help(period)
    answered = offers[OFFER.ACCEPTED] + offers[OFFER.DECLINED]
    lines = [
        (_("Help invitations sent"), conduct.invitations(period).count()),
        (_("Runs of past-due days with their first invitation in the period"), len(first)),
        (_("Days from past due to the first invitation, median"), conduct.middle(first)),
        (_("Requests for help"), conduct.help_asked(period)),
        (_("Offers sent"), offers.total()),
        (_("of them answered"), answered),
        (_("of them accepted"), offers[OFFER.ACCEPTED]),
        (_("of them expired"), offers[OFFER.EXPIRED]),
        (_("Plans agreed"), plans.total()),
        (_("of them kept or complete"), plans[PLAN.KEPT] + plans[PLAN.COMPLETE]),
        (_("of them missed or lapsed"), plans[PLAN.MISSED] + plans[PLAN.LAPSED]),
        (_("of them ended"), plans[PLAN.ENDED]),
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
    outcome = ContactEvent.Outcome
    rows = []
    for channel, counts in conduct.contacts(period):
        talked = counts[outcome.CONVERSATION]
        figures = (counts.total(), talked, counts[outcome.REFUSED], counts[outcome.WRONG_NUMBER])
        rows.append(
            [Cell(str(Channel(channel).label)), *map(Cell, figures), Cell(share(talked, counts.total()))]
        )
    formula = _("Attempts from us, as logged, days in UTC; what was entered in error is left out.")
    return Table(
        "contacts", _("Contacts tried"), columns, rows, (), formula, empty=_("Nobody was contacted.")
    )


def _refusals(period: Period) -> Table:
    lines = [(_rule(rule), number) for rule, number in conduct.refusals(period)]
    formula = _("Each time that somebody asked whether a person may be contacted, and the rules said no.")
    return _list("refusals", _("Contacts that the rules refused"), lines, formula)


def _rule(rule: str) -> str:
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
    rows: list[list[Cell]] = []
    sums: Counter[str] = Counter()
    for row in conduct.on_time(period):
        code = row.pop("kind")
        sums.update(row)
        kind = catalogue.KINDS.get(code)
        title = kind_labels.title(code)
        rows.append([Cell(title), Cell(kind.jurisdiction if kind else None), *_timely(row)])
    foot = [[Cell(_("Total")), Cell(None), *_timely(sums)]] if rows else []
    formula = _(
        "Notices whose deadline of our own fell in the period. Share in time = sent by the deadline ÷ (due"
        " − not"
        " needed). Not needed: cancelled, superseded or suspended before they went."
    )
    return Table("notices", _("Letters on time"), columns, rows, foot, formula, empty=_("No letter was due."))


def _timely(row: Any) -> list[Cell]:
    needed = row["due"] - row["not_needed"]
    unsent = needed - row["in_time"] - row["late"]
    figures = (row["due"], row["in_time"], row["late"], row["not_needed"], unsent)
    return [*map(Cell, figures), Cell(share(row["in_time"], needed))]


def _letters(period: Period) -> Table:
    counts = conduct.corrected(period)
    lines = [
        (_("Letters whose facts were corrected after they went"), counts["corrected"]),
        (_("Letters that a corrected one took the place of"), counts["superseded"]),
        (_("Deadlines missed"), counts["missed"]),
        (_("Missed deadlines made good"), counts["remedied"]),
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
    rows = [
        [
            Cell(str(Case.Kind(row["kind"]).label).capitalize()),
            Cell(row["opened"]),
            Cell(row["acknowledged_late"]),
            Cell(row["decided"]),
            Cell(row["decided_late"]),
            Cell(row["upheld"]),
            Cell(share(row["opened"] - row["decided_late"], row["opened"])),
        ]
        for row in conduct.cases(period)
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
    names = {"call": _("Calls"), "letter": _("Letters")}
    rows = []
    for row in conduct.quality(period):
        score = None if row["score"] is None else Fraction(row["score"]).limit_denominator(1_000) / 100
        figures = [row[name] for name in ("sampled", "reviewed", "passed", "failed")]
        shares = [share(row["passed"], row["reviewed"]), score]
        cells = [*figures, *shares, row["asked"], row["corrected"]]
        rows.append([Cell(names[row["subject"]]), *map(Cell, cells)])
    formula = _(
        "Calls and letters of the period that the sample holds. Share passed = passed ÷ reviewed. Answers:"
        " the average over the reviews."
    )
    none = _("The sample of this period is empty.")
    return Table("reviews", _("Quality reviews"), columns, rows, (), formula, empty=none)
