"""Month-end packs: frozen, signed off by two, printed again as they were and as the month is known now."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts import business_dates, formatting, packs
from accounts.models import Account, MonthPack
from accounts.reports import month_packs, roll_rate_formulas
from accounts.reports.month_packs import SIGNERS, PackError, Row
from servicing.access import Capability, allowed
from servicing.exports import tables
from servicing.exports.report import Cell, Column, Fact, Kind, Proof, Report, Table, address
from servicing.workspace import actions
from servicing.workspace.fields import DayField, NoteField
from servicing.workspace.people_names import name_people
from servicing.workspace.reports import pages

TITLES = {
    "stages": gettext_lazy("Aging by stage"),
    "classes": gettext_lazy("Asset classes"),
    "markers": gettext_lazy("30 and 90 days past due"),
    "plans": gettext_lazy("Plans and their observation"),
    "reages": gettext_lazy("Re-ages of the month"),
    "delinquencies": gettext_lazy("30 days past due or more: both dates of first delinquency"),
    "feeds": gettext_lazy("Files against their control totals"),
}
FORMULAS = {
    "stages": gettext_lazy(
        "Accounts by their stage at the close of the month; balance of the newest statement, payments not"
        " deducted."
    ),
    "reages": gettext_lazy(
        "Re-ages of the month that were not withdrawn. Observed as plans are, from the first due date after"
        " it."
    ),
    "classes": gettext_lazy(
        "By days past due at the end of the month, in every scheme of the pack of rules: the account's own"
        " class, before"
        " any observation of a plan. Which scheme the bank reports by is its own decision."
    ),
    "markers": gettext_lazy("Accounts 30 (90) days past due or more; new: they got that far in this month."),
    "plans": gettext_lazy(
        "Observed until the later of the pack's months from the first due date and of its number of"
        " periods; longer"
        " where the plan is not kept. A plan resets neither the class nor the date of first delinquency."
    ),
    "delinquencies": gettext_lazy(
        "First delinquency: effective due date of the first missed statement of the unbroken run, which"
        " never moves"
        " later. Field 25: 30 days after the due date of the first 30-day delinquency that led to the"
        " present status"
        " (Metro 2). Candidate: more than 180 days past due."
    ),
    "feeds": gettext_lazy(
        "What a business date expected, beside the rows and control sums of the files that came for it."
    ),
}
LABELS: dict[str, tuple[Any, Kind]] = {
    "jurisdiction": (gettext_lazy("Jurisdiction"), "text"),
    "currency": (gettext_lazy("Currency"), "text"),
    "stage": (gettext_lazy("Stage"), "stage"),
    "accounts": (gettext_lazy("Accounts"), "count"),
    "new": (gettext_lazy("New in the month"), "count"),
    "balance_minor": (gettext_lazy("Balance"), "amount"),
    "past_due_minor": (gettext_lazy("Past due"), "amount"),
    "scheme": (gettext_lazy("Scheme"), "text"),
    "class": (gettext_lazy("Class"), "text"),
    "days": (gettext_lazy("Days past due"), "days"),
    "plan": (gettext_lazy("Plan"), "text"),
    "account": (gettext_lazy("Account"), "text"),
    "state": (gettext_lazy("State"), "text"),
    "agreed_on": (gettext_lazy("Agreed on"), "day"),
    "first_due_on": (gettext_lazy("First due date"), "day"),
    "observed_until": (gettext_lazy("Observed until"), "day"),
    "on": (gettext_lazy("On"), "day"),
    "reason": (gettext_lazy("Reason"), "text"),
    "first_delinquency": (gettext_lazy("First delinquency"), "day"),
    "field_25": (gettext_lazy("Field 25"), "day"),
    "charge_off": (gettext_lazy("Charge-off candidate"), "text"),
    "business_date": (gettext_lazy("Business date"), "day"),
    "kind": (gettext_lazy("Kind"), "text"),
    "source": (gettext_lazy("Source"), "text"),
    "expected_rows": (gettext_lazy("Expected rows"), "count"),
    "expected_sum": (gettext_lazy("Expected sum"), "text"),
    "rows": (gettext_lazy("Rows"), "count"),
    "control_sum": (gettext_lazy("Control sum"), "text"),
    "agrees": (gettext_lazy("Agrees"), "text"),
}
_PLACE = ("jurisdiction", "currency")
_FIGURES = ("accounts", "new", "balance_minor", "past_due_minor")
PROBLEMS = {
    "not-closed": gettext_lazy("The month is not closed, or one of its closes is still provisional."),
    "not-a-month": gettext_lazy("Choose the last day of a month."),
    "frozen": gettext_lazy("The pack of this month is frozen already."),
    "signed-off": gettext_lazy("Two people have signed it off already."),
    "signed-already": gettext_lazy("You have signed it already; another person must sign as well."),
}


class Freezing(forms.Form):
    """Which month."""

    month_end = DayField(label=gettext_lazy("End of month"))


class Signing(forms.Form):
    note = NoteField(required=False)


class Asked(forms.Form):
    """How the pack is shown."""

    basis = forms.ChoiceField(
        label=gettext_lazy("Basis"),
        required=False,
        choices=[("known", gettext_lazy("As it was frozen")), ("restated", gettext_lazy("As known now"))],
    )


@allowed(Capability.SEE_REPORTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every pack, the newest first, and the month that can be frozen next."""
    packs = name_people(list(MonthPack.objects.prefetch_related("signatures")), "made_by")
    columns = [
        Column(_("End of month"), "day"), Column(_("Frozen by")), Column(_("Frozen at")),
        Column(_("Signatures"), "count"), Column("SHA-256"),
    ]  # fmt: skip
    rows = [
        [
            Cell(pack.month_end, reverse("month-pack", args=[pack.pk])),
            Cell(pack.made_by_name),  # type: ignore[attr-defined]
            Cell(formatting.moment(pack.made_at)),
            Cell(len(pack.signatures.all())),
            Cell(pack.sha256[:16]),
        ]
        for pack in packs
    ]
    none = _("No month has been frozen yet.")
    report = Report(
        "month-packs", _("Month-end packs"), (), [Table("packs", _("Packs"), columns, rows, empty=none)]
    )
    cleared = business_dates.cleared_through()
    context = {
        "next_month": cleared and roll_rate_formulas.month_ends(cleared, 1)[0],
        "more": "servicing/reports/freeze.html",
    }
    return pages.respond(request, report, **context)


@allowed(Capability.SIGN_REPORTS)
@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    if posted := actions.posted(request, Freezing, _("Choose the last day of a month.")):
        actions.perform(
            request,
            lambda: month_packs.freeze(posted["month_end"], actions.act(request)),
            done=_("The pack is frozen. Two people must sign it off."),
            refusals={PackError: _problem},
        )
    return redirect("month-packs")


@allowed(Capability.SIGN_REPORTS)
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    pack = get_object_or_404(MonthPack, pk=pk)
    if (posted := actions.posted(request, Signing, _("Enter a shorter note."))) is not None:
        actions.perform(
            request,
            lambda: month_packs.sign(pack, actions.act(request, posted["note"])),
            done=_("Signed."),
            refusals={PackError: _problem},
        )
    return redirect(resolve_url("month-pack", pk))


def _problem(problem: PackError) -> str:
    return str(PROBLEMS[problem.code])


@allowed(Capability.SEE_REPORTS)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The pack as it was frozen, or the same tables as the month is known now."""
    pack = get_object_or_404(MonthPack.objects.prefetch_related("signatures"), pk=pk)
    form = pages.asked(request, Asked, basis="known")
    signatures = name_people(list(pack.signatures.all()), "signed_by")
    context: dict[str, Any] = {
        "form": form,
        "pack": pack,
        "signatures": signatures,
        "may_sign_now": len(signatures) < SIGNERS
        and request.user.get_username() not in {each.signed_by for each in signatures},
        "more": "servicing/reports/sign.html",
    }
    if form.cleaned_data["basis"] != "restated":
        return pages.respond(request, as_frozen(pack), **context)
    seen, why_none = pages.view(pack.month_end, "restated")
    if seen is None:
        empty = Report("month-pack", _title(pack.month_end), (), ())
        waiting = [] if why_none else pages.to_restate([pack.month_end])
        return pages.respond(request, empty, why_none=why_none, to_restate=waiting, **context)
    now = list(month_packs.rows(seen))
    report = Report(
        "month-pack",
        _title(pack.month_end),
        [(_("End of month"), pack.month_end), (_("Basis"), pages.basis_label(seen))],
        [_differences(month_packs.frozen(pack), now), *_tables(now, _Links(seen.day, seen.basis, now))],
    )
    return pages.respond(request, report, **context)


def as_frozen(pack: MonthPack) -> Report:
    """The pack as it was, with a proof that nothing of it changed since."""
    rows = month_packs.frozen(pack)
    facts: list[Fact] = [
        (_("End of month"), pack.month_end),
        (_("Basis"), _("as known at the close of the day")),
        (_("Frozen"), _at_by(pack.made_at, pack.made_by)),
        (_("Checksum of the rows"), pack.sha256),
    ]
    facts += [(_("Signed"), _at_by(each.signed_at, each.signed_by)) for each in pack.signatures.all()]
    intact = month_packs.checksum(rows) == pack.sha256
    text = (
        _("Its rows add up to the checksum that was kept when it was frozen.")
        if intact
        else _("Its rows do not add up to the checksum that was kept when it was frozen.")
    )
    links = _Links(pack.month_end, "known", rows)
    return Report(
        "month-pack", _title(pack.month_end), facts, list(_tables(rows, links)), [Proof(text, intact)]
    )


def _at_by(at: datetime, name: str) -> str:
    return _("%(at)s by %(name)s") % {"at": formatting.moment(at), "name": name}


def _title(day: date) -> str:
    return _("Month-end pack of %(month)s") % {"month": formatting.month(day)}


class _Links:
    """The addresses of the accounts behind the figures of a pack, as they stood on its last day."""

    def __init__(self, day: date, basis: str, rows: Iterable[Row]) -> None:
        self.path, self.asked, self.day = reverse("report-accounts"), {"on": day, "basis": basis}, day
        named = {self._values(row)["account"] for row in rows if "account" in month_packs.TABLES[row.table]}
        accounts = Account.objects.filter(reference__in=named).values_list("reference", "pk")
        self.accounts = {reference: reverse("account", args=[pk]) for reference, pk in accounts}

    @staticmethod
    def _values(row: Row) -> dict[str, str]:
        return dict(zip(month_packs.TABLES[row.table], row.values, strict=True))

    def of(self, row: Row, name: str) -> str:
        """The address behind one value of a row; mostly none."""
        values = self._values(row)
        if name == "account":
            return self.accounts.get(values["account"], "")
        narrowed = self._narrowed(row.table, values, name)
        if not narrowed or name not in _FIGURES:
            return ""
        return address(self.path, **self.asked, **narrowed, **{key: values[key] for key in _PLACE})

    def _narrowed(self, table: str, values: dict[str, str], name: str) -> dict[str, str]:
        if table == "stages":
            return {"stage": values["stage"]}
        if table == "markers":
            least = int(values["days"])
            most = least + self.day.day - 1 if name == "new" else ""
            return {"days": f"{least}..{most}"}
        if table == "classes":
            bands = packs.of(values["jurisdiction"]).asset_classes[values["scheme"]].bands
            place = [band.code for band in bands].index(values["class"])
            most = bands[place + 1].first - 1 if place + 1 < len(bands) else ""
            return {"days": f"{bands[place].first or ''}..{most}"}
        return {}


def _tables(rows: Iterable[Row], links: _Links) -> Iterable[Table]:
    by_table: dict[str, list[Row]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row)
    for code, names in month_packs.TABLES.items():
        columns = [Column(str(LABELS[name][0]), LABELS[name][1]) for name in names]
        cells = [_cells(names, row, links) for row in by_table.get(code, ())]
        none = _("None in this month.")
        yield Table(code, str(TITLES[code]), columns, cells, (), str(FORMULAS.get(code, "")), empty=none)


def _cells(names: tuple[str, ...], row: Row, links: _Links) -> list[Cell]:
    values = dict(zip(names, row.values, strict=True))
    return [Cell(_value(name, value, values), links.of(row, name)) for name, value in values.items()]


def _value(name: str, value: str, values: dict[str, str]) -> Any:
    if value == "":
        return None
    if name.endswith("_minor"):
        return tables.amount(int(value), values["currency"])
    kind = LABELS[name][1]
    if kind == "day":
        return date.fromisoformat(value)
    if kind in ("count", "days"):
        return int(value)
    return formatting.kind(value) if name == "kind" else _WORDS.get((name, value), value)


def _differences(was: list[Row], now: list[Row]) -> Table:
    """Row by row: what was frozen and is no longer so, and what is so now."""
    before, after = Counter(was), Counter(now)
    columns = [Column(_("Table")), Column(pgettext("a row", "Frozen or now")), Column(_("Row"))]
    rows = [
        [Cell(str(TITLES[row.table])), Cell(label), Cell(" · ".join(filter(None, row.values)))]
        for label, rows in ((_("as frozen"), before - after), (_("as known now"), after - before))
        for row in rows
    ]
    none = _("Nothing differs from what was frozen.")
    formula = _("Rows of the frozen pack that read differently now; amounts in minor units.")
    return Table("differences", _("What is known otherwise now"), columns, rows, (), formula, empty=none)


_WORDS: dict[tuple[str, str], Any] = {
    ("charge_off", "yes"): gettext_lazy("yes"),
    ("agrees", "yes"): gettext_lazy("yes"),
    ("agrees", "no"): gettext_lazy("no"),
    ("state", "kept"): gettext_lazy("kept"),
    ("state", "missed"): gettext_lazy("missed"),
    ("state", "lapsed"): gettext_lazy("lapsed"),
    ("state", "complete"): gettext_lazy("complete"),
    ("state", "ended"): gettext_lazy("ended"),
    ("scheme", "uniform"): gettext_lazy("uniform retail policy"),
    ("class", "normal"): gettext_lazy("Normal"),
    ("class", "pass"): gettext_lazy("Pass"),
    ("class", "special-mention"): gettext_lazy("Special mention"),
    ("class", "substandard"): gettext_lazy("Substandard"),
    ("class", "doubtful"): gettext_lazy("Doubtful"),
    ("class", "loss"): gettext_lazy("Loss"),
}
