"""What to do next about payment promises: those beyond the limits, which wait for a supervisor."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicing import scope
from servicing.access import Capability
from servicing.models import User
from servicing.templatetags.desk import count
from servicing.worklists import accounts as account_worklists
from servicing.workspace.promises.promises import WAITING
from servicing.workspace.todo import Harm, Todo


def todos(user: User) -> Iterator[Todo]:
    last = account_worklists.last_closed()
    waiting = account_worklists.promises_waiting(last.day if last else None)
    if number := scope.narrow(waiting.exclude(taken_by=user.username), user).count():
        text = ngettext(
            "%(number)s payment promise beyond the limits waits: approve or refuse it.",
            "%(number)s payment promises beyond the limits wait: approve or refuse them.",
            number,
        ) % {"number": count(number)}
        yield Todo(
            "promises",
            text,
            _("Waiting promises"),
            "promises",
            query=f"?show={WAITING}",
            capability=Capability.SEE_ACCOUNTS,
            harm=Harm.CUSTOMERS,
            acting=Capability.APPROVE_PROMISES,
        )
