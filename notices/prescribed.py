"""What law prescribes word for word: sheets that are enclosed, wordings that are printed.

The program brings none of them. People keep them here, version by version; without those that its pack
names a kind cannot be written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from accounts.acts import Act
from notices import content_rules, state_changes
from notices.kinds import catalogue
from notices.kinds.schema import DUE, FAILED, NoticeKind
from notices.models import Document, Notice, PrescribedApproval, PrescribedDocument

NEEDED = 2  # approvals by others than who put it here
MOST_BYTES = 5_000_000
LONGEST = 4_000  # characters of a wording
MISSING = "not-prescribed"  # why a notice failed that waits for one
PDF, TEXT = "application/pdf", "text/plain; charset=utf-8"
_ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/Encrypt")


class NotASheet(ValueError):  # noqa: N818 -- named for what is wrong
    """A sheet is a PDF of pages and nothing else: not encrypted, and nothing in it runs."""


class CannotApprove(ValueError):  # noqa: N818
    """``code``: ``own``, ``twice`` or ``done``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that kinds need in a language. ``is_sheet``: it is enclosed; else its words are printed."""

    jurisdiction: str
    code: str
    language: str
    is_sheet: bool
    kinds: tuple[NoticeKind, ...]


def of_kind(kind: NoticeKind) -> list[str]:
    """The codes of what it needs: the sheet first."""
    return [code for code in (kind.encloses, kind.prints) if code]


def wanted() -> Iterator[Wanted]:
    """What the kinds of all packs need, language by language."""
    by_code: dict[str, list[NoticeKind]] = {}
    for kind in catalogue.KINDS.values():
        for code in of_kind(kind):
            by_code.setdefault(code, []).append(kind)
    for code, kinds in by_code.items():
        for language in kinds[0].languages:
            is_sheet = code == kinds[0].encloses
            yield Wanted(kinds[0].jurisdiction, code, language, is_sheet, tuple(kinds))


def versions(jurisdiction: str, code: str, language: str) -> QuerySet[PrescribedDocument]:
    """All of them, the newest first."""
    rows = PrescribedDocument.objects.filter(jurisdiction=jurisdiction, code=code, language=language)
    return rows.order_by("-number")


def in_force(kind: NoticeKind, code: str, language: str, day: date) -> PrescribedDocument | None:
    """The version that counts on the day; none where there is none yet."""
    rows = versions(kind.jurisdiction, code, language).annotate(given=Count("approvals"))
    return rows.filter(given__gte=NEEDED, valid_from__lte=day).select_related("document").first()


def text_of(document: PrescribedDocument) -> str:
    """A wording as it is printed."""
    return bytes(document.document.content).decode()


def faults(text: str, language: str) -> list[str]:
    """What may not stand in a title or an issue, which are printed. Numbers and days may."""
    findings = content_rules.check(text, language)
    return [str(finding.why) for finding in findings if finding.rule not in content_rules.OF_TEMPLATES]


def check_sheet(content: bytes) -> None:
    """Raises NotASheet."""
    if not content.startswith(b"%PDF-") or len(content) > MOST_BYTES or any(at in content for at in _ACTIVE):
        raise NotASheet
    try:
        count = len(PdfReader(BytesIO(content)).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as problem:
        raise NotASheet from problem
    if not count:
        raise NotASheet


@transaction.atomic
def keep(  # noqa: PLR0913 -- one version, with what people read of it
    of: Wanted, content: bytes, *, title: str, issue: str, valid_from: date, act: Act
) -> PrescribedDocument:
    """The next version, in force once two others have approved it. Raises NotASheet."""
    if of.is_sheet:
        check_sheet(content)
    key, media_type = sha256(content).hexdigest(), PDF if of.is_sheet else TEXT
    document, _ = Document.objects.get_or_create(
        sha256=key, defaults={"media_type": media_type, "content": content}
    )
    last = versions(of.jurisdiction, of.code, of.language).aggregate(last=Max("number"))["last"] or 0
    return PrescribedDocument.objects.create(
        jurisdiction=of.jurisdiction, code=of.code, language=of.language, number=last + 1, title=title,
        issue=issue, valid_from=valid_from, document=document, written_at=act.at, written_by=act.by,
    )  # fmt: skip


@transaction.atomic
def approve(document: PrescribedDocument, act: Act) -> bool:
    """By somebody else than its writer and whoever approved it before; whether it is approved by enough now.

    What could not be written for want of it is due again. Raises CannotApprove.
    """
    held = PrescribedDocument.objects.select_for_update().get(pk=document.pk)
    given = set(held.approvals.values_list("by", flat=True))
    if len(given) >= NEEDED:
        raise CannotApprove("done")
    if act.by == held.written_by or act.by in given:
        raise CannotApprove("own" if act.by == held.written_by else "twice")
    PrescribedApproval.objects.create(prescribed=held, by=act.by, at=act.at)
    is_enough = len(given) + 1 >= NEEDED
    if is_enough:
        _write_again(held, act.at)
    return is_enough


def needs_approval(document: PrescribedDocument) -> bool:
    return document.approvals.count() < NEEDED


def waiting() -> QuerySet[PrescribedDocument]:
    """Versions that have not been approved by enough, and that no newer one has followed."""
    newer = Q(pk__in=PrescribedDocument.objects.values("jurisdiction", "code", "language").annotate(
        last=Max("pk")).values("last"))  # fmt: skip
    return PrescribedDocument.objects.annotate(given=Count("approvals")).filter(newer, given__lt=NEEDED)


def _write_again(document: PrescribedDocument, at: datetime) -> None:
    kinds = [code for code, kind in catalogue.KINDS.items() if document.code in of_kind(kind)]
    failed = Notice.objects.filter(kind__in=kinds, state=FAILED, reason=MISSING, sent_on=None)
    state_changes.change_state(failed, DUE, Act(at=at))
