"""The page of the post: what waits, what left today, what came back, and what needs a person."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import business_dates
from notices.delivery import outcomes
from notices.models import Dispatch
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.worklists import delivery as delivery_lists
from servicing.worklists.order import Order
from servicing.workspace import actions, worklist
from servicing.workspace.notices.forms import Remedy


@allowed(Capability.SEE_NOTICES)
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    now, wanted = timezone.now(), worklist.wanted(request)
    shown = worklist.page(scope.narrow(delivery_lists.work(), request.user), Order(), wanted)
    context = {
        "channels": delivery_lists.by_channel(now),
        "waiting_for": delivery_lists.waiting_for(),
        "came_back": delivery_lists.came_back(now),
        "strange": delivery_lists.strange(now, request.user),
        "alarms": delivery_lists.alarms(),
        "unqueued": delivery_lists.unqueued(now),
        "provisional": business_dates.provisional().first(),
        "work": [(dispatch, Remedy(auto_id=f"id_%s_{dispatch.pk}")) for dispatch in shown.rows],
        "is_demo": bool(settings.DEMO_RECEIVED),
        "page": shown,
    }
    return render(request, "servicing/delivery/page.html", context)


@allowed(Capability.REMEDY_NOTICES)
@require_POST
def settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what was done about a dispatch. Of two people at once the first stands."""
    dispatch = scope.find(Dispatch, request.user, pk=pk)
    if posted := actions.posted(request, Remedy, _("Enter what was done.")):
        actions.perform(
            request,
            lambda: outcomes.settle(dispatch, actions.act(request, posted["done"])),
            done=_("Saved."),
            refused=_("It needs no remedy, or a colleague has recorded one."),
        )
    return redirect("sending")
