"""What to do next about words: drafts and documents that wait for others, and what is missing."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices import prescribed
from notices.kinds.schema import FAILED
from notices.letters import letterheads
from notices.models import Notice
from servicing.access import Capability, may
from servicing.models import PromptVersion, User
from servicing.templatetags.desk import count
from servicing.workspace.todo import Harm, Todo


def todos(user: User) -> Iterator[Todo]:
    yield from _prompts(user)
    yield from _letterheads(user)
    yield from _missing()
    yield from _to_approve(user)


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


def _missing() -> Iterator[Todo]:
    """Letters that failed for want of a document that law prescribes."""
    failed = Notice.objects.filter(state=FAILED, reason=prescribed.MISSING)
    if number := failed.count():
        text = ngettext(
            "%(number)s letter cannot be made: what law prescribes word for word is not in the archive.",
            "%(number)s letters cannot be made: what law prescribes word for word is not in the archive.",
            number,
        ) % {"number": count(number)}
        yield Todo(
            "prescribed-missing", text, _("Prescribed documents"), "prescribed-documents", harm=Harm.LAW,
            capability=Capability.SEE_NOTICE_KINDS, acting=Capability.KEEP_PRESCRIBED,
        )  # fmt: skip


def _to_approve(user: User) -> Iterator[Todo]:
    open_ = prescribed.waiting().exclude(written_by=user.username).exclude(approvals__by=user.username)
    if number := open_.count():
        text = ngettext(
            "%(number)s prescribed document waits for approval by two others.",
            "%(number)s prescribed documents wait for approval by two others.",
            number,
        ) % {"number": count(number)}
        acting = Capability.APPROVE_PRESCRIBED
        yield Todo(
            "prescribed", text, _("Prescribed documents"), "prescribed-documents", capability=acting,
            acting=acting,
        )  # fmt: skip


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
