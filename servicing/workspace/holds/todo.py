"""What to do next about holds, in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicing.access import Capability
from servicing.templatetags.desk import count
from servicing.workspace.todo import Harm, Todo


def todos(number: int) -> Iterator[Todo]:
    """Of this many holds that are due for review."""
    if number:
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
