"""Aging on any closed day, as known then or now: figures open their accounts, and add up to the book."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from accounts import business_dates, formatting
from accounts.models import DayTally, SetAside
from accounts.reports import aging as book_aging
from accounts.reports import roll_rate_formulas, snapshot
from accounts.reports.snapshot import Cell as Counted
from accounts.reports.snapshot import View
from accounts.stages import STAGES
from servicing.access import Capability, allowed
from servicing.exports.report import (
    Cell,
    Column,
    Fact,
    Picture,
    Proof,
    Report,
    Series,
    Table,
    address,
    share,
)
from servicing.templatetags.desk import label as stage_label
from servicing.workspace.fields import DayField
from servicing.workspace.reports import pages

GROUPS = {
    "": gettext_lazy("nothing further"),
    "product": gettext_lazy("Product"),
    "branch": gettext_lazy("Branch"),
    "jurisdiction": gettext_lazy("Jurisdiction"),
}
NO_BRANCH = "~"  # how an address names accounts without a branch
FIGURES = ("accounts", "balance", "past_due")
Sums = dict[str, int]


class Asked(pages.DayAsked):
    """Which day, and what it is compared with."""

    against = DayField(label=gettext_lazy("Compared with"), required=False)
    by = forms.ChoiceField(label=gettext_lazy("Grouped by"), required=False, choices=list(GROUPS.items()))
    field_order = ("on", "against", "basis", "currency", "product", "by")


@allowed(Capability.SEE_REPORTS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Known days are shown at once; a restated one that nobody asked for yet is asked for here."""
    last = business_dates.last_closed()
    form = pages.asked(request, Asked, on=last, basis="known", currency=pages.first_currency())
    chosen = form.cleaned_data
    day = chosen["on"]
    seen, why_none = pages.view(day, chosen["basis"])
    if seen is None:
        to_restate = [] if why_none else pages.to_restate([day])
        return pages.respond(
            request, Report("aging", _("Aging"), (), ()), form=form, why_none=why_none, to_restate=to_restate
        )
    return pages.respond(request, report(seen, chosen), form=form)


def report(seen: View, chosen: dict[str, Any]) -> Report:
    """``chosen``: currency, product, by, against, as the form has them."""
    against = chosen["against"] or roll_rate_formulas.month_end_before(seen.day)
    earlier = View(against) if business_dates.is_closed(against) and against < seen.day else None
    every = snapshot.cells(seen)
    counted, before = _narrowed(every, chosen), _narrowed(snapshot.cells(earlier) if earlier else [], chosen)
    links = _Links(seen, chosen)
    tables = [
        _table("stage", _by_stage(counted), _by_stage(before) if earlier else None, links),
        _table("days", _by_days(counted), _by_days(before) if earlier else None, links),
    ]
    if chosen["by"]:
        by_branch = chosen["by"] == "branch"
        grouped = _narrowed(snapshot.branch_cells(seen), chosen) if by_branch else counted
        tables.append(_grouped(grouped, links))
    tables.append(_through_time(seen.day, chosen))
    return Report(
        "aging",
        _("Aging"),
        tuple(_facts(seen, chosen, earlier)),
        tuple(tables),
        (_proof(seen, every),),
        tuple(_notes(seen)),
    )


def _notes(seen: View) -> Iterable[str]:
    """That some accounts could not be computed since the day or before."""
    if aside := SetAside.objects.filter(since__lte=seen.day).count():
        yield _(
            "Accounts that could not be computed: %(count)s. They stand here as they were computed last, or"
            " not at all."
        ) % {"count": formatting.whole(aside)}


def _facts(seen: View, chosen: dict[str, Any], earlier: View | None) -> Iterable[Fact]:
    yield _("End of"), seen.day
    yield _("Basis"), pages.basis_label(seen)
    yield _("Currency"), chosen["currency"]
    if chosen["product"]:
        yield _("Product"), chosen["product"]
    if earlier:
        yield _("Change since"), _("%(day)s, as known at its close") % {"day": formatting.day(earlier.day)}


def _narrowed(cells: Iterable[Counted], chosen: dict[str, Any]) -> list[Counted]:
    return [
        cell
        for cell in cells
        if cell.currency == chosen["currency"] and chosen["product"] in ("", cell.product)
    ]


def sums(cells: Iterable[Counted], group: Callable[[Counted], str]) -> dict[str, Sums]:
    """Accounts, balance and past due by group."""
    by_group: dict[str, Sums] = {}
    for cell in cells:
        line = by_group.setdefault(group(cell), dict.fromkeys(FIGURES, 0))
        for figure in FIGURES:
            line[figure] += getattr(cell, figure)
    return by_group


def band(days: int) -> str:
    """The band of days past due, as ``aging --by days`` names it."""
    if days <= 0:
        return book_aging.BANDS[0]
    return book_aging.BANDS[min((days - 1) // 30 + 1, len(book_aging.BANDS) - 1)]


def days_of(code: str) -> tuple[int, int]:
    """The first and the last day of a band. Raises ValueError."""
    if code not in book_aging.BANDS:
        raise ValueError(code)
    if code == book_aging.BANDS[0]:
        return -snapshot.NO_END, 0
    first, _dash, last = code.rstrip("+").partition("-")
    return int(first), int(last or snapshot.NO_END)


def _by_stage(cells: Iterable[Counted]) -> dict[str, Sums]:
    return _every(STAGES, sums(cells, lambda cell: cell.stage))


def _by_days(cells: Iterable[Counted]) -> dict[str, Sums]:
    return _every(book_aging.BANDS, sums(cells, lambda cell: band(cell.days)))


def _every(names: Sequence[str], lines: dict[str, Sums]) -> dict[str, Sums]:
    return {name: lines.get(name, dict.fromkeys(FIGURES, 0)) for name in names}


class _Links:
    """The addresses of the accounts behind figures of one report."""

    def __init__(self, seen: View, chosen: dict[str, Any]) -> None:
        self.path = reverse("report-accounts")
        self.asked = {"on": seen.day.isoformat(), "basis": seen.basis, "currency": chosen["currency"]}
        self.product, self.by, self.currency = chosen["product"], chosen["by"], chosen["currency"]

    def to(self, **narrowed: str) -> str:
        return address(self.path, **{**self.asked, "product": self.product, **narrowed})


def _table(code: str, lines: dict[str, Sums], before: dict[str, Sums] | None, links: _Links) -> Table:
    """Each figure with its share of the whole and, where there is an earlier day, how it changed."""
    whole, earlier = _sum(lines), _sum(before) if before else None
    if code == "stage":
        title, head = _("By stage"), Column(_("Stage"), "stage")
    else:
        title, head = _("By days past due"), Column(_("Days past due"))
    columns = [head, *_columns(links.currency, before)]
    rows = [
        [Cell(name), *_cells(line, whole, before[name] if before else None, links.to(**{code: name}))]
        for name, line in lines.items()
    ]
    earlier = (
        {figure: sum(line[figure] for line in before.values()) for figure in FIGURES} if before else None
    )
    total = [Cell(_("Total")), *_cells(whole, whole, earlier, links.to())]
    formula = _(
        "Share: the figure of the row ÷ that of all rows. Balance is that of the newest statement, payments"
        " not deducted."
    )
    return Table(code, title, columns, rows, [total], formula, _shares(code, title, lines, whole))


def _sum(lines: dict[str, Sums]) -> Sums:
    return {figure: sum(line[figure] for line in lines.values()) for figure in FIGURES}


def _columns(currency: str, before: object) -> list[Column]:
    columns = []
    for label, kind in ((_("Accounts"), "count"), (_("Balance"), "money"), (_("Past due"), "money")):
        own = currency if kind == "money" else ""
        columns += [Column(label, kind, own), Column(_("Share"), "share")]  # type: ignore[arg-type]
        if before is not None:
            columns.append(Column(pgettext("in a count", "Change"), "change", own))
    return columns


def _cells(line: Sums, whole: Sums, before: Sums | None, link: str) -> list[Cell]:
    cells = []
    for figure in FIGURES:
        cells += [Cell(line[figure], link), Cell(share(line[figure], whole[figure]))]
        if before is not None:
            cells.append(Cell(line[figure] - before[figure]))
    return cells


def _shares(code: str, title: str, lines: dict[str, Sums], whole: Sums) -> Picture | None:
    """The accounts past due in each band of days; stages have their own picture, through time."""
    if code != "days":
        return None
    late = {name: line for name, line in lines.items() if name != book_aging.BANDS[0]}
    if not whole["past_due"]:
        return None
    return Picture(
        "bars",
        title,
        _("Accounts past due in each band of days past due. The figures are in the table below."),
        list(late),
        [Series(_("Accounts"), [line["accounts"] for line in late.values()], "m1")],
    )


def _grouped(counted: list[Counted], links: _Links) -> Table:
    """A row a group: accounts by stage, in all, balance and past due."""
    name = links.by
    by_group = sums(counted, lambda cell: getattr(cell, name))
    by_stage = sums(counted, lambda cell: f"{getattr(cell, name)}\n{cell.stage}")
    columns = [
        Column(str(GROUPS[name])),
        *(Column(str(stage_label(stage)), "count") for stage in STAGES),
        Column(_("Accounts"), "count"),
        Column(_("Balance"), "money", links.currency),
        Column(_("Past due"), "money", links.currency),
    ]
    rows = []
    for group in sorted(by_group):
        narrowed = {name: group or NO_BRANCH}
        counts = [by_stage.get(f"{group}\n{stage}", {"accounts": 0})["accounts"] for stage in STAGES]
        staged = [
            Cell(count, links.to(**narrowed, stage=stage))
            for stage, count in zip(STAGES, counts, strict=True)
        ]
        line = by_group[group]
        rows.append(
            [
                Cell(group or _("no branch")),
                *staged,
                *(Cell(line[figure], links.to(**narrowed)) for figure in FIGURES),
            ]
        )
    title = _("By %(group)s") % {"group": str(GROUPS[name]).lower()}
    formula = _("Accounts by stage; balance of the newest statement, payments not deducted.")
    return Table("groups", title, columns, rows, formula=formula)


def _through_time(day: date, chosen: dict[str, Any]) -> Table:
    """Accounts by stage at the last thirteen ends of months, as each close knew them."""
    ends = [end for end in roll_rate_formulas.month_ends(day, 13) if end <= day]
    tallies = DayTally.objects.filter(day__in=ends, product__currency=chosen["currency"])
    if chosen["product"]:
        tallies = tallies.filter(product__code=chosen["product"])
    counts = {
        (row["day"], row["stage"]): row["accounts"]
        for row in tallies.values("day", "stage").annotate(accounts=Sum("closing"))
    }
    shown = [end for end in ends if any((end, stage) in counts for stage in STAGES)]
    columns = [
        Column(_("End of month"), "day"),
        *(Column(str(stage_label(stage)), "count") for stage in STAGES),
        Column(_("Total"), "count"),
    ]
    rows = []
    for end in shown:
        of_day = [counts.get((end, stage), 0) for stage in STAGES]
        links = _Links(View(end), chosen)
        by_stage = [Cell(count, links.to(stage=stage)) for stage, count in zip(STAGES, of_day, strict=True)]
        rows.append([Cell(end), *by_stage, Cell(sum(of_day), links.to())])
    late = [
        Series(stage, [counts.get((end, stage), 0) for end in shown], stage.lower()) for stage in STAGES[1:]
    ]
    picture = Picture(
        "bars",
        _("Accounts past due by stage, month by month"),
        _(
            "Accounts in M0 to M3 at the end of each month, one bar a month. The figures are in the table"
            " below."
        ),
        [formatting.month(end) for end in shown],
        late,
    )
    formula = _("Accounts by their stage at the close of each month, as that close wrote it.")
    title = _("Month by month, as known then")
    return Table("months", title, columns, rows, formula=formula, picture=picture)


def _proof(seen: View, cells: list[Counted]) -> Proof:
    """All products and currencies, against what the close or the restatement counted for itself."""
    wrong = snapshot.differences(seen, cells)
    accounts = formatting.whole(sum(cell.accounts for cell in cells))
    if not wrong:
        return Proof(
            _(
                "It reconciles with the book: %(accounts)s accounts in all currencies, with balance and past"
                " due, agree with what the close counted for each product and stage."
            )
            % {"accounts": accounts}
        )
    named = "; ".join(f"{each.product} {each.stage}" for each in wrong[:5])
    if seen.restatement:
        return Proof(
            _("Facts came in since this day was recalculated. Recalculate it again. Differs: %(named)s")
            % {"named": named},
            holds=False,
        )
    return Proof(_("It does not reconcile with the book: %(named)s") % {"named": named}, holds=False)
