"""The page of statutory and decided acts: what there is and on which basis, and what was done of it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.close import run as nightly_close
from notices.kinds import labels as kind_labels
from servicing.access import Capability, StaffRequest, allowed
from servicing.worklists import acts as act_lists
from servicing.worklists.acts import ActDone, ActKind
from servicing.workspace.fields import DayField
from servicing.workspace.people_names import names_of

DAYS = 31
LABELS = {
    act_lists.RE_AGE: gettext_lazy("re-age"),
    act_lists.REFUSAL: gettext_lazy("refusal of a request for help"),
    act_lists.PLAN_ENDED: gettext_lazy("end of a plan that was not kept"),
    act_lists.CHARGED_OFF: gettext_lazy("charge-off"),
    act_lists.SOLD: gettext_lazy("sale of the debt"),
    act_lists.PLACED: gettext_lazy("hand-over to an agency"),
}
_OUTSIDE = (act_lists.CHARGED_OFF, act_lists.SOLD, act_lists.PLACED)


class Through(forms.Form):
    through = DayField(required=False)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    form = Through(request.GET)
    if not form.is_valid():
        raise BadRequest
    last = form.cleaned_data["through"] or nightly_close.current_day(timezone.now())
    first = last - timedelta(days=DAYS - 1)
    done = act_lists.done(first, last, request.user)
    names = names_of(act.by for act in done)
    context: dict[str, Any] = {
        "kinds": [(kind, _title(kind), _decider(kind)) for kind in act_lists.kinds()],
        "done": [(act, _title(act), _by(act, names)) for act in done],
        "first": first, "last": last, "earlier": first - timedelta(days=1),
        "cut_short": len(done) == act_lists.MOST,
    }  # fmt: skip
    return render(request, "servicing/notices/acts.html", context)


def _title(act: ActKind | ActDone) -> str:
    return kind_labels.title(act.notice) if act.notice else str(LABELS[act.act])


def _decider(kind: ActKind) -> str:
    """Who decides such an act."""
    if kind.notice:
        return _("law; a second person releases it") if kind.is_released else _("law; sent automatically")
    return _("the issuer, outside this program") if kind.act in _OUTSIDE else _("a supervisor, with a reason")


def _by(act: ActDone, names: dict[str, str]) -> str:
    """Who decided this one."""
    if act.by:
        return names[act.by]
    return _("the issuer, by file") if act.act in _OUTSIDE else _("law")
