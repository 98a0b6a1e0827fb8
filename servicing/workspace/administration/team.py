"""Who works here, in which role. Nobody can shut the door behind the last administrator: not oneself."""

from typing import Any

from axes.utils import reset
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from servicing.access import Capability, StaffRequest, allowed
from servicing.models import User
from servicing.workspace.generic_forms import BaseUserCreationForm, ModelForm


class NewPerson(BaseUserCreationForm[User]):
    class Meta:
        model = User
        fields = ["username", "name", "role", "team"]


class Person(ModelForm[User]):
    class Meta:
        model = User
        fields = ["name", "role", "team", "is_active"]
        labels = {"is_active": gettext_lazy("may sign in")}
        help_texts = {
            "is_active": gettext_lazy("Take this away instead of deleting: what they did keeps their name.")
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean(self) -> None:
        super().clean()
        if self.instance == self.by and {"role", "team", "is_active"} & set(self.changed_data):
            raise ValidationError(
                _("Another administrator must change your own role or team, or end your access.")
            )


@allowed(Capability.MANAGE_TEAM)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    people = User.objects.select_related("team").order_by("-is_active", "username")
    return render(request, "servicing/team/list.html", {"people": people})


@allowed(Capability.MANAGE_TEAM)
def new(request: StaffRequest) -> HttpResponse:
    form = NewPerson(request.POST or None)
    if not form.is_valid():
        return render(request, "servicing/team/new.html", {"form": form})
    person = form.save()
    messages.success(request, _("%(name)s can sign in now.") % {"name": person.get_full_name()})
    return redirect("team")


@allowed(Capability.MANAGE_TEAM)
def person(request: StaffRequest, pk: int) -> HttpResponse:
    colleague = get_object_or_404(User, pk=pk)
    form = Person(request.POST or None, instance=colleague, by=request.user)
    if not form.is_valid():
        return render(request, "servicing/team/person.html", {"form": form, "colleague": colleague})
    form.save()
    messages.success(request, _("Saved."))
    return redirect("team")


@allowed(Capability.MANAGE_TEAM)
def reset_password(request: StaffRequest, pk: int) -> HttpResponse:
    """A new password for somebody who lost theirs, and an end to being locked out."""
    colleague = get_object_or_404(User, pk=pk)
    form = SetPasswordForm(colleague, request.POST or None)
    if not form.is_valid():
        return render(request, "servicing/team/password.html", {"form": form, "colleague": colleague})
    form.save()
    reset(username=colleague.username)
    messages.success(request, _("The new password of %(name)s is set.") % {"name": colleague.get_full_name()})
    return redirect("team")
