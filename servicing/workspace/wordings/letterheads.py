"""What the issuer says of itself on its letters, as the administrator writes it down."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts import packs
from accounts.acts import Act
from notices.kinds import catalogue
from notices.kinds.schema import NoticeKind
from notices.letters import letterheads
from notices.letters import render as rendering
from notices.models import Letterhead
from servicing.access import Capability, StaffRequest, allowed
from servicing.models import User
from servicing.workspace import actions
from servicing.workspace.drafts import stale
from servicing.workspace.fields import refuse_card_numbers
from servicing.workspace.generic_forms import ModelForm

_IN_SENTENCES = gettext_lazy("It stands within a sentence: no full stop at the end.")
_HELP = {
    "address": gettext_lazy("One line per row, as on an envelope."),
    "iban": gettext_lazy("For payments in euro: the slip of a letter then has a code that apps read."),
    "product_names": gettext_lazy("One product per row: CODE: name, as people know the card."),
    **dict.fromkeys(
        (
            "complaint_channel", "how_to_pay", "pay_to", "how_to_query", "how_to_object",
            "how_to_send_evidence", "debt_advice",
        ),
        _IN_SENTENCES,
    ),
}  # fmt: skip


class LetterheadForm(ModelForm[Letterhead]):
    """The next version. The seal stays unless another is given, or it is taken away."""

    terms_url = forms.URLField(
        label=gettext_lazy("terms on the web"), max_length=200, required=False, assume_scheme="https"
    )
    picture = forms.FileField(
        label=gettext_lazy("seal"),
        help_text=gettext_lazy(
            "A square PNG picture with a transparent background. Empty: the seal stays as it is."
        ),
        required=False,
    )
    no_seal = forms.BooleanField(label=gettext_lazy("without a seal"), required=False)

    class Meta:
        model = Letterhead
        fields = letterheads.TEXTS
        help_texts = _HELP
        widgets = dict.fromkeys(_HELP.keys() - {"iban"}, forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, before: Letterhead | None, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before, self.language = before, language
        for name in set(letterheads.TEXTS) - {"iban", "bic"}:
            self.fields[name].validators.append(refuse_card_numbers)

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        for name, why in letterheads.faults(cleaned, self.language):
            self.add_error(name, _(why))

    def clean_picture(self) -> bytes | None:
        given = self.cleaned_data["picture"]
        if given is None:
            return None
        picture: bytes = given.read(letterheads.MOST_BYTES + 1)
        if not letterheads.is_picture(picture):
            raise forms.ValidationError(_("That is no PNG picture, or a very large one."))
        return picture

    def write(self, jurisdiction: str, language: str, act: Act) -> Letterhead:
        picture = self.cleaned_data["picture"]
        seal = self.before.seal if self.before else None
        if self.cleaned_data["no_seal"]:
            seal = None
        elif picture:
            seal = letterheads.keep_seal(picture)
        return letterheads.save(jurisdiction, language, self.cleaned_data, seal, act)


@dataclass(frozen=True)
class Line:
    """A letterhead that letters of a jurisdiction need; ``head`` is none where nobody has written it yet."""

    jurisdiction: str
    language: str
    head: Letterhead | None
    is_sealed: bool
    pending: Letterhead | None


@allowed(Capability.APPROVE_LETTERHEADS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    lines = [
        Line(
            code,
            language,
            _in_force(code, language),
            any(kind.sealed for kind in of_pack),
            letterheads.pending(code, language, letterheads.today(code, timezone.now())),
        )
        for code, of_pack in _kinds().items()
        for language in of_pack[0].languages
    ]
    return render(request, "servicing/letterheads/list.html", {"lines": lines})


@allowed(Capability.CHANGE_LETTERHEADS)
def page(request: StaffRequest, jurisdiction: str, language: str) -> HttpResponse:
    _must_be_written(jurisdiction, language)
    rows = Letterhead.objects.filter(jurisdiction=jurisdiction, language=language).order_by("-number")
    versions = list(rows.select_related("seal"))
    before = _in_force(jurisdiction, language) or (versions[0] if versions else None)
    form = LetterheadForm(
        request.POST or None,
        request.FILES or None,
        initial={name: getattr(before, name) for name in letterheads.TEXTS} if before else None,
        before=before,
        language=language,
    )
    newer = _meanwhile(request, form, versions[0]) if versions and form.is_valid() else None
    if form.is_valid() and not newer:
        head = form.write(jurisdiction, language, actions.act(request))
        messages.success(request, _saved(head))
        return redirect("letterhead", jurisdiction, language)
    seen = stale.stamp(versions[0].number if versions else 0)
    context = {"form": form, "before": before, "versions": versions, "newer": newer, "seen": seen}
    named = {"jurisdiction": jurisdiction, "language": language}
    return render(request, "servicing/letterheads/page.html", context | named)


def _meanwhile(request: StaffRequest, form: LetterheadForm, newest: Letterhead) -> stale.Newer | None:
    """The version that somebody else saved since this form was opened."""
    if not stale.is_stale(request, newest.number):
        return None
    theirs = {name: str(getattr(newest, name)) for name in letterheads.TEXTS}
    ours = {name: str(form.cleaned_data.get(name, "")) for name in letterheads.TEXTS}
    return stale.newer(newest.written_by, newest.written_at, theirs, ours)


def _saved(head: Letterhead) -> str:
    if head.needs_approvals > 1:
        return _("Saved. It changes how money is paid: two others approve it, and it counts a day later.")
    return _("Saved. It counts once somebody else has approved it.")


@allowed(Capability.APPROVE_LETTERHEADS)
def approval(request: StaffRequest, jurisdiction: str, language: str) -> HttpResponse:
    """The version that waits beside the one in force, text by text; somebody else lets it come into force."""
    _must_be_written(jurisdiction, language)
    waiting = letterheads.pending(jurisdiction, language, letterheads.today(jurisdiction, timezone.now()))
    if waiting is None:
        raise Http404
    if request.method == "POST":
        _approve(request, waiting)
        return redirect("letterheads")
    before = _in_force(jurisdiction, language)
    context = {
        "waiting": waiting,
        "before": before,
        "changes": letterheads.changes(before, waiting),
        "approvals": list(waiting.approvals.all()),
        "seal_changes": (before and before.seal_id) != waiting.seal_id,
    }
    return render(request, "servicing/letterheads/approval.html", context)


_REFUSED = {
    "own": gettext_lazy("Somebody other than its writer must approve it."),
    "twice": gettext_lazy("You have approved it already: somebody else has to."),
    "done": gettext_lazy("It is approved already."),
    "changed": gettext_lazy("Somebody has changed it since you opened it: read it again."),
    "role": gettext_lazy("The second approval must come from somebody of another role."),
}


def _approve(request: StaffRequest, waiting: Letterhead) -> None:
    try:
        _check_seen(request, waiting)
        given = letterheads.approve(waiting, actions.act(request))
    except letterheads.CannotApprove as problem:
        messages.error(request, _REFUSED[problem.code])
        return
    if given.effective_on is None:
        messages.success(request, _("Approved. One more person has to."))
    else:
        day = date_format(given.effective_on, "DATE_FORMAT")
        messages.success(request, _("Approved. It counts from %(day)s on.") % {"day": day})


def _check_seen(request: StaffRequest, waiting: Letterhead) -> None:
    """It is the version that was read, and of two who approve each has a role of their own."""
    if request.POST.get("seen") != str(waiting.number):
        raise letterheads.CannotApprove("changed")
    earlier = User.objects.filter(username__in=waiting.approvals.values("by"))
    others = earlier.exclude(pk=request.user.pk)
    if others.filter(role=request.user.role).exists():
        raise letterheads.CannotApprove("role")


@allowed(Capability.CHANGE_LETTERHEADS)
@require_safe
def seal(request: StaffRequest, jurisdiction: str, language: str) -> HttpResponse:
    head = _must_be_in_force(jurisdiction, language)
    if head.seal is None:
        raise Http404
    return HttpResponse(bytes(head.seal.content), content_type="image/png")


@allowed(Capability.CHANGE_LETTERHEADS)
@require_safe
def specimen(request: StaffRequest, jurisdiction: str, language: str) -> HttpResponse:
    """A letter to nobody, with example figures, on the letterhead in force."""
    head = _must_be_in_force(jurisdiction, language)
    today = letterheads.today(jurisdiction, timezone.now())
    try:
        made = rendering.specimen(_sealed_first(jurisdiction), language, head, today)
    except rendering.RenderError as problem:
        messages.error(request, _("No letter can be made on it: %(problem)s.") % {"problem": problem})
        return redirect("letterhead", jurisdiction, language)
    return HttpResponse(made.pdf, content_type="application/pdf")


def _kinds() -> dict[str, list[NoticeKind]]:
    """Those of each jurisdiction that has any."""
    return {code: list(kinds.values()) for code in packs.PACKS if (kinds := catalogue.of(code))}


def _sealed_first(jurisdiction: str) -> NoticeKind:
    return max(_kinds()[jurisdiction], key=lambda kind: (kind.sealed, kind.can_be_triggered))


def _must_be_written(jurisdiction: str, language: str) -> None:
    of_pack = _kinds().get(jurisdiction)
    if not of_pack or language not in of_pack[0].languages:
        raise Http404


def _in_force(jurisdiction: str, language: str) -> Letterhead | None:
    try:
        return letterheads.in_force(jurisdiction, language, letterheads.today(jurisdiction, timezone.now()))
    except letterheads.NoLetterhead:
        return None


def _must_be_in_force(jurisdiction: str, language: str) -> Letterhead:
    _must_be_written(jurisdiction, language)
    if (head := _in_force(jurisdiction, language)) is None:
        raise Http404
    return head
