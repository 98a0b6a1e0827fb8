"""The words of notices: which version is in force, writing another, reading it on samples, approving it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Account
from notices.kinds import labels as kind_labels
from notices.kinds.schema import NoticeKind
from notices.letters import render as rendering
from notices.letters.electronic import plain
from notices.letters.render import Rendered, RenderError
from notices.models import TemplateVersion
from notices.wordings import diff as wording_diff
from notices.wordings import versions as wording_versions
from notices.wordings.parts import Template
from notices.wordings.versions import SHIPPED, Standing, TemplateError
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, may
from servicing.models import User
from servicing.security.sent_forms import may_be_repeated
from servicing.workspace import actions
from servicing.workspace.drafts import stale
from servicing.workspace.wordings import reading
from servicing.workspace.wordings.forms import Approval, Writing

SAMPLES = 8
REFUSED = {
    "own": gettext_lazy("Somebody else approves what you have written."),
    "faults": gettext_lazy("Something in it is not allowed, or is missing: it cannot come into force."),
    "past": gettext_lazy("It can come into force from today on, not before."),
    "approved": gettext_lazy("It was approved meanwhile, and does not change any more."),
    "withdrawn": gettext_lazy("It was withdrawn meanwhile."),
    "changed": gettext_lazy("Somebody has changed it since you opened it: read it again."),
}


@dataclass(frozen=True)
class Words:
    """One template in one language, as lists show it."""

    name: str
    language: str
    kinds: list[NoticeKind]
    standing: Standing

    @property
    def title(self) -> str:
        return title(self.kinds)

    @property
    def spoken(self) -> str:
        return spoken(self.language)


def title(kinds: list[NoticeKind]) -> str:
    """The kinds that share it: Help with payments; Help with payments, again."""
    return "; ".join(kind_labels.title(kind.code) for kind in kinds)


def spoken(language: str) -> str:
    return str(get_language_info(language)["name_translated"])


@allowed(Capability.SEE_NOTICE_KINDS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Every template and language with the version in force, jurisdiction by jurisdiction."""
    named, standings = wording_versions.names(), wording_versions.standings(timezone.now())
    each = [Words(name, language, named[name], standing) for (name, language), standing in standings.items()]
    groups = groupby(each, key=lambda words: words.kinds[0].jurisdiction)
    context = {"groups": [(jurisdiction, list(rows)) for jurisdiction, rows in groups]}
    return render(request, "servicing/notice_templates/list.html", context)


@allowed(Capability.SEE_NOTICE_KINDS)
@require_safe
def page(request: StaffRequest, name: str, language: str) -> HttpResponse:
    """The version in force, and all the others."""
    kinds, today = _known(name, language), _today(name)
    current = wording_versions.current(name, language, today)
    context = {
        **_about(name, language, kinds),
        "read": reading.read(current, today),
        "versions": wording_versions.versions(name, language).order_by("-number"),
        "current": current.number,
        "today": today,
    }
    return render(request, "servicing/notice_templates/page.html", context)


@allowed(Capability.SEE_NOTICE_KINDS)
@require_safe
def version(request: StaffRequest, name: str, language: str, number: int) -> HttpResponse:
    return _version(request, name, language, number)


@allowed(Capability.WRITE_TEMPLATES)
def new(request: StaffRequest, name: str, language: str) -> HttpResponse:
    """A draft that begins as the version in force."""
    kinds = _known(name, language)
    start = wording_versions.current(name, language, _today(name))
    return _write(request, start, kinds, None)


@allowed(Capability.WRITE_TEMPLATES)
def change(request: StaffRequest, name: str, language: str, number: int) -> HttpResponse:
    kinds, row = _known(name, language), _row(name, language, number)
    if row.approved_at or row.withdrawn_at:
        return _refused(request, row, "approved" if row.approved_at else "withdrawn")
    return _write(request, wording_versions.of(row), kinds, row)


@allowed(Capability.WRITE_TEMPLATES)
@require_POST
@may_be_repeated
def check(request: StaffRequest, name: str, language: str) -> HttpResponse:
    """What is being written, as it would be read: nothing is kept."""
    _known(name, language)
    today = _today(name)
    writing = Writing(wording_versions.current(name, language, today), request.POST)
    read = _read(writing, name, language) if writing.is_valid() else None
    return render(request, "servicing/notice_templates/reading.html", {"read": read})


@allowed(Capability.APPROVE_TEMPLATES)
@require_POST
def approve(request: StaffRequest, name: str, language: str, number: int) -> HttpResponse:
    _known(name, language)
    row = _row(name, language, number)
    form = Approval(request.POST, today=_today(name))
    if not form.is_valid():
        return _version(request, name, language, number, form)
    try:
        wording_versions.approve(row, actions.act(request), **form.cleaned_data)
    except TemplateError as refusal:
        return _refused(request, row, refusal.code)
    messages.success(request, _("Approved."))
    return _to(row)


@allowed(Capability.APPROVE_TEMPLATES)
@require_POST
def withdraw(request: StaffRequest, name: str, language: str, number: int) -> HttpResponse:
    _known(name, language)
    row = _row(name, language, number)
    try:
        wording_versions.withdraw(row, actions.act(request))
    except TemplateError as refusal:
        return _refused(request, row, refusal.code)
    messages.success(request, _("Withdrawn. The version before it counts."))
    return redirect("template", name, language)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def sample(request: StaffRequest, name: str, language: str, number: int, pk: int) -> HttpResponse:
    """A version as one account would be written to now: letter, e-mail and text message in words."""
    kinds = _known(name, language)
    account = scope.find(Account, request.user, pk=pk)
    made, problem = _sample(_template(name, language, number), kinds, account)
    context = {
        **_about(name, language, kinds),
        "number": number,
        "account": account,
        "made": made,
        "text": plain(made.letter) if made else "",
        "problem": problem,
    }
    return render(request, "servicing/notice_templates/sample.html", context)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def sample_pdf(request: StaffRequest, name: str, language: str, number: int, pk: int) -> HttpResponse:
    kinds = _known(name, language)
    account = scope.find(Account, request.user, pk=pk)
    made, problem = _sample(_template(name, language, number), kinds, account)
    if not made:
        raise Http404(problem)
    response = HttpResponse(made.pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="sample.pdf"'
    return response


def _version(
    request: StaffRequest, name: str, language: str, number: int, form: Approval | None = None
) -> HttpResponse:
    kinds, today = _known(name, language), _today(name)
    shown = _template(name, language, number)
    row = None if number == SHIPPED else _row(name, language, number)
    current = wording_versions.current(name, language, today)
    context = {
        **_about(name, language, kinds),
        "row": row,
        "number": number,
        "current": current.number,
        "read": reading.read(shown, today),
        "changes": wording_diff.changes(current, shown) if current.number != number else [],
        "form": form or Approval(today=today, seen=row.written_at if row else None),
        "own": row is not None and request.user.username in (row.written_by, *row.writers),
        "samples": _accounts(kinds[0], request.user) if may(request.user, Capability.SEE_ACCOUNTS) else [],
    }
    return render(request, "servicing/notice_templates/version.html", context)


def _write(
    request: StaffRequest, start: Template, kinds: list[NoticeKind], row: TemplateVersion | None
) -> HttpResponse:
    """Kept where asked to be, with all its faults: a draft may have them. Otherwise shown with them."""
    writing = Writing(start, request.POST or None)
    is_whole = request.method == "POST" and writing.is_valid()
    meanwhile = _meanwhile(request, start, writing, row) if is_whole and "keep" in request.POST else None
    if is_whole and "keep" in request.POST and not meanwhile:
        return _kept(request, start, writing, row)
    read = _read(writing, start.kind, start.language) if is_whole else reading.read(start, _today(start.kind))
    context = {
        **_about(start.kind, start.language, kinds),
        "writing": writing,
        "read": read,
        "row": row,
        "newer": meanwhile,
        "seen": stale.stamp(row.written_at) if row else "",
        "allowed": sorted(_placeholders(kinds)),
    }
    return render(request, "servicing/notice_templates/form.html", context)


def _meanwhile(
    request: StaffRequest, start: Template, writing: Writing, row: TemplateVersion | None
) -> stale.Newer | None:
    """What somebody else saved since this form was opened."""
    if row is None or not stale.is_stale(request, row.written_at):
        return None
    ours = wording_versions.made(start.kind, start.language, row.number, writing.parts)
    return stale.newer(row.written_by, row.written_at, dict(start.texts()), dict(ours.texts()))


def _kept(
    request: StaffRequest, start: Template, writing: Writing, row: TemplateVersion | None
) -> HttpResponse:
    act = actions.act(request)
    if row is None:
        row = wording_versions.draft(start.kind, start.language, writing.parts, act)
    else:
        try:
            wording_versions.revise(row, writing.parts, act)
        except TemplateError as refusal:
            return _refused(request, row, refusal.code)
    messages.success(request, _("Saved as a draft."))
    return _to(row)


def _read(writing: Writing, name: str, language: str) -> reading.Reading:
    return reading.read(wording_versions.made(name, language, 0, writing.parts), _today(name))


def _today(name: str) -> date:
    return wording_versions.today(name, timezone.now())


def _placeholders(kinds: list[NoticeKind]) -> Iterator[tuple[str, Any]]:
    """Name and meaning of what may be left open in a text."""
    for name, placeholder in reading.open_in_texts(kinds).items():
        yield name, placeholder.meaning


def _sample(template: Template, kinds: list[NoticeKind], account: Account) -> tuple[Rendered | None, str]:
    today = actions.today_of(account)
    try:
        return rendering.preview(template, kinds[0], account, today), ""
    except RenderError as problem:
        return None, str(problem)


def _accounts(kind: NoticeKind, user: User) -> list[Account]:
    """A few of the jurisdiction, those with something past due first."""
    of_place = scope.narrow(Account.objects.filter(product__jurisdiction=kind.jurisdiction), user)
    late = of_place.filter(spans__ends_before__isnull=True, spans__stage__startswith="M").order_by("pk")[
        :SAMPLES
    ]
    return list(late) or list(of_place.order_by("pk")[:SAMPLES])


def _known(name: str, language: str) -> list[NoticeKind]:
    kinds = wording_versions.names().get(name, [])
    if not kinds or language not in kinds[0].languages:
        raise Http404
    return kinds


def _row(name: str, language: str, number: int) -> TemplateVersion:
    return get_object_or_404(TemplateVersion, kind=name, language=language, number=number)


def _template(name: str, language: str, number: int) -> Template:
    try:
        return wording_versions.number(name, language, number)
    except TemplateVersion.DoesNotExist:
        raise Http404 from None


def _about(name: str, language: str, kinds: list[NoticeKind]) -> dict[str, Any]:
    return {
        "name": name,
        "language": language,
        "spoken": spoken(language),
        "kinds": kinds,
        "title": title(kinds),
        "requires": reading.required(kinds),
    }


def _refused(request: StaffRequest, row: TemplateVersion, code: str) -> HttpResponse:
    messages.error(request, REFUSED[code])
    return _to(row)


def _to(row: TemplateVersion) -> HttpResponse:
    return redirect(reverse("template-version", args=[row.kind, row.language, row.number]))
