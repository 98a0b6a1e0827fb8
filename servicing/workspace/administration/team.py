"""Who works here, in which role and team. What gives somebody more is decided by a second person."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from servicing.access import Capability, StaffRequest, allowed
from servicing.models import PersonChange, SignInEvent, User
from servicing.security import people, second_factor, session_store, sign_ins
from servicing.workspace import actions
from servicing.workspace.fields import name_empty_choices
from servicing.workspace.generic_forms import ModelForm
from servicing.workspace.people_names import name_people


class NewPerson(ModelForm[User]):
    class Meta:
        model = User
        fields = ["username", "name", "role", "team"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_empty_choices(self)


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
        name_empty_choices(self)

    def clean(self) -> None:
        super().clean()
        if self.instance == self.by and {"role", "team", "is_active"} & set(self.changed_data):
            raise ValidationError(
                _("Another administrator must change your own role or team, or end your access.")
            )


@allowed(Capability.MANAGE_TEAM)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    everybody = User.objects.select_related("team").order_by("-is_active", "username")
    context = {"people": everybody, "waiting": people.waiting().count()}
    return render(request, "servicing/team/list.html", context)


@allowed(Capability.MANAGE_TEAM)
def new(request: StaffRequest) -> HttpResponse:
    """Somebody who may not sign in until a second person has let them in."""
    form = NewPerson(request.POST or None)
    if not form.is_valid():
        return render(request, "servicing/team/new.html", {"form": form})
    person = form.save(commit=False)
    person.is_active = False
    person.set_unusable_password()
    person.save()
    return _asked(request, people.ask(person, person.role, person.team, actions.act(request), is_active=True))


@allowed(Capability.MANAGE_TEAM)
def person(request: StaffRequest, pk: int) -> HttpResponse:
    colleague = get_object_or_404(User.objects.select_related("team"), pk=pk)
    form = Person(request.POST or None, instance=colleague, by=request.user)
    if not form.is_valid():
        context = {
            "form": form,
            "colleague": colleague,
            "waiting": people.waiting().filter(person=pk).first(),
            "has_app": second_factor.is_set_up(colleague),
        }
        return render(request, "servicing/team/person.html", context)
    wanted = form.cleaned_data
    User.objects.filter(pk=pk).update(name=wanted["name"])
    if not {"role", "team", "is_active"} & set(form.changed_data):
        messages.success(request, _("Saved."))
        return redirect("team")
    before = User.objects.select_related("team").get(pk=pk)
    access = {"is_active": wanted["is_active"]}
    return _asked(request, people.ask(before, wanted["role"], wanted["team"], actions.act(request), **access))


@allowed(Capability.MANAGE_TEAM)
@require_POST
def end_factor(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask that somebody who lost their app and codes may set up another; a second person decides."""
    colleague = get_object_or_404(User.objects.select_related("team"), pk=pk)
    if colleague == request.user:
        messages.error(request, _("Another administrator must end your own second factor."))
        return redirect("person", pk)
    return _asked(request, people.ask_to_end_second_factor(colleague, actions.act(request)))


def _asked(request: StaffRequest, change: PersonChange) -> HttpResponse:
    if change.approved:
        messages.success(request, _("Saved."))
    else:
        messages.info(request, _("Another administrator or a compliance officer has to approve it."))
    return redirect("team")


@allowed(Capability.APPROVE_PEOPLE)
@require_safe
def changes(request: StaffRequest) -> HttpResponse:
    """What waits for a second person."""
    rows = name_people(list(people.waiting().select_related("person__team", "team")), "asked_by")
    own = {row.pk for row in rows if row.asked_by == request.user.username}
    return render(request, "servicing/team/changes.html", {"rows": rows, "own": own})


@allowed(Capability.APPROVE_PEOPLE)
@require_POST
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, people.approve, _("Approved."))


@allowed(Capability.APPROVE_PEOPLE)
@require_POST
def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, people.refuse, _("Refused: everything stays as it is."))


def _decided(request: StaffRequest, pk: int, decide: Any, done: str) -> HttpResponse:
    change = get_object_or_404(PersonChange, pk=pk)
    actions.perform(
        request,
        lambda: decide(change, actions.act(request)),
        done=done,
        refusals={
            people.OwnChange: _("Somebody else has to approve what you asked for."),
            people.DecidedAlready: _("A colleague has decided it."),
        },
    )
    return redirect("person-changes")


@allowed(Capability.MANAGE_TEAM)
def reset_password(request: StaffRequest, pk: int) -> HttpResponse:
    """A link by which somebody chooses a password, once, within a day; the old one and any lockout end."""
    colleague = get_object_or_404(User, pk=pk)
    context: dict[str, Any] = {"colleague": colleague}
    if request.method == "POST":
        colleague.set_unusable_password()
        colleague.save(update_fields=["password"])
        session_store.end_all(colleague)
        act = actions.act(request)
        sign_ins.record_about(SignInEvent.Kind.LINK_MADE, colleague, act.at, by=act.by)
        name = urlsafe_base64_encode(force_bytes(colleague.pk))
        path = reverse("choose-password", args=[name, default_token_generator.make_token(colleague)])
        context["link"] = request.build_absolute_uri(path)
    return render(request, "servicing/team/password.html", context)
