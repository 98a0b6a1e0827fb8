"""Work that somebody takes, gives back or is given: rows with an ``owner``, which is a username or empty."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.acts import Act
from servicing.access import Capability, may, people_who_may
from servicing.models import User
from servicing.workspace.fields import field
from servicing.workspace.generic_forms import ModelChoiceField
from servicing.workspace.lists.listing import Choice

MINE, NOBODY = "mine", "nobody"


def owner_of(choice: str, user: User) -> str | None:
    """The owner that a filter names; None for anybody."""
    return {MINE: user.username, NOBODY: ""}.get(choice)


def take(rows: QuerySet[Any], user: User) -> bool:
    """Take a row that nobody has. Of two who try at once one gets it; returns whether this person did."""
    return rows.filter(owner="").update(owner=user.username) > 0


def give_back(rows: QuerySet[Any], user: User, assigning: Capability) -> bool:
    """Give back one's own row; whoever may assign, anybody's. Returns whether there was one."""
    rows = rows.exclude(owner="")
    if not may(user, assigning):
        rows = rows.filter(owner=user.username)
    return rows.update(owner="") > 0


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

    def perform(row: Any, terms: dict[str, Any], _act: Act) -> bool:
        owner = terms["owner"]
        return open_().filter(pk=row.pk).update(owner=owner.username if owner else "") > 0

    return Choice(
        "assign",
        gettext_lazy("Assign"),
        capability,
        partial(Assignment, taking=taking),
        lambda row, _now: "" if is_open(row) else str(settled),
        perform,
    )
