"""The archive read again: every document under its sum, every letter as it would be printed today."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.evidence import verification as evidence
from notices import typesetting
from notices.archive import freeze
from notices.kinds import catalogue
from notices.kinds.schema import READY
from notices.letters import figures
from notices.letters import render as rendering
from notices.letters.render import RenderError
from notices.models import Letterhead, Notice, NoticeContent, NoticeStateChange
from notices.wordings import versions as wording_versions
from notices.wordings.parts import Template

PAGE = 200
STILL_HERE = ("ready", "released", "sending")
HAS_CONTENT = (*STILL_HERE, "sent", "delivered", "served", "returned")


@dataclass(frozen=True, slots=True)
class Difference:
    """``what``: ``bytes``, ``media-type``, ``template``, ``rendering``, ``missing``, or ``joined``: not in
    the letter that it is said to share."""

    notice: str
    channel: str
    sha256: str
    what: str


def verify(render: int = 0, seen: Callable[[], object] = int) -> Iterator[Difference]:
    """Read and sum up everything that was kept, and print so many letters again, chosen at random.

    What is not as the night sealed it is printed again in any case, and what stands on a changed letterhead.

    A document is the same if its bytes add up to its name, its template still says what it said, and a
    letter that this press has set comes out the same.
    """
    yield from _without_content()
    yield from _apart()
    again = _changed() | set(_letters().order_by("?").values_list("pk", flat=True)[:render])
    last = 0
    while rows := _page(last):
        for content in rows:
            yield from _differences(content, again=content.pk in again)
            seen()
        last = rows[-1].pk


def _changed() -> set[int]:
    """Letters of this press whose own row, or whose letterhead's, is not as it was sealed."""
    misfits = list(evidence.verify())
    rows = {misfit.row for misfit in misfits if misfit.table == NoticeContent._meta.db_table}
    heads = {misfit.row for misfit in misfits if misfit.table == Letterhead._meta.db_table}
    return set(_letters().filter(Q(pk__in=rows) | Q(letterhead__in=heads)).values_list("pk", flat=True))


def kept() -> int:
    """How many contents there are to be verified."""
    return NoticeContent.objects.count()


def of_earlier_presses() -> int:
    """How many letters cannot be printed again: another layout, font or setter made them."""
    return NoticeContent.objects.exclude(press__in=["", typesetting.MARK]).count()


def _letters() -> QuerySet[NoticeContent]:
    return NoticeContent.objects.filter(press=typesetting.MARK)


def _page(last: int) -> list[NoticeContent]:
    rows = NoticeContent.objects.select_related("document", "enclosure", "notice", "letterhead__seal")
    return list(rows.filter(pk__gt=last).order_by("pk")[:PAGE])


def _without_content() -> Iterator[Difference]:
    """What is made and not kept. What another system had sent before was never in this archive."""
    made = Exists(NoticeStateChange.objects.filter(notice=OuterRef("pk"), to_state=READY))
    bare = Notice.objects.filter(Q(state__in=STILL_HERE) | made, state__in=HAS_CONTENT)
    bare = bare.filter(contents=None, erasure=None).order_by("pk")
    for reference in bare.values_list("reference", flat=True):
        yield Difference(reference, "", "", "missing")


def _apart() -> Iterator[Difference]:
    """Notices on their way in a letter that keep no bytes of it."""
    leading = NoticeContent.objects.filter(
        notice=OuterRef("notice__joined_to"), channel=OuterRef("channel"), document=OuterRef("document")
    )
    shared = Exists(NoticeContent.objects.filter(Exists(leading), notice=OuterRef("pk")))
    kept = Q(erasure=None, joined_to__erasure=None)
    joined = Notice.objects.filter(kept, joined_to__isnull=False, state__in=HAS_CONTENT)
    for reference in joined.exclude(shared).order_by("pk").values_list("reference", flat=True):
        yield Difference(reference, "", "", "joined")


def _differences(content: NoticeContent, *, again: bool) -> Iterator[Difference]:
    def found(what: str) -> Difference:
        return Difference(content.notice.reference, content.channel, content.document_id, what)

    if sha256(bytes(content.document.content)).hexdigest() != content.document_id:
        yield found("bytes")
    elif content.document.media_type.partition(";")[0] != freeze.media_type_of(content).partition(";")[0]:
        yield found("media-type")
    sheet = content.enclosure
    if sheet and sha256(bytes(sheet.content)).hexdigest() != sheet.sha256:
        yield found("bytes")
    template = wording_versions.of_content(content.notice.kind, content.language, content.template_number)
    if template is None or template.sha256 != content.template_sha256:
        yield found("template")
    elif again and _again(content, template) != bytes(content.document.content):
        yield found("rendering")


def _again(content: NoticeContent, template: Template) -> bytes:
    """The letter once more, of the figures, the template and the letterhead that were kept; empty where it
    cannot be made any more."""
    if content.letterhead is None:
        return b""
    kind = catalogue.get(content.notice.kind)
    try:
        letter = rendering.write(
            template, kind, figures.thawed(content.figures).for_print(), content.letterhead
        )
        return rendering.print_pdf(letter, content.letterhead)
    except RenderError:
        return b""
