"""Notices: the lists of work, each with its life and its letter, and the panel of an account."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts.close import run as nightly_close
from accounts.models import Account
from notices import print_spellings, state_changes
from notices.archive import joint_letters
from notices.kinds import catalogue
from notices.models import (
    BatchedNotice,
    Erasure,
    Notice,
    NoticeContent,
    NoticeStateChange,
    PrescribedDocument,
)
from notices.planning import deadlines as notice_deadlines
from servicing import scope
from servicing.access import Capability, StaffRequest, View, allowed, may
from servicing.models import User
from servicing.worklists import delivery as delivery_lists
from servicing.worklists import notices as notice_lists
from servicing.workspace import actions, worklist
from servicing.workspace.notices.forms import LISTS, Filters, Recall, Remedy
from servicing.workspace.notices.listing import LIST
from servicing.workspace.people_names import names_of

SHOWN = 24  # on the page of an account, the newest first
PDF = "application/pdf"
ENDINGS = {PDF: "pdf", "message/rfc822": "eml", "text/plain": "txt"}
ABOUT = {
    "suspended": gettext_lazy(
        "Held back by a hold, a promise or a payment on its way; due again by themselves when that ends."
    ),
    "failed": gettext_lazy(
        "The letter could not be made: required information is missing. Fix that and try again."
    ),
    "missed": gettext_lazy(
        "They should have been sent by a date that has passed. Remedy it for the customer and record what was"
        " done."
    ),
    "corrected": gettext_lazy("They went out on facts that were corrected since."),
    "recalled": gettext_lazy("Recalled from a batch, until a person puts them into another one."),
}

# Its own letter in a frame of the page. A letter is data: it runs nothing and asks nobody for anything.
# The package's own types know views without arguments only.
Decorator = Callable[[View], View]
framing_own_pages: Decorator = cast("Decorator", csp_update({"object-src": [SELF], "frame-src": [SELF]}))
shown_in_a_frame: Decorator = cast(
    "Decorator",
    csp_replace(
        {
            "default-src": [NONE],
            "script-src": [NONE],
            "connect-src": [NONE],
            "style-src": [UNSAFE_INLINE],
            "img-src": ["data:"],
            "object-src": [SELF],
            "frame-ancestors": [SELF],
            "base-uri": [NONE],
            "form-action": [NONE],
        }
    ),
)


@allowed(Capability.SEE_NOTICES)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    wanted = worklist.wanted(request, Filters)
    show = wanted["show"]
    page = worklist.page(LIST.rows(request, wanted), notice_lists.notices_order(show), wanted)
    any_list = worklist.Wanted({"show": show}, {})  # another list begins without the filters of this one
    labels = {"": _("All"), **LISTS}
    context = {
        "show": show, "about": ABOUT.get(show), "list": LIST.shown(request, wanted),
        "page": page, "rows": page.rows,
        "chips": worklist.chips(any_list, "show", labels, notice_lists.work_counts(request.user)),
        "today": nightly_close.current_day(timezone.now()),
    }  # fmt: skip
    return render(request, "servicing/notices/list.html", context)


@allowed(Capability.SEE_NOTICES)
@framing_own_pages
@require_safe
def page(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, _notice(request, pk))


@allowed(Capability.SEE_NOTICES)
@xframe_options_sameorigin
@shown_in_a_frame
@require_safe
def document(request: StaffRequest, pk: int, content: int) -> HttpResponse:
    """The bytes as they are kept."""
    rows = NoticeContent.objects.select_related("document", "notice")
    shown = scope.find(rows, request.user, pk=content, notice=pk)
    kept = shown.document
    response = HttpResponse(bytes(kept.content), content_type=kept.media_type)
    ending = ENDINGS.get(kept.media_type.partition(";")[0], "bin")
    name = f"{shown.notice.reference}-{shown.channel}.{ending}"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@allowed(Capability.REMEDY_NOTICES)
@require_POST
def remedy(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what was done about a missed deadline. Of two people at once the first stands."""
    notice, form = _notice(request, pk), Remedy(request.POST)
    if not form.is_valid():
        return _page(request, notice, form)
    today, act = actions.today_of(notice.account), actions.act(request, form.cleaned_data["done"])
    actions.perform(
        request,
        lambda: notice_deadlines.remedy(notice, act, on=today),
        done=_("Saved."),
        refused=_("It needs no remedy, or a colleague has recorded one."),
    )
    return redirect("notice", pk)


@allowed(Capability.REMEDY_NOTICES)
@require_POST
def try_again(request: StaffRequest, pk: int) -> HttpResponse:
    notice = _notice(request, pk)
    actions.perform(
        request,
        lambda: state_changes.try_again(notice.pk, actions.act(request)),
        done=_("It is due again; the next run makes its letter."),
        refused=_("It has not failed, or a colleague has already tried again."),
    )
    return redirect("notice", pk)


def panel(account: Account) -> dict[str, Any]:
    """The notices about an account, the newest first."""
    rows = joint_letters.counted(account.notices.order_by("-occasion_on", "-pk"))
    return {"notices": list(rows[:SHOWN])}


def counts(user: User) -> dict[str, Any]:
    """What people have to do about notices."""
    work = notice_lists.work_counts(user)
    return {
        "counts": work,
        "to_release": scope.narrow(notice_lists.to_release(), user).count(),
        "work": [(name, label, work[name]) for name, label in LISTS.items()],
    }


def turns_of(account: Account) -> list[NoticeStateChange]:
    """Everything that became of each notice about the account."""
    return list(NoticeStateChange.objects.filter(notice__account=account).select_related("notice"))


@dataclass(frozen=True)
class WithDocuments:
    """A notice and the documents it consists of now, the letter first."""

    notice: Notice
    documents: list[NoticeContent]

    @property
    def letter(self) -> NoticeContent | None:
        return next((each for each in self.documents if each.document.media_type == PDF), None)


def with_documents(rows: Iterable[Notice]) -> list[WithDocuments]:
    notices = list(rows)
    kept: dict[int, list[NoticeContent]] = {notice.pk: [] for notice in notices}
    for content in _contents(kept):
        kept[content.notice_id].append(content)
    return [WithDocuments(notice, _newest(kept[notice.pk])) for notice in notices]


def _page(request: StaffRequest, notice: Notice, form: Remedy | None = None) -> HttpResponse:
    life = list(notice.turns.all())
    batched = list(notice.batched.select_related("batch").order_by("pk"))
    names = names_of({turn.by for turn in life} | {each.left_by for each in batched})
    (shown,) = with_documents([notice])
    context = {
        "notice": notice,
        "kind": catalogue.KINDS.get(notice.kind),
        "turns": [(turn, names.get(turn.by, turn.by)) for turn in life],
        "batched": batched,
        "documents": shown.documents,
        "content": shown.documents[0] if shown.documents else None,
        "letter": shown.letter,
        "enclosed": _enclosed(shown.documents),
        "erased": Erasure.objects.filter(notice=notice).first(),
        "later": list(notice.superseded_by.all()),
        "sharing": list(scope.narrow(joint_letters.sharing(notice), request.user)),
        "needs_spelling": notice.reason in print_spellings.KEPT
        and print_spellings.kept_from_print().filter(pk=notice.pk).exists(),
        "currency": notice.account.product.currency,
        "recall_form": Recall(kind=notice.kind),
        **delivery_lists.of_notice(notice),
        **_doing(request, notice, batched, form),
    }
    return render(request, "servicing/notices/page.html", context)


def _enclosed(documents: list[NoticeContent]) -> PrescribedDocument | None:
    """The sheet that goes with it."""
    kept = next((each.enclosure_id for each in documents if each.enclosure_id), None)
    return PrescribedDocument.objects.filter(document=kept).first() if kept else None


def _doing(
    request: StaffRequest, notice: Notice, batched: list[BatchedNotice], form: Remedy | None
) -> dict[str, Any]:
    """What the reader may do about it now."""
    may_remedy = may(request.user, Capability.REMEDY_NOTICES)
    inside = next((each.batch for each in batched if each.left_at is None), None)
    return {
        "remedy": (form or Remedy()) if may_remedy and notice.missed_on and not notice.remedied_on else None,
        "may_try_again": may_remedy and notice.state == Notice.State.FAILED and notice.sent_on is None,
        "inside": inside,
        "may_recall": _may_recall(request, notice, inside, timezone.now()),
    }


def _may_recall(request: StaffRequest, notice: Notice, inside: Any, now: datetime) -> bool:
    in_time = inside is not None and not inside.may_leave(now)
    at_hand = notice.state in (Notice.State.READY, Notice.State.RELEASED)
    return in_time and at_hand and may(request.user, Capability.RECALL_NOTICES)


def _notice(request: StaffRequest, pk: int) -> Notice:
    rows = Notice.objects.select_related("account__product", "recipient", "supersedes")
    return scope.find(rows, request.user, pk=pk)


def _contents(pks: Iterable[int]) -> Iterable[NoticeContent]:
    rows = NoticeContent.objects.filter(notice__in=list(pks)).select_related("document")
    return rows.defer("document__content").order_by("notice", "pk")


def _newest(rows: list[NoticeContent]) -> list[NoticeContent]:
    """Those made together last, the letter first."""
    last = rows[-1].frozen_at if rows else None
    of_last = [row for row in rows if row.frozen_at == last]
    return sorted(of_last, key=lambda row: (row.document.media_type != PDF, row.pk))
