"""What another grace or tolerance would have changed: who would have moved, been written to, been spared."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts import business_dates, formatting, money
from accounts.models import Account, Policy, Product
from accounts.reports import supposed_effect
from accounts.reports.suppose import Supposition
from accounts.reports.supposed_effect import Effect
from accounts.stages import STAGES
from notices.models import Notice
from servicing.access import Capability, allowed
from servicing.exports import report_files as files
from servicing.exports.report import Cell, Column, Fact, Proof, Report, Table, address, shade, share
from servicing.workspace.fields import AmountField
from servicing.workspace.reports import pages

MOST_ACCOUNTS = 20_000  # that a page waits for; the command takes any number
SHOWN = 200
WRITTEN = ("sent", "served", "delivered")
WAS, WOULD, SPARED, ADDED, LETTERS = "was", "would", "spared", "added", "letters"
BECAME = (WAS, WOULD, SPARED, ADDED)
NO_STAGE = "none"  # how an address names that an account is in no stage


class Asked(forms.Form):
    """A product, and what it is supposed to have granted."""

    product = forms.ModelChoiceField(
        label=gettext_lazy("Product"), queryset=Product.objects.order_by("code"), to_field_name="code",
        empty_label=None,
    )  # fmt: skip
    grace = forms.IntegerField(label=gettext_lazy("Grace days"), min_value=0, max_value=366)
    tolerance = AmountField(label=gettext_lazy("Tolerance"), least=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tolerance"].currency = self._currency()  # type: ignore[attr-defined]

    def _currency(self) -> str:
        product = Product.objects.filter(code=self.data.get("product", "")).first()
        return product.currency if product else ""


@allowed(Capability.SEE_REPORTS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Asked without a product, the present policy of the first one stands in the form."""
    through = business_dates.last_closed()
    empty = Report("what-if", _("What if"), (), (), notes=(_explained(),))
    if through is None or not Product.objects.exists():
        return pages.respond(
            request, empty, why_none=_("No day is closed yet, so there is nothing to report.")
        )
    asked = {name: str(value) for name, value in request.GET.items() if value}
    if not {"product", "grace", "tolerance"} & set(asked):
        return pages.respond(request, empty, form=Asked(initial=_present(None, through)))
    form = Asked(_present(asked.get("product"), through) | asked)
    if not form.is_valid():
        return pages.respond(request, empty, form=form)
    product = form.cleaned_data["product"]
    if product.accounts.count() > MOST_ACCOUNTS:
        many = _(
            "This product has more accounts than a page can wait for: use the command standing --suppose."
        )
        return pages.respond(request, empty, form=form, why_none=many)
    supposed = Supposition(product, form.cleaned_data["grace"], form.cleaned_data["tolerance"])
    return pages.respond(request, report(supposed, through), form=form)


def _present(code: str | None, through: date) -> dict[str, Any]:
    """What a product grants now, as the form takes it."""
    products = Product.objects.order_by("code")
    product = products.filter(code=code).first() if code else products.first()
    if product is None:
        return {}
    policy = (
        Policy.objects.filter(product=product, effective_from__lte=through)
        .order_by("-effective_from", "-known_on")
        .first()
    )
    granted = {"product": product.code}
    if policy:
        granted |= {
            "grace": str(policy.grace_days),
            "tolerance": money.text(policy.tolerance, product.currency),
        }
    return granted


def report(supposed: Supposition, through: date) -> Report:
    effect = supposed_effect.effect(supposed, through)
    links = _links(supposed)
    tables = [_months(effect, links), _crossed(effect, links), _accounts(effect)]
    about = facts(supposed, through)
    return Report("what-if", _("What if"), about, tables, (_proof(effect),), (_explained(),))


def facts(supposed: Supposition, through: date) -> list[Fact]:
    """What is supposed, of what."""
    currency, granted = supposed.product.currency, _("as the product grants")
    grace, tolerance = supposed.grace, supposed.tolerance
    return [
        (_("Product"), supposed.product.code),
        (_("Grace days"), granted if grace is None else str(grace)),
        (_("Tolerance"), granted if tolerance is None else formatting.amount(tolerance, currency)),
        (_("Through the end of"), through),
        (_("Basis"), _("as known at the close of each day")),
    ]


def _explained() -> str:
    return _(
        "The past as it would stand if the product had always granted this grace and this tolerance."
        " Nothing in the"
        " book changes."
    )


def _proof(effect: Effect) -> Proof:
    accounts = formatting.whole(effect.accounts)
    if not effect.wrong:
        return Proof(
            _(
                "Asked in the same way, the present policy gives the present history of all %(accounts)s"
                " accounts."
            )
            % {"accounts": accounts}
        )
    return Proof(
        _("The present policy does not give the present history of %(wrong)s of %(accounts)s accounts.")
        % {"wrong": formatting.whole(len(effect.wrong)), "accounts": accounts},
        holds=False,
    )


def _links(supposed: Supposition) -> Callable[..., str]:
    """The addresses of the accounts behind figures."""
    asked = {"product": supposed.product.code, "grace": supposed.grace, "tolerance": supposed.tolerance}
    return lambda **figure: address(reverse("supposed-accounts"), **asked, **figure)


def _months(effect: Effect, links: Callable[..., str]) -> Table:
    """Who became past due in each month, and which letters went to whom that would not have."""
    letters = Counter(f"{letter.occasion_on:%Y-%m}" for letter in letters_spared(effect))
    columns = [
        Column(_("Month"), "month"),
        Column(_("Became past due"), "count"),
        Column(_("Would have"), "count"),
        Column(_("Spared"), "count"),
        Column(_("Would have been added"), "count"),
        Column(_("Letters that would not have gone"), "count"),
    ]
    rows = []
    for month in sorted(effect.became.keys() | letters.keys()):
        figures = [(what, len(became(effect, month, what))) for what in BECAME]
        figures.append((LETTERS, letters[month]))
        rows.append([Cell(month), *(Cell(number, links(what=what, month=month)) for what, number in figures)])
    formula = _(
        "Accounts that left current in the month, or came into the book past due, as the closes wrote it"
        " and as it would be. Spared: only as it was. Letters: sent on an occasion on which the account was"
        " past due and would not have been. Who would have been added would have been written to."
    )
    sums = [sum(row[place].value for row in rows) for place in range(1, 6)]
    return Table(
        "months", _("Month by month"), columns, rows, [[Cell(_("Total")), *map(Cell, sums)]], formula
    )


def became(effect: Effect, month: str, what: str) -> dict[int, date]:
    """The accounts behind a figure of a month, each with the day on which it became past due."""
    was, would = effect.became.get(month, ({}, {}))
    return {
        WAS: was,
        WOULD: would,
        SPARED: {pk: day for pk, day in was.items() if pk not in would},
        ADDED: {pk: day for pk, day in would.items() if pk not in was},
    }[what]


def letters_spared(effect: Effect) -> list[Notice]:
    """Letters that went on occasions on which the account was past due and would not have been."""
    sent = Notice.objects.filter(state__in=WRITTEN, account__in=list(effect.differing)).order_by("pk")
    return [
        letter
        for letter in sent
        if supposed_effect.is_spared_on(*effect.differing[letter.account_id], letter.occasion_on)
    ]


def _crossed(effect: Effect, links: Callable[..., str]) -> Table:
    """Where accounts stand as it was against where they would stand."""
    numbers = {pair: len(accounts) for pair, accounts in effect.crossed.items()}
    names = ("", *STAGES) if any("" in pair for pair in numbers) else STAGES
    columns = [
        Column(_("As it was \\ as it would be"), "stage"),
        *(Column(files.stage_name(stage), "count") for stage in names),
        Column(_("Total"), "count"),
    ]
    rows = []
    for before in names:
        of_row = [numbers.get((before, after), 0) for after in names]
        whole, came = sum(of_row), before or NO_STAGE
        cells = [
            Cell(number, links(came=came, went=after or NO_STAGE), shade(share(number, whole)))
            for after, number in zip(names, of_row, strict=True)
        ]
        rows.append([Cell(before), *cells, Cell(whole, links(came=came))])
    formula = _(
        "Accounts by stage as it was (row) and as it would be (column). Darker: a greater share of the row."
    )
    return Table("crossed", _("Accounts on the last day"), columns, rows, (), formula, heat=True)


def _accounts(effect: Effect) -> Table:
    """The first of those that would stand elsewhere."""
    references = dict(
        Account.objects.filter(pk__in=[pk for pk, _was, _would in effect.moved[:SHOWN]]).values_list(
            "pk", "reference"
        )
    )
    columns = [
        Column(_("Account")), Column(_("As it was"), "stage"), Column(_("As it would be"), "stage"),
    ]  # fmt: skip
    rows = [
        [Cell(references[pk], reverse("account", args=[pk])), Cell(was), Cell(would)]
        for pk, was, would in effect.moved[:SHOWN]
    ]
    title = _("Accounts that would stand elsewhere on the last day (%(count)s)") % {
        "count": formatting.whole(len(effect.moved))
    }
    none = _("Every account would stand where it stands.")
    formula = _("The first %(count)s of them, by account.") % {"count": SHOWN}
    return Table("accounts", title, columns, rows, (), formula, empty=none)
