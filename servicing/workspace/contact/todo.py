"""What to do next about calls that were agreed: one's own, and those that nobody made."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicing.access import Capability
from servicing.templatetags.desk import count
from servicing.workspace.todo import Harm, Todo


def todos(numbers: dict[str, int]) -> Iterator[Todo]:
    """Of call-backs as ``callbacks.counts`` counts them."""
    acting: dict[str, Any] = {"capability": Capability.SEE_ACCOUNTS, "acting": Capability.LOG_CONTACTS}
    if number := numbers["missed"]:
        text = ngettext(
            "%(number)s call that was promised to a customer was missed: make it, or agree on a new time.",
            "%(number)s calls that were promised to customers were missed: make them, or agree on new times.",
            number,
        ) % {"number": count(number)}
        query = "?show=missed"
        yield Todo(
            "missed-calls", text, _("Missed calls"), "call-backs", query=query, harm=Harm.CUSTOMERS, **acting
        )
    if number := numbers["mine"]:
        text = ngettext("%(number)s call-back is yours.", "%(number)s call-backs are yours.", number) % {
            "number": count(number)
        }
        yield Todo("own-calls", text, _("Your call-backs"), "call-backs", query="?show=mine", **acting)
