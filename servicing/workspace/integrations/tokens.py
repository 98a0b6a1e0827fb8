"""Tokens of the systems that use the API: made and shown once, and revoked."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from servicing.access import Capability, StaffRequest, allowed, people_who_may
from servicing.api import tokens
from servicing.api.models import ApiToken
from servicing.workspace import actions
from servicing.workspace.people_names import name_people

REFUSED = {
    "name": gettext_lazy("Letters, digits, points, hyphens and underscores."),
    "scope": gettext_lazy("Choose at least one."),
    "branch": gettext_lazy("Files are of the whole book: a token of branches loads none."),
    "days": gettext_lazy("From 1 to 3650 days."),
}
_FIELDS = {"name": "name", "scope": "scopes", "branch": "branches", "days": "days"}


class NewToken(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("system"),
        help_text=gettext_lazy("As history names it, such as dialler. Its next token has the same name."),
        max_length=64,
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("what it may do"),
        choices=ApiToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    branches = forms.CharField(
        label=gettext_lazy("branches"),
        help_text=gettext_lazy("One a line, as the accounts name them. Empty: every branch."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        max_length=2_000,
        required=False,
    )
    days = forms.IntegerField(
        label=gettext_lazy("days until it expires"),
        help_text=gettext_lazy("Empty: it is valid until it is revoked."),
        min_value=1,
        max_value=3650,
        required=False,
    )

    @property
    def terms(self) -> tokens.TokenTerms:
        data = self.cleaned_data
        branches = list(dict.fromkeys(filter(None, map(str.strip, data["branches"].splitlines()))))
        return tokens.TokenTerms(data["name"], data["scopes"], branches, data["days"])


@allowed(Capability.APPROVE_API)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    rows, now = name_people(list(ApiToken.objects.order_by("-pk")), "made_by"), timezone.now()
    waiting = set(tokens.to_approve().values_list("pk", flat=True))
    context = {"tokens": [(row, row.is_valid(now), row.pk in waiting) for row in rows]}
    return render(request, "servicing/integrations/tokens.html", context)


@allowed(Capability.MANAGE_API)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """The answer to the form shows the token, and nothing ever does again."""
    form = NewToken(request.POST or None)
    if form.is_valid():
        try:
            alone = not _others(request)
            kept, shown = tokens.make(form.terms, actions.act(request), is_approved=alone)
        except tokens.TokenRefused as refused:
            form.add_error(_FIELDS[refused.code], REFUSED[refused.code])
        else:
            context = {"token": kept, "shown": shown}
            return render(request, "servicing/integrations/token_made.html", context)
    return render(request, "servicing/integrations/new_token.html", {"form": form})


def _others(request: StaffRequest) -> bool:
    """Whether anybody else could approve it."""
    return people_who_may(Capability.APPROVE_API).exclude(pk=request.user.pk).exists()


@allowed(Capability.APPROVE_API)
@require_POST
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    actions.perform(
        request,
        lambda: tokens.approve(pk, actions.act(request)),
        done=_("Approved."),
        refused=_("Somebody else approves what you have made, and only once."),
    )
    return redirect("api-tokens")


@allowed(Capability.MANAGE_API)
@require_POST
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    actions.perform(
        request,
        lambda: tokens.revoke(pk, actions.act(request)),
        done=_("Revoked: it opens nothing any more."),
        refused=_("There is no such token, or it was revoked before."),
    )
    return redirect("api-tokens")
