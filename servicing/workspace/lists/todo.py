"""What to do next about lists: acts on many rows that wait for a second person."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicing.access import Capability
from servicing.models import User
from servicing.templatetags.desk import count
from servicing.workspace.lists import bulk
from servicing.workspace.todo import Harm, Todo


def todos(user: User) -> Iterator[Todo]:
    if waiting := bulk.waiting_for(user):
        first = waiting[0]
        text = ngettext(
            "%(number)s act on many rows waits for a second person.",
            "%(number)s acts on many rows wait for a second person.",
            len(waiting),
        ) % {"number": count(len(waiting))}
        yield Todo(
            "bulk",
            text,
            _("Look at the first"),
            f"bulk-act-{first.list}",
            of=first.pk,
            capability=Capability.SEE_ACCOUNTS,
            harm=Harm.CUSTOMERS,
            acting=Capability.EXPORT_LISTS,
        )
