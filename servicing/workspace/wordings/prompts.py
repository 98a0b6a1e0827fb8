"""What is said on the telephone: read by callers, written by compliance, approved by a second person."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from servicing.access import Capability, allowed, may
from servicing.models import PromptVersion
from servicing.prompts import versions
from servicing.prompts.versions import LANGUAGES, LONGEST, MOST_SENTENCES, SITUATIONS, PromptError
from servicing.workspace import actions, seen
from servicing.workspace.drafts import stale
from servicing.workspace.fields import NoteField
from servicing.workspace.people_names import name_people

NEVER = datetime(1, 1, 1, tzinfo=UTC)  # when a draft was written that there is not yet
REFUSED = {
    "own": gettext_lazy("Somebody else approves what you have written."),
    "faults": gettext_lazy("Something in it is not allowed, or is missing: it cannot come into force."),
    "settled": gettext_lazy("A colleague has already decided this."),
    "changed": seen.CHANGED,
}


class Writing(forms.Form):
    """A sentence a line, and the help that the conversation ends in."""

    say = NoteField(
        label=gettext_lazy("sentences"), help_text=gettext_lazy("One sentence per line."), rows=6,
        max_length=LONGEST * MOST_SENTENCES,
    )  # fmt: skip
    help = NoteField(
        label=gettext_lazy("help"), help_text=gettext_lazy("The conversation ends with it."), rows=2,
        max_length=LONGEST,
    )  # fmt: skip

    def clean_say(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["say"].splitlines() if line.strip()]
        if len(lines) > MOST_SENTENCES or max(map(len, lines)) > LONGEST:
            text = _("At most %(most)s sentences of %(longest)s characters.")
            raise ValidationError(text % {"most": MOST_SENTENCES, "longest": LONGEST})
        return lines


@allowed(Capability.SEE_NOTICE_KINDS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    in_force = {language: versions.in_force(language) for language in LANGUAGES}
    drafts = PromptVersion.objects.filter(approved_at=None, withdrawn_at=None)
    waiting = set(drafts.values_list("situation", "language"))
    rows = [
        (SITUATIONS[situation], [(prompt, (situation, prompt.language) in waiting) for prompt in prompts])
        for situation, *prompts in zip(SITUATIONS, *in_force.values(), strict=True)
    ]
    return render(request, "servicing/prompts/list.html", {"rows": rows, "languages": LANGUAGES})


@allowed(Capability.SEE_NOTICE_KINDS)
@require_safe
def page(request: HttpRequest, situation: str, language: str) -> HttpResponse:
    return _page(request, situation, language)


@allowed(Capability.WRITE_TEMPLATES)
@require_POST
def draft(request: HttpRequest, situation: str, language: str) -> HttpResponse:
    _check(situation, language)
    form = Writing(request.POST)
    if not form.is_valid():
        return _page(request, situation, language, form)
    text = form.cleaned_data
    if newer := _meanwhile(request, situation, language, text):
        return _page(request, situation, language, form, newer)
    versions.draft(situation, language, text["say"], text["help"], actions.act(request))
    messages.success(request, _("Saved as a draft. Somebody else approves it."))
    return redirect("prompt", situation, language)


@allowed(Capability.APPROVE_TEMPLATES)
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, _as_seen(request, versions.approve), _("Approved."))


@allowed(Capability.APPROVE_TEMPLATES)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, versions.withdraw, _("Withdrawn."))


def guide(language: str, reader: str) -> dict[str, Any]:
    """For the page of a call: the words in the customer's language, and in the reader's if it differs."""
    spoken, read = versions.language_for(language), versions.language_for(reader)
    prompts = versions.in_force(spoken)
    meant = versions.in_force(read) if read != spoken else [None] * len(prompts)
    return {"spoken": spoken, "read": read, "guide": list(zip(prompts, meant, strict=True))}


def _decide(request: HttpRequest, pk: int, decide: Any, done: str) -> HttpResponse:
    row = get_object_or_404(PromptVersion, pk=pk)
    actions.perform(
        request,
        lambda: decide(pk, actions.act(request)),
        done=done,
        refusals={PromptError: lambda error: str(REFUSED[error.code])},
    )
    return redirect("prompt", row.situation, row.language)


def _as_seen(request: HttpRequest, decide: Any) -> Any:
    return lambda pk, act: decide(pk, replace(act, seen=request.POST.get(seen.FIELD, "")))


def _open_draft(situation: str, language: str) -> PromptVersion | None:
    rows = PromptVersion.objects.filter(situation=situation, language=language)
    return rows.filter(approved_at=None, withdrawn_at=None).first()


def _meanwhile(
    request: HttpRequest, situation: str, language: str, text: dict[str, Any]
) -> stale.Newer | None:
    """What somebody else drafted since this form was opened."""
    row = _open_draft(situation, language)
    if row is None or not stale.is_stale(request, row.written_at):
        return None
    theirs = {"say": "\n".join(row.say), "help": row.help}
    ours = {"say": "\n".join(text["say"]), "help": text["help"]}
    return stale.newer(row.written_by, row.written_at, theirs, ours)


def _page(
    request: HttpRequest,
    situation: str,
    language: str,
    form: Writing | None = None,
    newer: stale.Newer | None = None,
) -> HttpResponse:
    _check(situation, language)
    rows = list(PromptVersion.objects.filter(situation=situation, language=language).order_by("-number"))
    name_people(rows, "written_by", "approved_by", "withdrawn_by")
    open_ = next((row for row in rows if not row.approved_at and not row.withdrawn_at), None)
    now = next(each for each in versions.in_force(language) if each.situation == situation)
    drafted = versions.of(open_) if open_ else None
    begin = drafted or now
    initial = {"say": "\n".join(begin.say), "help": begin.help}
    context = {
        "newer": newer, "seen": stale.stamp(open_.written_at if open_ else NEVER),
        "prompt": now, "draft": open_, "drafted": drafted, "versions": rows, "language": language,
        "faults": versions.faults(drafted) if drafted else [],
        "own": open_ and open_.written_by == request.user.username,
        "form": (form or Writing(initial=initial)) if may(request.user, Capability.WRITE_TEMPLATES) else None,
    }  # fmt: skip
    return render(request, "servicing/prompts/page.html", context)


def _check(situation: str, language: str) -> None:
    if situation not in SITUATIONS or language not in LANGUAGES:
        raise Http404
