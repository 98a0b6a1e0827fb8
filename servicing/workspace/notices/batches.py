"""Batches of notices: today's and earlier ones, and each with what is to be seen before it is released."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts import business_dates, formatting
from notices import batch_release, batches, tasks
from notices.kinds import catalogue
from notices.kinds.schema import READY
from notices.models import Batch, BatchedNotice, Notice
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, may
from servicing.templatetags.desk import count
from servicing.worklists import notices as notice_lists
from servicing.worklists.order import Order
from servicing.workspace import actions, worklist
from servicing.workspace.notices.forms import Recall, Release
from servicing.workspace.notices.notices import framing_own_pages, with_documents
from servicing.workspace.people_names import name_people

PEOPLE = ("made_by", "released_by", "recalled_by")


@dataclass(frozen=True)
class BatchRow:
    """A batch as pages show it: its standing in one word, and how it compares with the one before."""

    batch: Batch
    size: int
    standing: str
    difference: int | None
    goes_at: datetime | None  # when it is released by itself


@allowed(Capability.SEE_NOTICES)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    now, wanted = timezone.now(), worklist.wanted(request)
    earlier = scope.narrow(notice_lists.earlier_batches(now), request.user)
    page = worklist.page(earlier, Order("-pk"), wanted)
    in_hand = [] if wanted.after else list(scope.narrow(notice_lists.batches_in_hand(now), request.user))
    name_people([*in_hand, *page.rows], *PEOPLE)
    context = {
        "in_hand": [_row(batch, now) for batch in in_hand],
        "earlier": [_row(batch, now) for batch in page.rows],
        "recalled": scope.narrow(batches.recalled(), request.user).count(),
        "provisional": business_dates.provisional().first(),
        "page": page,
    }
    return render(request, "servicing/batches/list.html", context)


@allowed(Capability.SEE_NOTICES)
@framing_own_pages
@require_safe
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """The batch. While a worker releases it, the part that watches asks again, at last for the whole."""
    batch = _batch(request, pk)
    if not request.htmx:
        return _page(request, batch)
    far = batch_release.newest(batch)
    if far is None or far.finished_at:
        return HttpResponseClientRefresh()
    return render(request, "servicing/batches/progress.html", {"batch": batch, "far": far})


@allowed(Capability.RECALL_NOTICES)
@require_POST
def make(request: StaffRequest) -> HttpResponse:
    """Put what is ready into batches, what was recalled too. What a person puts together is their own."""
    scope.require_every_branch(request.user)
    made = batches.make(actions.act(request))
    if not made:
        messages.info(request, _("No letter is waiting for a batch."))
        return redirect("batches")
    messages.success(request, _("Put into batches."))
    return redirect("batch", made[0].pk) if len(made) == 1 else redirect("batches")


@allowed(Capability.RELEASE_NOTICES)
@require_POST
def release(request: StaffRequest, pk: int) -> HttpResponse:
    """What the facts of now hold back does not go, and the person is told."""
    batch, form = _batch(request, pk), Release(request.POST)
    if not form.is_valid():
        messages.error(request, _("Look at the batch before you release it."))
        return redirect("batch", pk)
    try:
        _release(request, batch, form.cleaned_data["seen"])
    except batches.Refused as refused:
        messages.error(request, str(refused))
    return redirect("batch", pk)


def _release(request: StaffRequest, batch: Batch, seen: int) -> None:
    """While the person waits, or by a worker where that takes long. Raises batches.Refused."""
    act = actions.act(request)
    if batch_release.is_large(batch):
        batch_release.ask(batch.pk, act, seen=seen)
        tasks.wake_releaser()
    else:
        _tell(request, batches.release(batch.pk, act, seen=seen), batch)


@allowed(Capability.RECALL_NOTICES)
@require_POST
def recall(request: StaffRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    form = Recall(request.POST, kind=batch.kind)
    if form.is_valid() and _recalled(request, form, batch.pk):
        messages.success(request, _("Recalled."))
        return redirect("batch", pk)
    return _page(request, batch, form)


@allowed(Capability.RECALL_NOTICES)
@require_POST
def recall_one(request: StaffRequest, pk: int) -> HttpResponse:
    notice = scope.find(Notice, request.user, pk=pk)
    batched = scope.find(BatchedNotice, request.user, notice=notice, left_at=None)
    form = Recall(request.POST, kind=notice.kind)
    if not form.is_valid():
        messages.error(request, _("Enter a short reason for the recall, without a card number."))
    elif _recalled(request, form, batched.batch_id, notice=pk):
        messages.success(request, _("Recalled."))
    else:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect("notice", pk)


def _page(request: StaffRequest, batch: Batch, form: Recall | None = None) -> HttpResponse:
    now, preview = timezone.now(), batches.preview(batch)
    name_people([batch], *PEOPLE)
    context = {
        "batch": batch,
        "row": _row(batch, now),
        "kind": catalogue.KINDS.get(batch.kind),
        "preview": preview,
        "samples": with_documents(preview.samples),
        "left": _left(batch),
        "why_not": batches.why_not(batch, request.user.username),
        "far": batch_release.newest(batch) if batch.is_open else None,
        "release": Release(initial={"seen": preview.newest}),
        **_recalling(batch, request, now, form),
    }
    return render(request, "servicing/batches/page.html", context)


def _recalling(batch: Batch, request: StaffRequest, now: datetime, form: Recall | None) -> dict[str, Any]:
    """The form, for whom it is and while there is something to recall."""
    gone = batch.recalled_at or batch.may_leave(now)
    if gone or not may(request.user, Capability.RECALL_NOTICES):
        return {}
    return {"recall": form or Recall(kind=batch.kind)}


def _batch(request: StaffRequest, pk: int) -> Any:
    return scope.find(batches.sized(Batch.objects.all()), request.user, pk=pk)


def _left(batch: Batch) -> list[BatchedNotice]:
    """What was in the batch and is not any more, with the notice as it stands now."""
    rows = batch.batched.filter(left_at__isnull=False).select_related("notice__account")
    return list(rows.order_by("-left_at", "pk")[:50])


def _row(batch: Any, now: datetime) -> BatchRow:
    """Of a batch as ``sized`` reads it; compared with the one before where the list says its size."""
    before = getattr(batch, "before", None)
    difference = None if before is None else batch.size - before
    goes_by_itself = batch.is_open and not batch.second_person
    goes_at = batch.made_at + batches.GATHERING if goes_by_itself else None
    return BatchRow(batch, batch.size, _standing(batch, batch.size, now), difference, goes_at)


def _standing(batch: Batch, size: int, now: datetime) -> str:
    if batch.recalled_at:
        return "recalled"
    if batch.released_at:
        return "left" if batch.may_leave(now) else "released"
    return "open" if size else "empty"


def _recalled(request: StaffRequest, form: Recall, batch: int, notice: int | None = None) -> bool:
    """Whether it could be recalled; otherwise the form says why not."""
    cleaned = form.cleaned_data
    act = actions.act(request, cleaned["reason"])
    try:
        batches.recall(batch, act, to=cleaned.get("to", READY), notice=notice)
    except batches.Refused as refused:
        form.add_error(None, str(refused))
    return form.is_valid()


def _tell(request: StaffRequest, done: batches.Released, batch: Batch) -> None:
    batch.refresh_from_db()
    if not done.went or batch.leaves_at is None:
        messages.warning(
            request, _("Nothing is released: on the current facts none of these should be sent.")
        )
        return
    text = ngettext(
        "%(number)s notice is released and leaves at %(time)s. Until then it can be recalled.",
        "%(number)s notices are released and leave at %(time)s. Until then they can be recalled.",
        done.went,
    ) % {"number": count(done.went), "time": formatting.moment(batch.leaves_at)}
    messages.success(request, text)
    if held := sum(done.held_back.values()):
        text = ngettext(
            "%(number)s was held back on the current facts.",
            "%(number)s were held back on the current facts.",
            held,
        ) % {"number": count(held)}
        messages.warning(request, text)
