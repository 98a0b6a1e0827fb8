"""The page of the post: what waits, what left today, what came back, and what needs a person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import business_dates
from accounts.acts import Act
from notices.delivery import outcomes
from notices.models import Dispatch
from servicing.access import Capability, allowed
from servicing.worklists import delivery as delivery_lists
from servicing.workspace.notices.forms import Remedy
from servicing.workspace.paging import last_seen
from servicing.workspace.paging import page as page_of


@allowed(Capability.SEE_NOTICES)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    now, after = timezone.now(), last_seen(request)
    work, more = page_of(delivery_lists.work(after))
    context = {
        "channels": delivery_lists.by_channel(now),
        "waiting_for": delivery_lists.waiting_for(),
        "came_back": delivery_lists.came_back(now),
        "strange": delivery_lists.strange(now),
        "alarms": delivery_lists.alarms(),
        "unqueued": delivery_lists.unqueued(now),
        "provisional": business_dates.provisional().first(),
        "work": [(dispatch, Remedy(auto_id=f"id_%s_{dispatch.pk}")) for dispatch in work],
        "after": after,
        "more": more,
        "last": work[-1].pk if work else None,
    }
    return render(request, "servicing/delivery/page.html", context)


@allowed(Capability.REMEDY_NOTICES)
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was done about a dispatch. Of two people at once the first stands."""
    dispatch, form = get_object_or_404(Dispatch, pk=pk), Remedy(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say in words what was done."))
    elif outcomes.settle(
        dispatch, Act(at=timezone.now(), by=request.user.username, note=form.cleaned_data["said"])
    ):
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Nothing is to be said about it, or somebody else has said it."))
    return redirect("sending")
