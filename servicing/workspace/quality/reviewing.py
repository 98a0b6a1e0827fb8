"""What supervisors and compliance review: the queue of the sample, and one call or letter of it."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import ContactEvent
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.models import QualityReview
from servicing.models.quality import Subject
from servicing.quality import reviews, scorecards
from servicing.worklists.order import Order
from servicing.workspace import actions, worklist
from servicing.workspace.fields import NoteField
from servicing.workspace.people_names import name_people

OLDEST_FIRST = Order(first="day", read=date.fromisoformat)
SHOWN = 50
SETTLED = gettext_lazy("A colleague was first, or it is your own work.")


class Answers(forms.Form):
    """An answer to every question of the scorecard, what was found, and what is to be put right."""

    note = NoteField(label=gettext_lazy("what you found"), rows=3, max_length=500, required=False)
    correction = NoteField(
        label=gettext_lazy("correction asked"),
        help_text=gettext_lazy("What is to be put right, and by when. Leave it empty where nothing is."),
        rows=2,
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, subject: str) -> None:
        super().__init__(*args)
        card = scorecards.in_force(subject)
        self.names = [f"answer-{place}" for place in range(len(card.questions))]
        asked = zip(self.names, scorecards.questions(card), strict=True)
        own = {
            name: forms.ChoiceField(
                label=question.text,
                help_text=_("A no fails the whole.") if question.decisive else "",
                choices=list(scorecards.ANSWERS.items()),
                widget=forms.RadioSelect,
            )
            for name, question in asked
        }
        self.fields = {**own, **self.fields}

    @property
    def answers(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.names]


@allowed(Capability.REVIEW_QUALITY)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """What waits for a review, the longest first; and what was asked to be put right and is not yet."""
    waiting = scope.narrow(reviews.waiting(request.user.username), request.user)
    wanted = worklist.wanted(request)
    page = worklist.page(waiting.select_related("account", "notice"), OLDEST_FIRST, wanted)
    open_ = scope.narrow(reviews.to_correct(), request.user).select_related("account", "notice")
    to_correct = list(open_[:SHOWN])
    name_people([*page.rows, *to_correct], "colleague", "reviewed_by")
    context = {
        "page": page,
        "rows": page.rows,
        "to_correct": to_correct,
        "cards": [scorecards.in_force(subject) for subject in Subject.values],
    }
    return render(request, "servicing/quality/list.html", context)


@allowed(Capability.REVIEW_QUALITY)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """One call or letter with what is on file about it, and the questions; reviewed, with the answers."""
    review = scope.find(QualityReview.objects.select_related("account", "notice"), request.user, pk=pk)
    form = None
    if review.reviewed_at is None and review.colleague != request.user.username:
        form = Answers(request.POST or None, subject=review.subject)
        if form.is_valid():
            return _decided(request, review, form)
    elif request.method == "POST":
        messages.error(request, str(SETTLED))
        return redirect("quality")
    name_people([review], "colleague", "reviewed_by", "corrected_by")
    context = {"review": review, "form": form, "call": call_of(review), "answers": answers_of(review)}
    return render(request, "servicing/quality/review.html", context)


def call_of(review: QualityReview) -> ContactEvent | None:
    """The call as it was written down first; none once it is past its time, or where it is a letter."""
    calls = ContactEvent.objects.select_related("customer").prefetch_related("corrections")
    return calls.filter(pk=review.contact_id).first() if review.contact_id else None


def answers_of(review: QualityReview) -> list[tuple[str, Any, bool]]:
    """Each question as it was asked, its answer, and whether that failed the whole."""
    return [
        (
            scorecards.question(each).text,
            scorecards.ANSWERS[each["answer"]],
            each["decisive"] and each["answer"] == scorecards.NO,
        )
        for each in review.answers or []
    ]


def _decided(request: StaffRequest, review: QualityReview, form: Answers) -> HttpResponse:
    act = actions.act(request, form.cleaned_data["note"])
    actions.perform(
        request,
        lambda: reviews.decide(review, form.answers, act, form.cleaned_data["correction"]),
        done=_("Reviewed. The colleague sees it on their home page."),
        refused=str(SETTLED),
    )
    following = scope.narrow(reviews.waiting(act.by), request.user).first()
    return redirect("quality-review", following.pk) if following else redirect("quality")
