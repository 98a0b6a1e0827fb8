"""Who works here, in which role and team: asked by an administrator, decided by another or by compliance.

To take access away one is enough. Where there is nobody else to decide, as on the first day, one is enough
too, and the row says so.
"""

from django.db import transaction
from django.db.models import QuerySet

from accounts.acts import Act
from servicing.access import Capability, people_who_may
from servicing.models import PersonChange, Team, User


class OwnChange(RuntimeError):  # noqa: N818 -- named for what happened
    """Whoever asked for a change does not decide it."""


class DecidedAlready(RuntimeError):  # noqa: N818
    """Somebody else has decided it."""


def ask(person: User, role: str, team: Team | None, act: Act, *, is_active: bool) -> PersonChange:
    """Ask for a change instead of one that waits. It comes to be at once where one person is enough."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        waiting().filter(person=person).update(approved=False, decided_by=act.by, decided_at=act.at)
        takes_away = not is_active and (role, team) == (person.role, person.team)
        change = PersonChange.objects.create(
            person=person, role=role, team=team, is_active=is_active, asked_by=act.by, asked_at=act.at,
            alone=takes_away or not _others(act.by),
        )  # fmt: skip
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


def _others(asking: str) -> bool:
    """Whether anybody else could decide."""
    return any(each.username != asking for each in people_who_may(Capability.APPROVE_PEOPLE))
