"""Roll rates month by month, and vintages: cohorts by month of opening and of first lateness."""

import itertools
from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import business_dates, formatting
from accounts.reports import ahead, flows, roll_rate_formulas
from accounts.reports.ahead import MONTHS
from accounts.reports.flows import Count
from accounts.reports.roll_rate_formulas import Flow
from accounts.reports.snapshot import View
from accounts.stages import CURRENT, MISSED, STAGES
from servicing.access import Capability, allowed
from servicing.exports import report_files as files
from servicing.exports.report import (
    Cell,
    Column,
    Picture,
    Proof,
    Report,
    Series,
    Table,
    shade,
    share,
)
from servicing.workspace.reports import pages, roll_rates
from servicing.workspace.reports.roll_rates import Links


class Asked(pages.Asked):
    """As known then only: a row for each of thirteen months cannot wait for thirteen restatements."""

    field_order = ("currency", "product")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["basis"]


@allowed(Capability.SEE_REPORTS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Thirteen months side by side."""
    form = pages.asked(request, Asked, currency=pages.first_currency())
    last = business_dates.last_closed()
    if last is None:
        return _nothing(request, "roll-rates-by-month", _("Roll rates by month"), form)
    return pages.respond(request, by_month(last, form.cleaned_data), form=form)


@allowed(Capability.SEE_REPORTS)
@require_safe
def vintages_page(request: HttpRequest) -> HttpResponse:
    form = pages.asked(request, Asked, currency=pages.first_currency())
    last = business_dates.last_closed()
    if last is None:
        return _nothing(request, "vintages", _("Vintages"), form)
    return pages.respond(request, vintages(last, form.cleaned_data), form=form)


def _nothing(request: HttpRequest, code: str, title: str, form: Any) -> HttpResponse:
    _seen, why_none = pages.view(None, "known")
    return pages.respond(request, Report(code, title, (), ()), form=form, why_none=why_none)


def by_month(last: date, chosen: dict[str, Any]) -> Report:
    """Entry, cure and forward of each of the last thirteen months whose first and last day are closed."""
    ends = ahead.closed_month_ends(last)
    flows_by_end: dict[date, list[Flow]] = {}
    wrong: list[Proof] = []
    for start, end in itertools.pairwise(ends):
        every = flows.between(View(start), View(end))
        flows_by_end[end] = roll_rates.narrowed(every, chosen)
        if not (proof := roll_rates.proof(View(start), every)).holds:
            wrong.append(proof)
    proofs = wrong or [Proof(_("Every row of every month adds up to the opening count of its stage."))]
    facts = [
        (_("Through the end of"), ends[-1] if ends else "–"),
        (_("Currency"), chosen["currency"]),
    ]
    facts.append((_("Basis"), _("as known at the close of each day")))
    if chosen["product"]:
        facts.append((_("Product"), chosen["product"]))
    links = {
        end: roll_rates.moved_links(View(start), View(end), chosen) for start, end in itertools.pairwise(ends)
    }
    tables = [_months_table(flows_by_end, links, by_balance=by_balance) for by_balance in (False, True)]
    tables.append(_lasting_table(ends, flows_by_end, links, chosen))
    return Report(
        "roll-rates-by-month", _("Roll rates by month"), facts, tables, proofs if flows_by_end else ()
    )


def _months_table(
    flows_by_end: dict[date, list[Flow]], links_by_end: dict[date, Links], *, by_balance: bool
) -> Table:
    figure = "balance" if by_balance else "accounts"
    columns = [
        Column(_("Month to the end of"), "day"),
        Column(_("Entry rate"), "share"),
        Column(_("Cure"), "share"),
    ]
    columns += [Column(_("Cure %(way)s") % {"way": name}, "share") for name in roll_rates.WAYS.values()]
    columns += [Column(_("Forward from %(stage)s") % {"stage": stage}, "share") for stage in MISSED[:-1]]
    columns += [Column(_("Stay in %(stage)s") % {"stage": stage}, "share") for stage in MISSED]
    rows: list[list[Cell]] = []
    for end, of_month in flows_by_end.items():
        links = links_by_end[end]
        shares = [
            (roll_rate_formulas.entry(of_month), roll_rates.entry_link(links)),
            (roll_rate_formulas.cure(of_month, ""), roll_rates.cure_link(links, MISSED)),
            *(
                (roll_rate_formulas.cure(of_month, "", [way]), roll_rates.cure_link(links, MISSED, way))
                for way in roll_rates.WAYS
            ),
            *(
                (roll_rate_formulas.forward(of_month, stage), roll_rates.forward_link(links, stage))
                for stage in MISSED[:-1]
            ),
            *((roll_rate_formulas.stay(of_month, stage), links(came=stage, went=stage)) for stage in MISSED),
        ]
        rows.append([Cell(end), *(Cell(getattr(each, figure).share, link) for each, link in shares)])
    formula = _(
        "Each month from the end of the one before. Entry rate: of current accounts with a statement whose"
        " last day of"
        " grace fell in the month, those past due at its end. Cure: of all past-due accounts, those"
        " current at its"
        " end. Forward: of the accounts of a stage, those in a later one. Stay: those still in it."
    )
    title = _("By balance") if by_balance else _("By accounts")
    return Table(figure, title, columns, rows, (), formula, _lines(title, columns, rows))


def _lasting_table(
    ends: Sequence[date],
    flows_by_end: dict[date, list[Flow]],
    links_by_end: dict[date, Links],
    chosen: dict[str, Any],
) -> Table:
    """What needs more than the two days of a month: lasting cures and straight rollers; and the net flows."""
    pairs = list(itertools.pairwise(STAGES))
    columns = [
        Column(_("Month to the end of"), "day"),
        Column(_("Became current"), "count"),
        Column(_("Stayed cured"), "share"),
        Column(_("Reached M3"), "count"),
        Column(_("Straight rollers"), "share"),
    ]
    columns += [
        Column(_("Net flow %(from)s to %(to)s") % {"from": files.stage_name(one), "to": other}, "share")
        for one, other in pairs
    ]
    balances = {end: roll_rates.balances_by_stage(View(end), chosen) for end in ends}
    rows: list[list[Cell]] = []
    for start, end in itertools.pairwise(ends):
        became, _balance = roll_rate_formulas.total(
            flows_by_end[end], lambda flow: flow.from_stage in MISSED and flow.to_stage == CURRENT
        )
        stood = roll_rates.stood_links(View(end), chosen)
        net = [
            Cell(roll_rate_formulas.net_flow(balances[start], balances[end], one).share, stood(stage=other))
            for one, other in pairs
        ]
        cured = Cell(became, roll_rates.cure_link(links_by_end[end], MISSED))
        lasting = [_stayed(View(start), View(end), chosen), *_straight(View(start), View(end), chosen)]
        rows.append([Cell(end), cured, *lasting, *net])
    formula = _(
        "Stayed cured: of those that became current in the month, those current at every close through the"
        " end of the third month after; told once that is closed. Straight rollers: of those that reached M3"
        " in the month, those that paid nothing after the first due date that they missed. Net flow = balance"
        " of the next stage at the end ÷ balance of the stage at the beginning."
    )
    title = _("Lasting cures, straight rollers and net flow")
    return Table("lasting", title, columns, rows, (), formula)


def _stayed(start: View, end: View, chosen: dict[str, Any]) -> Cell:
    """The share of cures that lasted three months; none while these are not closed."""
    through = roll_rate_formulas.months_later(end.day, ahead.STAYED_MONTHS)
    if not business_dates.is_closed(through):
        return Cell(None)
    outcomes: Counter[str] = Counter()
    for each in flows.cured_since(start, end, through):
        if each.currency == chosen["currency"] and chosen["product"] in ("", each.product):
            outcomes[each.outcome] += each.accounts
    stayed = flows.OUTCOMES[0]
    to = roll_rates.count_links(flows.cures(start, end, through), chosen)
    return Cell(
        share(outcomes[stayed], outcomes.total()), to(f"{way}.{stayed}" for way in roll_rate_formulas.WAYS)
    )


def _straight(start: View, end: View, chosen: dict[str, Any]) -> list[Cell]:
    """How many reached M3, and which share of them without paying anything."""
    counts: Counter[bool] = Counter()
    for each in flows.reached_m3(start, end):
        if each.currency == chosen["currency"] and chosen["product"] in ("", each.product):
            counts[each.straight] += each.accounts
    to = roll_rates.count_links(flows.rollers(start, end), chosen)
    reached = Cell(counts.total(), to([flows.STRAIGHT, flows.OTHER]))
    return [reached, Cell(share(counts[True], counts.total()), to([flows.STRAIGHT]))]


def _lines(title: str, columns: list[Column], rows: list[list[Cell]]) -> Picture:
    drawn = {1: "1", 2: "2", 6: "m0", 7: "m1", 8: "m2"}
    series = [
        Series(
            columns[place].label,
            [None if row[place].value is None else float(row[place].value) for row in rows],
            style,
        )
        for place, style in drawn.items()
    ]
    return Picture(
        "lines",
        title,
        _("A line for each rate, one point a month. The figures are in the table below."),
        [formatting.month(row[0].value) for row in rows],
        series,
        unit="%",
    )


def vintages(last: date, chosen: dict[str, Any]) -> Report:
    """By opening and by first lateness, through the last closed end of a month."""
    through = roll_rate_formulas.month_ends(last, 1)[0]
    since = ahead.first_cohort(last)
    tables = []
    titles = (_("By month of opening"), _("By month of first lateness"))
    for cohort, title in zip(flows.COHORTS, titles, strict=True):
        counts: Counter[tuple[date, int | None]] = Counter()
        balances: Counter[tuple[date, int | None]] = Counter()
        for cell in flows.vintages(through, cohort, since):
            if cell.currency == chosen["currency"] and chosen["product"] in ("", cell.product):
                counts[cell.cohort, cell.month] += cell.accounts
                balances[cell.cohort, cell.month] += cell.balance
        links = _CohortLinks(Count(cohort, since, through, through), chosen)
        tables += [
            _triangle(cohort, _("%(cohort)s: accounts") % {"cohort": title}, counts, links),
            _triangle(
                f"{cohort}-balance",
                _("%(cohort)s: balance") % {"cohort": title},
                balances,
                links,
                chosen["currency"],
            ),
        ]
    facts = [(_("Through the end of"), through), (_("Currency"), chosen["currency"])]
    facts.append((_("Basis"), _("as known at the close of each day")))
    if chosen["product"]:
        facts.append((_("Product"), chosen["product"]))
    return Report("vintages", _("Vintages"), facts, tables)


class _CohortLinks:
    """The addresses of the accounts of cohorts, through the end of a month."""

    def __init__(self, count: Count, chosen: dict[str, Any]) -> None:
        self.through = count.through
        self.to = roll_rates.count_links(count, chosen)

    def reached(self, cohort: date, later: int) -> str:
        """Those that reached M2 by so many months after their own."""
        return self.to(f"{cohort:%Y-%m}.{month}" for month in range(later + 1))

    def whole(self, cohort: date) -> str:
        months = [*range(MONTHS), flows.NEVER_YET]
        return self.to(f"{cohort:%Y-%m}.{month}" for month in months)


def _triangle(
    code: str,
    title: str,
    counted: Counter[tuple[date, int | None]],
    links: _CohortLinks,
    currency: str = "",
) -> Table:
    columns = [Column(_("Month"), "month"), Column(_("Cohort"), "money" if currency else "count", currency)]
    columns += [Column(f"+{month}", "share") for month in range(MONTHS)]
    rows = []
    for cohort in sorted({month for month, _later in counted}):
        whole = sum(figure for (month, _later), figure in counted.items() if month == cohort)
        cells = [_reached(counted, cohort, later, whole, links) for later in range(MONTHS)]
        rows.append([Cell(f"{cohort:%Y-%m}"), Cell(whole, links.whole(cohort)), *cells])
    formula = _(
        "Share of the cohort that reached M2 or beyond by the end of the month that is so many months"
        " after its own ÷"
        " the whole cohort. Shown only where the whole cohort has got that far. By balance: that of the"
        " first statement of those opened in the month, or of the end of the month of first lateness."
    )
    return Table(code, title, columns, rows, (), formula, heat=True)


def _reached(
    counted: Counter[tuple[date, int | None]], cohort: date, later: int, whole: int, links: _CohortLinks
) -> Cell:
    if roll_rate_formulas.months_later(cohort, later) > links.through:
        return Cell(None)
    part = sum(
        figure
        for (month, reached), figure in counted.items()
        if month == cohort and reached is not None and reached <= later
    )
    value: Fraction | None = share(part, whole)
    return Cell(value, links.reached(cohort, later), shade(value))
