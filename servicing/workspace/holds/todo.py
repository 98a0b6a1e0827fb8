"""What to do next about holds, in words."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import holds
from servicing import scope
from servicing.access import Capability
from servicing.models import User
from servicing.templatetags.desk import count
from servicing.workspace.todo import Harm, Todo


def todos(today: date, user: User) -> Iterator[Todo]:
    if number := scope.narrow(holds.due_for_review(today), user).count():
        text = ngettext(
            "%(number)s hold is due for review: check that it still applies.",
            "%(number)s holds are due for review: check that they still apply.",
            number,
        ) % {"number": count(number)}
        yield Todo(
            "holds",
            text,
            _("Reviews due"),
            "holds",
            capability=Capability.SEE_ACCOUNTS,
            harm=Harm.CUSTOMERS,
            acting=Capability.PLACE_HOLDS,
        )
