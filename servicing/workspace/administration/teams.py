"""Teams: which branches each works on, and so what its people see.

Nobody comes to see more by one person alone: a team of people is never given more branches. They are moved to
another team that has them, and a second person decides about each.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Account
from servicing.access import Capability, StaffRequest, allowed
from servicing.models import Team
from servicing.security import people
from servicing.workspace.generic_forms import ModelForm


class TeamForm(ModelForm[Team]):
    branches = forms.CharField(
        label=gettext_lazy("branches"),
        help_text=gettext_lazy("One a line, as the accounts name them. Empty: the team sees every branch."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        max_length=10_000,
        required=False,
    )

    class Meta:
        model = Team
        fields = ["name", "branches"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["branches"] = "\n".join(self.instance.branches)

    def clean_branches(self) -> list[str]:
        """Raises ``ValidationError`` for branches of which there is no account: they would show nothing."""
        named = list(dict.fromkeys(filter(None, map(str.strip, self.cleaned_data["branches"].splitlines()))))
        unknown = [name for name in named if not Account.objects.filter(branch=name).exists()]
        if unknown:
            text = ngettext(
                "No account is of this branch: %(branches)s",
                "No account is of these branches: %(branches)s",
                len(unknown),
            )
            raise ValidationError(text, params={"branches": ", ".join(unknown[:5])})
        if self._shows_more(named) and self._is_in_use():
            raise ValidationError(
                _(
                    "People work in this team, and they would see more. Make another team with these branches"
                    " and move them there: a second person approves each move."
                )
            )
        return named

    def _shows_more(self, named: list[str]) -> bool:
        before = set(self.instance.branches)
        return bool(before) and (not named or not before.issuperset(named))

    def _is_in_use(self) -> bool:
        """Whether somebody is in the team, or is to be."""
        team = self.instance
        return team.pk is not None and (team.people.exists() or people.waiting().filter(team=team).exists())


@allowed(Capability.MANAGE_TEAM)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    working = Count("people", filter=Q(people__is_active=True))
    teams = Team.objects.annotate(working=working).order_by("name")
    return render(request, "servicing/team/teams.html", {"teams": teams})


@allowed(Capability.MANAGE_TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    return _form(request, Team())


@allowed(Capability.MANAGE_TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest, pk: int) -> HttpResponse:
    return _form(request, get_object_or_404(Team, pk=pk))


def _form(request: StaffRequest, team: Team) -> HttpResponse:
    form = TeamForm(request.POST or None, instance=team)
    if not form.is_valid():
        return render(request, "servicing/team/team.html", {"form": form})
    form.save()
    messages.success(request, _("Saved."))
    return redirect("teams")
