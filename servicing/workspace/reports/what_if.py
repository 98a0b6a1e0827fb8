"""What another grace or tolerance would have changed: who would have moved, been written to, been spared."""

from collections import Counter
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
from servicing.exports.report import Cell, Column, Proof, Report, Table, address, shade, share
from servicing.workspace.fields import AmountField
from servicing.workspace.reports import pages

MOST_ACCOUNTS = 20_000  # that a page waits for; the command takes any number
SHOWN = 200
WRITTEN = ("sent", "served", "delivered")


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
    product = supposed.product
    facts = [
        (_("Product"), product.code),
        (_("Grace days"), str(supposed.grace)),
        (_("Tolerance"), formatting.amount(supposed.tolerance or 0, product.currency)),
        (_("Through the end of"), through.isoformat()),
        (_("Basis"), _("as known at the close of each day")),
    ]
    tables = [_months(effect), _crossed(effect, product, through), _accounts(effect)]
    return Report("what-if", _("What if"), facts, tables, (_proof(effect),), (_explained(),))


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


def _months(effect: Effect) -> Table:
    """Who became past due in each month, and which letters went to whom that would not have."""
    letters = _letters_spared(effect)
    columns = [
        Column(_("Month")),
        Column(_("Became past due"), "count"),
        Column(_("Would have"), "count"),
        Column(_("Spared"), "count"),
        Column(_("Would have been added"), "count"),
        Column(_("Letters that would not have gone"), "count"),
    ]
    rows = []
    for month in sorted(effect.became.keys() | letters.keys()):
        was, would = effect.became[month]
        figures = (len(was), len(would), len(was - would), len(would - was), letters[month])
        rows.append([Cell(month), *map(Cell, figures)])
    formula = _(
        "Accounts that left current in the month, or came into the book past due, as the closes wrote it"
        " and as it would be. Spared: only as it was. Letters: sent on an occasion on which the account was"
        " past due and would not have been. Who would have been added would have been written to."
    )
    sums = [sum(row[place].value for row in rows) for place in range(1, 6)]
    return Table(
        "months", _("Month by month"), columns, rows, [[Cell(_("Total")), *map(Cell, sums)]], formula
    )


def _letters_spared(effect: Effect) -> Counter[str]:
    """Letters that went on occasions on which the account was past due and would not have been, by month."""
    sent = Notice.objects.filter(state__in=WRITTEN, account__in=list(effect.differing))
    counts: Counter[str] = Counter()
    for account, day in sent.values_list("account_id", "occasion_on"):
        if supposed_effect.is_spared_on(*effect.differing[account], day):
            counts[f"{day:%Y-%m}"] += 1
    return counts


def _crossed(effect: Effect, product: Product, through: date) -> Table:
    """Where accounts stand as it was against where they would stand."""
    asked = {"on": through, "basis": "known", "currency": product.currency, "product": product.code}
    names = ("", *STAGES) if any("" in pair for pair in effect.crossed) else STAGES
    columns = [
        Column(_("As it was \\ as it would be"), "stage"),
        *(Column(files.stage_name(stage), "count") for stage in names),
        Column(_("Total"), "count"),
    ]
    rows = []
    for before in names:
        whole = sum(effect.crossed[before, after] for after in names)
        cells = [
            Cell(effect.crossed[before, after], shade=shade(share(effect.crossed[before, after], whole)))
            for after in names
        ]
        stood = address(reverse("report-accounts"), **asked, stage=before) if before else ""
        rows.append([Cell(before), *cells, Cell(whole, stood)])
    return Table("crossed", _("Accounts on the last day"), columns, rows, heat=True)


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
    return Table("accounts", title, columns, rows, empty=none)
