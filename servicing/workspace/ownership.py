"""Work that somebody takes, gives back or is given: rows with an ``owner``, which is a username or empty."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.acts import Act, ActRefused
from servicing.access import Capability, may, people_who_may
from servicing.models import User
from servicing.workspace.fields import field
from servicing.workspace.generic_forms import ModelChoiceField
from servicing.workspace.lists.listing import Choice

MINE, NOBODY = "mine", "nobody"


def owner_of(choice: str, user: User) -> str | None:
    """The owner that a filter names; None for anybody."""
    return {MINE: user.username, NOBODY: ""}.get(choice)


def take(rows: QuerySet[Any], user: User) -> None:
    """Take a row that nobody has. Raises ActRefused where somebody has it: of two at once one gets it."""
    if not rows.filter(owner="").update(owner=user.username):
        raise ActRefused("taken")


def give_back(rows: QuerySet[Any], user: User, assigning: Capability) -> None:
    """Give back one's own row; whoever may assign, anybody's. Raises ActRefused where there is none."""
    rows = rows.exclude(owner="")
    if not may(user, assigning):
        rows = rows.filter(owner=user.username)
    if not rows.update(owner=""):
        raise ActRefused("not-yours")


class ColleagueField(ModelChoiceField[User]):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.get_full_name()} · {obj.get_role_display()}"


class Assignment(forms.Form):
    """The person that rows go to; without one, nobody."""

    owner = ColleagueField(
        User.objects.none(),
        label=gettext_lazy("to"),
        to_field_name="username",
        required=False,
        empty_label=gettext_lazy("nobody"),
    )

    def __init__(self, *args: Any, taking: Capability) -> None:
        super().__init__(*args)
        field(self, "owner", ColleagueField).queryset = people_who_may(taking)


def assigning(
    open_: Callable[[], QuerySet[Any]],
    *,
    is_open: Callable[[Any], bool],
    taking: Capability,
    capability: Capability,
    settled: Any,
) -> Choice:
    """The act that gives open rows to one person. ``settled``: why a row that is not open is refused."""

    def perform(row: Any, terms: dict[str, Any], _act: Act) -> None:
        owner = terms["owner"]
        if not open_().filter(pk=row.pk).update(owner=owner.username if owner else ""):
            raise ActRefused("settled")

    return Choice(
        "assign",
        gettext_lazy("Assign"),
        capability,
        partial(Assignment, taking=taking),
        lambda row, _now: "" if is_open(row) else str(settled),
        perform,
    )
