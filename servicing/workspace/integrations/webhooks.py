"""Subscriptions to events: who hears what, what became of each event, and what a person can do about it."""

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from servicing.access import Capability, StaffRequest, allowed
from servicing.api.models import TEST_EVENT, Delivery, EventType, Subscription
from servicing.api.tasks import deliver_soon
from servicing.api.webhooks import subscriptions
from servicing.worklists.order import Order
from servicing.workspace import actions, worklist
from servicing.workspace.people_names import name_people

LABELS = {**dict(EventType.choices), TEST_EVENT: gettext_lazy("a test")}


class NewSubscription(forms.Form):
    url = forms.CharField(
        label=gettext_lazy("address"),
        help_text=gettext_lazy("By https, such as https://example.org/events; none inside our own network."),
        max_length=500,
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("events"), choices=EventType.choices, widget=forms.CheckboxSelectMultiple
    )


@allowed(Capability.MANAGE_API)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    waiting = Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING))
    failed = Count("deliveries", filter=Q(deliveries__state=Delivery.State.FAILED))
    rows = list(Subscription.objects.annotate(waiting=waiting, failed=failed).order_by("-pk"))
    context = {"subscriptions": name_people(rows, "made_by")}
    return render(request, "servicing/integrations/subscriptions.html", context)


@allowed(Capability.MANAGE_API)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    form = NewSubscription(request.POST or None)
    if form.is_valid():
        wanted = subscriptions.Wanted(form.cleaned_data["url"], form.cleaned_data["events"])
        try:
            made = subscriptions.subscribe(wanted, actions.act(request))
        except subscriptions.SubscriptionRefused as refused:
            form.add_error(refused.field, _REFUSED.get(refused.code, str(refused)))
        else:
            return redirect("subscription", made.pk)
    return render(request, "servicing/integrations/new_subscription.html", {"form": form})


_REFUSED = {
    "none": gettext_lazy("This is no address such as https://example.org/events."),
    "extras": gettext_lazy("An address carries no name, password or fragment."),
    "unknown": gettext_lazy("The name of this address is not known."),
    "inside": gettext_lazy("It leads to an address inside our own network."),
    "insecure": gettext_lazy("Events go by https only."),
}


@allowed(Capability.MANAGE_API)
@require_safe
def page(request: StaffRequest, pk: int) -> HttpResponse:
    subscription, wanted = get_object_or_404(Subscription, pk=pk), worklist.wanted(request)
    rows = Delivery.objects.filter(subscription=subscription).select_related("event", "account")
    shown = worklist.page(rows, Order("-pk"), wanted)
    name_people([subscription], "made_by")
    context = {
        "subscription": subscription,
        "page": shown,
        "rows": [(row, LABELS[row.event.type]) for row in shown.rows],
        "events": [LABELS[each] for each in subscription.events],
        "secret": subscriptions.secret(subscription) if "secret" in request.GET else "",
    }
    return render(request, "servicing/integrations/subscription.html", context)


@allowed(Capability.MANAGE_API)
@require_POST
def test(request: StaffRequest, pk: int) -> HttpResponse:
    subscription = get_object_or_404(subscriptions.active(), pk=pk)
    subscriptions.send_test(subscription, timezone.now())
    deliver_soon(subscription.pk)
    messages.success(request, _("A test is on its way."))
    return redirect("subscription", pk)


@allowed(Capability.MANAGE_API)
@require_POST
def resend(request: StaffRequest, pk: int, delivery: int) -> HttpResponse:
    rows = Delivery.objects.select_related("subscription")
    row = get_object_or_404(rows, pk=delivery, subscription=pk)
    if actions.perform(
        request,
        lambda: subscriptions.resend(row, timezone.now()),
        done=_("It is sent once more."),
        refused=_("The subscription has ended."),
    ):
        deliver_soon(pk)
    return redirect("subscription", pk)


@allowed(Capability.MANAGE_API)
@require_POST
def rotate(request: StaffRequest, pk: int) -> HttpResponse:
    subscriptions.rotate(get_object_or_404(subscriptions.active(), pk=pk), timezone.now())
    messages.success(request, _("There is another secret. For a day events are signed with both."))
    return redirect("subscription", pk)


@allowed(Capability.MANAGE_API)
@require_POST
def end(request: StaffRequest, pk: int) -> HttpResponse:
    subscription = get_object_or_404(Subscription, pk=pk)
    actions.perform(
        request,
        lambda: subscriptions.end(subscription, actions.act(request)),
        done=_("Ended: nothing is sent there any more."),
        refused=_("The subscription has ended."),
    )
    return redirect("subscription", pk)
