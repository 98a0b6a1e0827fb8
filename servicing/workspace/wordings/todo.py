"""What to do next about words: those for the telephone and on letterheads that wait for a second person."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.letters import letterheads
from servicing.access import Capability, may
from servicing.models import PromptVersion, User
from servicing.templatetags.desk import count
from servicing.workspace.todo import Harm, Todo


def todos(user: User) -> Iterator[Todo]:
    yield from _prompts(user)
    yield from _letterheads(user)


def _letterheads(user: User) -> Iterator[Todo]:
    acting = Capability.APPROVE_LETTERHEADS
    if number := letterheads.to_approve(user.username).count() if may(user, acting) else 0:
        text = ngettext(
            "%(number)s letterhead has new words that wait for approval: see where money is paid to.",
            "%(number)s letterheads have new words that wait for approval: see where money is paid to.",
            number,
        ) % {"number": count(number)}
        harm = Harm.CUSTOMERS
        yield Todo(
            "letterheads", text, _("Letterheads"), "letterheads", capability=acting, acting=acting, harm=harm
        )


def _prompts(user: User) -> Iterator[Todo]:
    drafts = PromptVersion.objects.filter(approved_at=None, withdrawn_at=None)
    if number := drafts.exclude(written_by=user.username).count():
        text = ngettext(
            "%(number)s draft of what is said on the telephone waits for approval.",
            "%(number)s drafts of what is said on the telephone wait for approval.",
            number,
        ) % {"number": count(number)}
        acting = Capability.APPROVE_TEMPLATES
        yield Todo("prompts", text, _("What to say"), "prompts", capability=acting, acting=acting)
