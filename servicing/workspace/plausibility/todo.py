"""What to do next about unlikely entries: those that wait for a second person."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicing import scope
from servicing.access import Capability, may
from servicing.models import User
from servicing.templatetags.desk import count
from servicing.workspace.plausibility import entries
from servicing.workspace.todo import Harm, Todo


def todos(user: User) -> Iterator[Todo]:
    acting = Capability.CONFIRM_ENTRIES
    waiting = scope.narrow(entries.waiting(), user).exclude(entered_by=user.username)
    if number := waiting.count() if may(user, acting) else 0:
        text = ngettext(
            "%(number)s unlikely entry waits: confirm or refuse it.",
            "%(number)s unlikely entries wait: confirm or refuse them.",
            number,
        ) % {"number": count(number)}
        link = _("Unlikely entries")
        yield Todo(
            "unlikely", text, link, "unlikely-entries", capability=acting, harm=Harm.CUSTOMERS, acting=acting
        )
