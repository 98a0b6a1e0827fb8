"""The list of notices as a list: its file, and what is done to many of them at once."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Prefetch, QuerySet
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acts import Act
from accounts.dates import local_day
from notices import batches, state_changes
from notices.kinds import labels as kind_labels
from notices.models import BatchedNotice, Notice
from notices.planning import deadlines
from servicing import scope
from servicing.access import Capability, StaffRequest
from servicing.worklists import notices as notice_lists
from servicing.workspace.lists.listing import Choice, Column, List
from servicing.workspace.notices.forms import Filters, Recalling, Remedy
from servicing.workspace.worklist import Wanted


def _rows(request: StaffRequest, wanted: Wanted) -> QuerySet[Notice]:
    return scope.narrow(notice_lists.notices(**wanted.chosen), request.user)


def _by_key(**keys: Any) -> QuerySet[Notice]:
    """Each with the batch that it is in now as ``inside``, a list of one or none."""
    inside = BatchedNotice.objects.filter(left_at=None).select_related("batch")
    rows = Notice.objects.filter(**keys).select_related("account")
    return rows.prefetch_related(Prefetch("batched", inside, to_attr="inside"))


def _no_recall(notice: Any, now: datetime) -> str:
    if not notice.inside or notice.state not in (Notice.State.READY, Notice.State.RELEASED):
        return _("It is in no batch that waits.")
    return _("This batch was dispatched.") if notice.inside[0].batch.may_leave(now) else ""


def _recall(notice: Any, terms: dict[str, Any], act: Act) -> Any:
    recall = Act(by=act.by, at=act.at, note=terms["reason"])
    return batches.recall(notice.inside[0].batch_id, recall, to=terms["to"], notice=notice.pk)


def _no_retry(notice: Notice, _now: datetime) -> str:
    failed = notice.state == Notice.State.FAILED and notice.sent_on is None
    return "" if failed else _("It has not failed.")


def _no_remedy(notice: Notice, _now: datetime) -> str:
    if notice.missed_on is None:
        return _("No deadline was missed.")
    return _("A colleague has recorded a remedy.") if notice.remedied_on else ""


def _remedy(notice: Notice, terms: dict[str, Any], act: Act) -> None:
    on = local_day(act.at, notice.account.time_zone)
    deadlines.remedy(notice, replace(act, note=terms["done"]), on=on)


LIST = List(
    "notices",
    Filters,
    rows=_rows,
    order=lambda wanted: notice_lists.notices_order(wanted["show"]),
    title=gettext_lazy("Notices"),
    capability=Capability.SEE_NOTICES,
    columns=[
        Column(gettext_lazy("Notice"), lambda notice: notice.reference),
        Column(gettext_lazy("Kind"), lambda notice: kind_labels.title(notice.kind)),
        Column(gettext_lazy("Account"), lambda notice: notice.account.reference),
        Column(gettext_lazy("Occasion"), lambda notice: notice.occasion_on),
        Column(gettext_lazy("Due by"), lambda notice: notice.due_by),
        Column(gettext_lazy("State"), lambda notice: str(notice.get_state_display())),
        Column(gettext_lazy("Since"), lambda notice: notice.state_since),
        Column(gettext_lazy("Why"), lambda notice: notice.reason),
    ],
    chosen_by_chips=("show",),
    choices=[
        Choice(
            "recall", gettext_lazy("Recall"), Capability.RECALL_NOTICES, Recalling, _no_recall, _recall,
            refusals=(batches.Refused,),
        ),
        Choice(
            "try-again", gettext_lazy("Try again"), Capability.REMEDY_NOTICES, forms.Form, _no_retry,
            lambda notice, _terms, act: state_changes.try_again(notice.pk, act),
        ),
        Choice(
            "remedy", gettext_lazy("Record a remedy"), Capability.REMEDY_NOTICES, Remedy, _no_remedy, _remedy
        ),
    ],
    by_key=_by_key,
    row_label=lambda notice: f"{notice.reference} · {notice.account.reference}",
    row_address=lambda notice: resolve_url("notice", notice.pk),
)  # fmt: skip
