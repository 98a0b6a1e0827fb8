"""Who opened whose pages, and whom the program refused, for whoever watches over it."""

from django import forms
from django.apps import apps
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import Customer
from servicing.access import Capability, StaffRequest, allowed
from servicing.models import AccessRecord
from servicing.worklists.order import Order
from servicing.workspace import navigation, worklist
from servicing.workspace.people_names import name_people

NEWEST_FIRST = Order("-pk")
REFUSED = "refused"
SHOWN = {"": pgettext_lazy("access", "Opened"), REFUSED: pgettext_lazy("access", "Refused")}


class Filters(worklist.Filters):
    show = forms.ChoiceField(required=False, choices=list(SHOWN.items()))
    customer = forms.IntegerField(required=False, min_value=1, max_value=2**62)


@allowed(Capability.SEE_ACCESS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """The newest first; of everybody, or about one person and the accounts of that person."""
    wanted = worklist.wanted(request, Filters)
    person = get_object_or_404(Customer, pk=wanted["customer"]) if wanted["customer"] else None
    rows = _about(person) if person else AccessRecord.objects.all()
    rows = rows.filter(is_refused=wanted["show"] == REFUSED).select_related("account", "customer")
    page = worklist.page(rows, NEWEST_FIRST, wanted)
    context = {
        "person": person,
        "page": page,
        "rows": [(row, _kind(row)) for row in name_people(page.rows, "by")],
        "chips": worklist.chips(wanted, "show", SHOWN, {}),
    }
    return render(request, "servicing/access_records.html", context)


def _about(person: Customer) -> QuerySet[AccessRecord]:
    accounts = person.parties.values("account")
    return AccessRecord.objects.filter(Q(customer=person) | Q(account__in=accounts))


def _kind(row: AccessRecord) -> str:
    """What the page is about, in words; of a list, where it stands in the navigation."""
    models = {model._meta.db_table: model._meta.verbose_name for model in apps.get_models()}
    return str(models.get(row.source) or navigation.label_of(row.route))
