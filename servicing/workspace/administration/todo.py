"""What to do next about people and systems: changes and tokens that wait for a second person."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicing.access import Capability, may
from servicing.api import tokens
from servicing.models import User
from servicing.security import people
from servicing.templatetags.desk import count
from servicing.workspace.todo import Todo


def todos(user: User) -> Iterator[Todo]:
    yield from _changes(user)
    yield from _tokens(user)


def _tokens(user: User) -> Iterator[Todo]:
    acting = Capability.APPROVE_API
    waiting = tokens.to_approve().exclude(made_by=user.username)
    if number := waiting.count() if may(user, acting) else 0:
        text = ngettext(
            "%(number)s token of the API waits for approval.",
            "%(number)s tokens of the API wait for approval.",
            number,
        ) % {"number": count(number)}
        yield Todo("tokens", text, _("API"), "api-tokens", capability=acting, acting=acting)


def _changes(user: User) -> Iterator[Todo]:
    acting = Capability.APPROVE_PEOPLE
    waiting = people.waiting().exclude(asked_by=user.username)
    if number := waiting.count() if may(user, acting) else 0:
        text = ngettext(
            "%(number)s change of somebody's role, team or access waits for approval.",
            "%(number)s changes of people's roles, teams or access wait for approval.",
            number,
        ) % {"number": count(number)}
        yield Todo("people", text, _("Changes of people"), "person-changes", capability=acting, acting=acting)
