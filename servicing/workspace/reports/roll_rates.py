"""Roll rates between two closed days: where the accounts of each stage went, each rate with its formula."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from accounts import business_dates, formatting
from accounts.reports import ahead, flows, roll_rate_formulas, snapshot
from accounts.reports.flows import Count, ProductFlow
from accounts.reports.roll_rate_formulas import NEW, Flow, Rates
from accounts.reports.snapshot import View
from accounts.stages import CURRENT, MISSED, STAGES
from servicing.access import Capability, allowed
from servicing.exports import report_files as files
from servicing.exports.report import Cell, Column, Proof, Report, Table, address, shade, share
from servicing.workspace.fields import DayField
from servicing.workspace.reports import pages

WAYS = {
    roll_rate_formulas.MONEY: gettext_lazy("by money"),
    roll_rate_formulas.RE_AGE: gettext_lazy("by re-age"),
    roll_rate_formulas.PLAN: gettext_lazy("by plan"),
}
Links = Callable[..., str]


class Asked(pages.Asked):
    """Between which days."""

    start = DayField(label=gettext_lazy("From the end of"), required=False)
    end = DayField(label=gettext_lazy("To the end of"), required=False)
    field_order = ("start", "end", "basis", "currency", "product")

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        if chosen.get("start") and chosen.get("end") and chosen["start"] >= chosen["end"]:
            raise forms.ValidationError(_("The first day must come before the last."))
        return chosen


@allowed(Capability.SEE_REPORTS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    last = business_dates.last_closed()
    ends = roll_rate_formulas.month_ends(last, 2) if last else [None, None]
    form = Asked(
        {"start": ends[0], "end": ends[1], "basis": "known", "currency": pages.first_currency()}
        | {name: value for name, value in request.GET.items() if value}
    )
    empty = Report("roll-rates", _("Roll rates"), (), ())
    if not form.is_valid():
        return pages.respond(request, empty, form=form)
    chosen = form.cleaned_data
    days = (chosen["start"], chosen["end"])
    seen, why = zip(*(pages.view(day, chosen["basis"]) for day in days), strict=True)
    if None in seen:
        why_none = next(filter(None, why), "")
        waiting = [] if why_none else pages.to_restate(days)
        return pages.respond(request, empty, form=form, why_none=why_none, to_restate=waiting)
    return pages.respond(request, report(seen[0], seen[1], chosen), form=form)


def report(start: View, end: View, chosen: dict[str, Any]) -> Report:
    """``chosen``: currency and product, as the form has them."""
    every = flows.between(start, end)
    flows_ = narrowed(every, chosen)
    links = moved_links(start, end, chosen)
    tables = [
        _matrix(flows_, links, by_balance=False, currency=chosen["currency"]),
        _matrix(flows_, links, by_balance=True, currency=chosen["currency"]),
        entry_table(flows_, links),
        stages_table(flows_, links, by_balance=False),
        stages_table(flows_, links, by_balance=True),
        _net_table(start, end, chosen),
    ]
    if start.restatement is None:
        tables += [_straight_table(start, end, chosen), *_stayed_table(start, end, chosen)]
    facts = [
        (_("From the end of"), start.day),
        (_("To the end of"), end.day),
        (_("Basis"), pages.basis_label(end)),
        (_("Currency"), chosen["currency"]),
    ]
    if chosen["product"]:
        facts.append((_("Product"), chosen["product"]))
    return Report("roll-rates", _("Roll rates"), facts, tables, (proof(start, every),))


def narrowed(every: Iterable[ProductFlow], chosen: dict[str, Any]) -> list[Flow]:
    """The flows of a currency, and a product where one is named."""
    return [
        each.flow
        for each in every
        if each.currency == chosen["currency"] and chosen["product"] in ("", each.product)
    ]


def proof(start: View, every: Sequence[ProductFlow]) -> Proof:
    """Rows add up to what the close of the first day, or its restatement, counted by product and stage."""
    opening = {
        (product, stage): accounts for (product, stage), (accounts, *_sums) in snapshot.counted(start).items()
    }
    if wrong := flows.uneven(opening, every):
        return Proof(
            _("Rows do not add up to the opening counts: %(named)s") % {"named": "; ".join(wrong[:5])},
            holds=False,
        )
    accounts = formatting.whole(sum(opening.values()))
    return Proof(
        _("Every row adds up to the opening count of its stage: %(accounts)s accounts in all currencies.")
        % {"accounts": accounts}
    )


def moved_links(start: View, end: View, chosen: dict[str, Any]) -> Links:
    """The addresses of the accounts that went from some stages to others between the days."""
    asked = {"start": start.day, "end": end.day, "basis": start.basis}
    asked |= {"currency": chosen["currency"], "product": chosen["product"]}
    return lambda **cells: address(reverse("moved-accounts"), **asked, **cells)


def count_links(count: Count, chosen: dict[str, Any]) -> Callable[[Iterable[str]], str]:
    """The addresses of the accounts behind some cells of a count."""
    asked = {"of": count.of, "start": count.start, "end": count.end, "through": count.through}
    asked |= {"currency": chosen["currency"], "product": chosen["product"]}
    return lambda what: address(reverse("counted-accounts"), **asked, what=",".join(what))


def stood_links(seen: View, chosen: dict[str, Any]) -> Links:
    asked = {"on": seen.day, "basis": seen.basis}
    asked |= {"currency": chosen["currency"], "product": chosen["product"]}
    return lambda **cells: address(reverse("report-accounts"), **asked, **cells)


def _matrix(flows_: list[Flow], links: Links, *, by_balance: bool, currency: str) -> Table:
    """Each row by where its accounts went, dark where most of the row went."""
    figures = {key: pair[by_balance] for key, pair in roll_rate_formulas.matrix(flows_).items()}
    kind, own = ("money", currency) if by_balance else ("count", "")
    columns = [
        Column(_("From \\ to"), "stage"),
        *(Column(files.stage_name(stage), kind, own) for stage in roll_rate_formulas.COLUMNS),  # type: ignore[arg-type]
        Column(_("Total"), kind, own),  # type: ignore[arg-type]
    ]
    rows = []
    for before in roll_rate_formulas.ROWS:
        whole = sum(figures[before, after] for after in roll_rate_formulas.COLUMNS)
        cells = [
            Cell(value, links(came=before, went=after), shade(share(value, whole)))
            for after in roll_rate_formulas.COLUMNS
            for value in [max(figures[before, after], 0) if before == NEW else figures[before, after]]
        ]
        rows.append([Cell(before), *cells, Cell(whole, links(came=before))])
    sums = [
        sum(figures[before, after] for before in roll_rate_formulas.ROWS)
        for after in roll_rate_formulas.COLUMNS
    ]
    of_columns = [
        Cell(figure, links(went=after))
        for figure, after in zip(sums, roll_rate_formulas.COLUMNS, strict=True)
    ]
    foot = [Cell(_("Total")), *of_columns, Cell(sum(sums), links())]
    if by_balance:
        title = _("Where the balance of each stage went")
        formula = _(
            "Balance of the first day, of accounts by stage on the first day (row) and the last (column)."
        )
    else:
        title = _("Where the accounts of each stage went")
        formula = _(
            "Accounts by stage on the first day (row) and on the last (column). New: not in the book on"
            " the first"
            " day. Left: not on the last. Darker: a greater share of the row."
        )
    return Table("balance" if by_balance else "accounts", title, columns, rows, [foot], formula, heat=True)


def entry_table(flows_: list[Flow], links: Links) -> Table:
    """How many of those who had something to pay did not pay it."""
    entered = roll_rate_formulas.entry(flows_)
    otherwise, _balance = roll_rate_formulas.total(
        flows_,
        lambda flow: (
            flow.from_stage == CURRENT and flow.to_stage in MISSED and flow.how != roll_rate_formulas.DUE
        ),
    )
    columns = [
        Column(""), Column(_("With a statement to pay"), "count"), Column(_("Past due at the end"), "count"),
        Column(_("Entry rate"), "share"), Column(_("Entry rate by balance"), "share"),
        Column(_("Past due otherwise"), "count"),
    ]  # fmt: skip
    row = [
        Cell(_("Current on the first day")),
        Cell(entered.accounts.whole, links(came=CURRENT, how=roll_rate_formulas.DUE)),
        Cell(entered.accounts.part, entry_link(links)),
        Cell(entered.accounts.share, entry_link(links)),
        Cell(entered.balance.share, entry_link(links)),
        Cell(otherwise, links(came=CURRENT, how=roll_rate_formulas.NOT_DUE, went=",".join(MISSED))),
    ]
    formula = _(
        "Entry rate = accounts current on the first day, with a statement whose last day of grace fell"
        " between the"
        " days, that are past due on the last ÷ all current accounts with such a statement. Otherwise: by"
        " a return"
        " or a correction, say."
    )
    return Table("entry", _("Entry"), columns, [row], formula=formula)


def entry_link(links: Links) -> str:
    """Who entered: current with a statement to pay, and past due at the end."""
    return links(came=CURRENT, how=roll_rate_formulas.DUE, went=",".join(MISSED))


def cure_link(links: Links, stages: Sequence[str], way: str = "") -> str:
    """Who of some stages became current, in one way or all."""
    return links(came=",".join(stages), went=CURRENT, how=way)


def forward_link(links: Links, stage: str) -> str:
    """Who of a stage is in a later one; from M3 nobody is."""
    later = STAGES[STAGES.index(stage) + 1 :]
    return links(came=stage, went=",".join(later)) if later else ""


def _back_link(links: Links, stage: str) -> str:
    earlier = [each for each in MISSED if each < stage]
    return links(came=stage, went=",".join(earlier)) if earlier else ""


def _measures() -> list[tuple[str, Callable[[list[Flow], str], Rates], Callable[[Links, str], str]]]:
    """Name, rate of a stage, and the address of those that are counted in it."""
    return [
        (_("Forward"), roll_rate_formulas.forward, forward_link),
        (_("Stay"), roll_rate_formulas.stay, lambda links, stage: links(came=stage, went=stage)),
        (_("Back"), roll_rate_formulas.back, _back_link),
        (_("Cure"), roll_rate_formulas.cure, lambda links, stage: cure_link(links, [stage])),
        *(
            (
                _("Cure %(way)s") % {"way": name},
                lambda flows_, stage, w=way: roll_rate_formulas.cure(flows_, stage, [w]),
                lambda links, stage, w=way: cure_link(links, [stage], w),
            )
            for way, name in WAYS.items()
        ),
        (
            _("Left"),
            roll_rate_formulas.left,
            lambda links, stage: links(came=stage, went=roll_rate_formulas.EXIT),
        ),
    ]


def stages_table(flows_: list[Flow], links: Links, *, by_balance: bool) -> Table:
    """Forward, stay, back, cure and leave of each stage: together they are the whole stage."""
    measures = _measures()
    columns = [Column(_("Stage"), "stage"), Column(_("Accounts"), "count")]
    columns += [Column(name, "share") for name, *_rest in measures]
    figure = "balance" if by_balance else "accounts"
    rows = []
    for stage in MISSED:
        opening, _balance = roll_rate_formulas.total(flows_, lambda flow, s=stage: flow.from_stage == s)  # type: ignore[misc]
        of_stage = [
            Cell(getattr(measure(flows_, stage), figure).share, link(links, stage))
            for _name, measure, link in measures
        ]
        rows.append([Cell(stage), Cell(opening, links(came=stage)), *of_stage])
    formula = _(
        "Of the accounts of a stage on the first day: forward = in a later stage on the last; stay = in"
        " the same;"
        " back = past due in an earlier one; cure = current; left = not in the book ÷ all accounts of the"
        " stage on"
        " the first day. They add up to 100 %. Cure by re-age: a re-age between the days; by plan: a plan"
        " in force"
        " between the days; by money: the rest."
    )
    title = _("Forward, stay, back, cure: by balance") if by_balance else _("Forward, stay, back, cure")
    return Table(f"stages-{figure}", title, columns, rows, formula=formula)


def _net_table(start: View, end: View, chosen: dict[str, Any]) -> Table:
    opening, closing = (balances_by_stage(seen, chosen) for seen in (start, end))
    then, now = (stood_links(seen, chosen) for seen in (start, end))
    columns = [
        Column(_("From"), "stage"),
        Column(_("To"), "stage"),
        Column(_("Balance on the first day"), "money", chosen["currency"]),
        Column(_("Balance of the next stage on the last day"), "money", chosen["currency"]),
        Column(_("Net flow"), "share"),
    ]
    rows = []
    for stage, following in itertools.pairwise(STAGES):
        net = roll_rate_formulas.net_flow(opening, closing, stage)
        balances = Cell(net.whole, then(stage=stage)), Cell(net.part, now(stage=following))
        rows.append([Cell(stage), Cell(following), *balances, Cell(net.share)])
    formula = _(
        "Net flow = balance of the next stage on the last day ÷ balance of the stage on the first. It is a"
        " net figure:"
        " it mixes what arrived, interest and cures, and may be over 100 %. M3 also keeps what it had."
    )
    return Table("net-flow", _("Net flow"), columns, rows, formula=formula)


def balances_by_stage(seen: View, chosen: dict[str, Any]) -> Counter[str]:
    balances: Counter[str] = Counter()
    for cell in snapshot.cells(seen):
        if cell.currency == chosen["currency"] and chosen["product"] in ("", cell.product):
            balances[cell.stage] += cell.balance
    return balances


def _straight_table(start: View, end: View, chosen: dict[str, Any]) -> Table:
    counts: Counter[bool] = Counter()
    balances: Counter[bool] = Counter()
    for each in flows.reached_m3(start, end):
        if each.currency == chosen["currency"] and chosen["product"] in ("", each.product):
            counts[each.straight] += each.accounts
            balances[each.straight] += each.balance
    columns = [
        Column(""), Column(_("Accounts"), "count"), Column(_("Share"), "share"),
        Column(_("Balance"), "money", chosen["currency"]), Column(_("Share by balance"), "share"),
    ]  # fmt: skip
    whole, balance = counts.total(), balances.total()
    links = count_links(flows.rollers(start, end), chosen)
    rows = [
        [Cell(name), Cell(counts[key], links([code])), Cell(share(counts[key], whole)),
         Cell(balances[key], links([code])), Cell(share(balances[key], balance))]
        for key, code, name in (
            (True, flows.STRAIGHT, _("Straight rollers")),
            (False, flows.OTHER, pgettext("accounts", "Others")),
        )
    ]  # fmt: skip
    every = links([flows.STRAIGHT, flows.OTHER])
    reached = Cell(whole, every), Cell(share(whole, whole)), Cell(balance, every), Cell(None)
    foot = [Cell(_("Reached M3")), *reached]
    formula = _(
        "Of the accounts that reached M3 between the days: a straight roller paid nothing after the first"
        " due date"
        " that it missed, and never moved back a stage. A hint, which proves nothing."
    )
    return Table("straight-rollers", _("Straight rollers"), columns, rows, [foot], formula)


def _stayed_table(start: View, end: View, chosen: dict[str, Any]) -> list[Table]:
    """Only once the three months are closed."""
    through = roll_rate_formulas.months_later(end.day, ahead.STAYED_MONTHS)
    title = _("Stayed cured for three months")
    formula = _(
        "Of the accounts that became current between the days: those current at every close through the"
        " end of the"
        " third month after the last day ÷ all that became current. Left: not in the book at its end."
    )
    columns = [
        Column(_("Cure")), Column(_("Accounts"), "count"), Column(_("Stayed"), "count"),
        Column(_("Past due again"), "count"), Column(_("Left"), "count"), Column(_("Stayed cured"), "share"),
    ]  # fmt: skip
    if not business_dates.is_closed(through):
        waits = _("It can be told once %(day)s is closed.") % {"day": formatting.day(through)}
        return [Table("stayed", title, columns, (), (), formula, empty=waits)]
    counts: Counter[tuple[str, str]] = Counter()
    for each in flows.cured_since(start, end, through):
        if each.currency == chosen["currency"] and chosen["product"] in ("", each.product):
            counts[each.how, each.outcome] += each.accounts
    rows = []
    links = count_links(flows.cures(start, end, through), chosen)
    for way, name in WAYS.items():
        codes = [f"{way}.{outcome}" for outcome in flows.OUTCOMES]
        figures = [counts[way, outcome] for outcome in flows.OUTCOMES]
        cells = [Cell(figure, links([code])) for figure, code in zip(figures, codes, strict=True)]
        whole = sum(figures)
        rows.append([Cell(str(name)), Cell(whole, links(codes)), *cells, Cell(share(figures[0], whole))])
    return [Table("stayed", title, columns, rows, (), formula)]
