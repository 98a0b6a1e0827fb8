"""The scorecards as an administrator sets them: what is asked, what passes, and how many are looked at."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from servicing.access import Capability, StaffRequest, allowed
from servicing.models import Scorecard
from servicing.models.quality import Subject
from servicing.quality import scorecards
from servicing.quality.scorecards import Question
from servicing.workspace import actions
from servicing.workspace.fields import NoteField
from servicing.workspace.people_names import name_people

MOST, LONGEST = 12, 200  # questions, and characters of one
VERSIONS = 20
_ROWS: dict[str, Any] = {"rows": 6, "max_length": MOST * LONGEST, "required": False}


class Card(forms.Form):
    """A question a line. Those that come with the program stay in every language while they are unchanged."""

    decisive = NoteField(
        label=gettext_lazy("decisive questions"),
        help_text=gettext_lazy("One question a line. A no to one of these fails the whole."),
        **_ROWS,
    )
    others = NoteField(
        label=gettext_lazy("other questions"), help_text=gettext_lazy("One question a line."), **_ROWS
    )
    pass_mark = forms.IntegerField(
        label=gettext_lazy("passes from this percentage of yes"), min_value=0, max_value=100
    )
    per_thousand = forms.IntegerField(
        label=gettext_lazy("of a thousand, this many are reviewed"), min_value=0, max_value=1000
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        lines = [*_lines(given.get("decisive", "")), *_lines(given.get("others", ""))]
        if not lines or len(lines) > MOST or max(map(len, lines)) > LONGEST:
            raise ValidationError(
                _("Ask 1 to %(most)s questions of at most %(longest)s characters.")
                % {"most": MOST, "longest": LONGEST}
            )
        return given

    @property
    def questions(self) -> list[Question]:
        known = {str(text): code for code, text in scorecards.SHIPPED_TEXTS.items()}
        return [
            Question(line, name == "decisive", known.get(line, ""))
            for name in ("decisive", "others")
            for line in _lines(self.cleaned_data[name])
        ]


@allowed(Capability.CHANGE_SCORECARDS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    cards = [(card, scorecards.questions(card)) for card in map(scorecards.in_force, Subject.values)]
    name_people([card for card, _questions in cards], "made_by")
    return render(request, "servicing/quality/scorecards.html", {"cards": cards})


@allowed(Capability.CHANGE_SCORECARDS)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest, subject: str) -> HttpResponse:
    if subject not in Subject.values:
        raise Http404
    card = scorecards.in_force(subject)
    form = Card(request.POST or None, initial=_initial(card))
    if form.is_valid():
        sizes = {name: form.cleaned_data[name] for name in ("per_thousand", "pass_mark")}
        scorecards.change(subject, form.questions, act=actions.act(request), **sizes)
        messages.success(request, _("Saved. It holds for what is drawn and reviewed from now on."))
        return redirect("scorecards")
    versions = list(Scorecard.objects.filter(subject=subject).order_by("-pk")[:VERSIONS])
    context = {
        "card": card,
        "form": form,
        "versions": [(each, scorecards.questions(each)) for each in name_people(versions, "made_by")],
    }
    return render(request, "servicing/quality/scorecard.html", context)


def _initial(card: Scorecard) -> dict[str, Any]:
    asked = scorecards.questions(card)
    return {
        "decisive": "\n".join(each.text for each in asked if each.decisive),
        "others": "\n".join(each.text for each in asked if not each.decisive),
        "pass_mark": card.pass_mark,
        "per_thousand": card.per_thousand,
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
