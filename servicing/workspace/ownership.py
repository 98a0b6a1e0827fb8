"""Work that somebody takes, gives back or is given: rows with an ``owner``, which is a username or empty."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from servicing.access import Capability, may, people_who_may
from servicing.models import User

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


class Assignment(forms.Form):
    """Open rows and the person they go to; without one, nobody's."""

    chosen = forms.ModelMultipleChoiceField(None)
    owner = forms.ModelChoiceField(User.objects.none(), to_field_name="username", required=False)

    def __init__(self, rows: QuerySet[Any], taking: Capability, *args: Any) -> None:
        super().__init__(*args)
        self.fields["chosen"].queryset = rows
        self.fields["owner"].queryset = people_who_may(taking)

    def assign(self) -> int:
        """Give the rows to the person. Returns how many."""
        owner = self.cleaned_data["owner"]
        return self.cleaned_data["chosen"].update(owner=owner.username if owner else "")


def owners(user: User, taking: Capability, assigning: Capability) -> list[User]:
    """To whom this person may assign rows."""
    return list(people_who_may(taking)) if may(user, assigning) else []
