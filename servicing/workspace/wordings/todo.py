"""What to do next about words for the telephone: drafts that wait for a second person."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicing.access import Capability
from servicing.models import PromptVersion, User
from servicing.templatetags.desk import count
from servicing.workspace.todo import Todo


def todos(user: User) -> Iterator[Todo]:
    drafts = PromptVersion.objects.filter(approved_at=None, withdrawn_at=None)
    if number := drafts.exclude(written_by=user.username).count():
        text = ngettext(
            "%(number)s draft of what is said on the telephone waits for approval.",
            "%(number)s drafts of what is said on the telephone wait for approval.",
            number,
        ) % {"number": count(number)}
        acting = Capability.APPROVE_TEMPLATES
        yield Todo("prompts", text, _("What to say"), "prompts", capability=acting, acting=acting)
