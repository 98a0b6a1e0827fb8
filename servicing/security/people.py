"""Who works here, in which role and team: asked by an administrator, decided by another or by compliance.

So is the end of a second factor, which lets somebody in with the password alone to set up another.

To take access away one is enough. Where there is nobody else to decide, as on the first day, one is enough
too, and the row says so.
"""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.acts import Act
from servicing.access import Capability, people_who_may
from servicing.models import PersonChange, Team, User
from servicing.security import second_factor


class OwnChange(RuntimeError):  # noqa: N818 -- named for what happened
    """Whoever asked for a change does not decide it."""


class DecidedAlready(RuntimeError):  # noqa: N818
    """Somebody else has decided it."""


def ask(person: User, role: str, team: Team | None, act: Act, *, is_active: bool) -> PersonChange:
    """Ask for a change instead of one that waits. It comes to be at once where one person is enough."""
    takes_away = not is_active and (role, team) == (person.role, person.team)
    alone = takes_away or not _others(act.by)
    return _ask(person, act, alone=alone, role=role, team=team, is_active=is_active)


def ask_to_end_second_factor(person: User, act: Act) -> PersonChange:
    """The same for somebody who lost their app and their recovery codes, who cannot be the second person."""
    as_now: dict[str, Any] = {"role": person.role, "team": person.team, "is_active": person.is_active}
    alone = not _others(act.by, person.username)
    return _ask(person, act, alone=alone, ends_second_factor=True, **as_now)


def _ask(person: User, act: Act, *, alone: bool, **wanted: Any) -> PersonChange:
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        waiting().filter(person=person).update(approved=False, decided_by=act.by, decided_at=act.at)
        change = PersonChange.objects.create(
            person=person, asked_by=act.by, asked_at=act.at, alone=alone, **wanted
        )
        if change.alone:
            _apply(change, act)
    return change


def approve(change: PersonChange, act: Act) -> None:
    """Let it come to be. Raises OwnChange and DecidedAlready."""
    with transaction.atomic():
        _apply(_held(change, act), act)


def refuse(change: PersonChange, act: Act) -> None:
    """Leave everything as it is. Raises DecidedAlready."""
    if not waiting().filter(pk=change.pk).update(approved=False, decided_by=act.by, decided_at=act.at):
        raise DecidedAlready


def waiting() -> QuerySet[PersonChange]:
    return PersonChange.objects.filter(decided_at=None)


def _held(change: PersonChange, act: Act) -> PersonChange:
    held = PersonChange.objects.select_for_update().select_related("person").get(pk=change.pk)
    if held.decided_at:
        raise DecidedAlready
    if act.by == held.asked_by:
        raise OwnChange
    return held


def _apply(change: PersonChange, act: Act) -> None:
    change.approved, change.decided_by, change.decided_at = True, act.by, act.at
    change.save(update_fields=["approved", "decided_by", "decided_at"])
    person = change.person
    person.role, person.team, person.is_active = change.role, change.team, change.is_active
    person.save(update_fields=["role", "team", "is_active"])
    if change.ends_second_factor:
        second_factor.end(person, act)


def _others(*but: str) -> bool:
    """Whether anybody else could decide."""
    return people_who_may(Capability.APPROVE_PEOPLE).exclude(username__in=but).exists()
