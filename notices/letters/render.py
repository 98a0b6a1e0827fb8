"""Letters, e-mails and text messages of a notice: the same input makes the same bytes.

A value that is not known or a character that no font has is an error of that notice, never a blank.
"""

from dataclasses import dataclass, field
from datetime import date

from accounts import packs
from accounts.models import Account, Customer, Party
from notices import typesetting
from notices.kinds.schema import NoticeKind
from notices.letters import compose, electronic, figures, letterheads, samples
from notices.letters.compose import Letter
from notices.letters.electronic import Size
from notices.letters.figures import Figures
from notices.models import Letterhead, Notice
from notices.typesetting import PressError
from notices.wordings import substitution
from notices.wordings import versions as wording_versions
from notices.wordings.parts import Template

PREVIEW = "N000000000000"


class RenderError(ValueError):
    """Why a notice cannot be made. ``code``: ``missing-value``, ``missing-glyph``, ``address-too-long``,
    ``cannot-be-set``,
    ``no-seal``, ``no-letterhead``, ``cannot-be-computed``; ``detail``: of what."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(": ".join(part for part in (code, detail) if part))
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Rendered:
    """``email`` as it is kept, whose text and page are ``email_text`` and ``email_html``; ``sms_text`` is
    empty where the template has none. ``examples``: placeholders whose value the book did not know."""

    letter: Letter
    pdf: bytes
    email: bytes
    email_text: str
    email_html: str
    sms_text: str
    sms_size: Size
    examples: tuple[str, ...] = field(default=())


def write(template: Template, kind: NoticeKind, figures: Figures, head: Letterhead) -> Letter:
    """The letter in words. Raises RenderError."""
    if figures.problem:
        raise RenderError("cannot-be-computed", figures.problem)
    try:
        return compose.write(template, kind, figures, head)
    except compose.CannotBeWritten as problem:
        raise RenderError(problem.code, problem.detail) from None
    except substitution.CannotBeFilled as problem:
        raise RenderError("missing-value", str(problem)) from None


def letterhead(kind: NoticeKind, language: str, day: date) -> Letterhead:
    """The one in force on the day. Raises RenderError."""
    try:
        return letterheads.in_force(kind.jurisdiction, language, day)
    except letterheads.NoLetterhead as problem:
        raise RenderError("no-letterhead", str(problem)) from None


def print_pdf(letter: Letter, head: Letterhead) -> bytes:
    """Raises RenderError."""
    try:
        return typesetting.letter(letter.printed(), images(letter, head), letter.as_of)
    except PressError as problem:
        raise RenderError(problem.code, problem.detail) from None


def pages(letter: Letter, head: Letterhead) -> list[bytes]:
    """The pages of the letter as PNG. Raises RenderError."""
    try:
        return typesetting.pages(letter.printed(), images(letter, head))
    except PressError as problem:
        raise RenderError(problem.code, problem.detail) from None


def render(template: Template, kind: NoticeKind, figures: Figures, head: Letterhead) -> Rendered:
    """Every form of the notice. Raises RenderError."""
    letter = write(template, kind, figures, head)
    pdf = print_pdf(write(template, kind, figures.for_print(), head), head)
    return Rendered(
        letter=letter,
        pdf=pdf,
        email=electronic.email(letter, pdf if letter.seal else b""),
        email_text=electronic.plain(letter),
        email_html=str(electronic.html(letter)),
        sms_text=letter.sms,
        sms_size=electronic.size(letter.sms),
    )


def preview(template: Template, kind: NoticeKind, account: Account, as_of: date) -> Rendered:
    """The notice as the cardholder would have it now; examples for what the book does not know of them.

    Raises RenderError.
    """
    figures = _of_preview(kind, account, as_of)
    known = samples.completed(figures, kind, template.language)
    made = render(template, kind, known, letterhead(kind, template.language, as_of))
    used = substitution.names(template)
    examples = tuple(sorted((known.values.keys() - figures.values.keys()) & used))
    return Rendered(
        **{name: getattr(made, name) for name in Rendered.__slots__ if name != "examples"}, examples=examples
    )


def specimen(kind: NoticeKind, language: str, head: Letterhead, as_of: date) -> Rendered:
    """A letter of the kind to nobody, with example figures. Raises RenderError."""
    template = wording_versions.in_force(kind.code, language, as_of)
    nobody = samples.empty(kind, language, packs.of(kind.jurisdiction).currency, as_of)
    return render(template, kind, samples.completed(nobody, kind, language), head)


def _of_preview(kind: NoticeKind, account: Account, as_of: date) -> Figures:
    holder = account.parties.filter(role=Party.Role.CARDHOLDER).select_related("customer").first()
    customer = holder.customer if holder else Customer(pk=0)
    notice = Notice(
        pk=0, reference=PREVIEW, account=account, kind=kind.code, occasion=kind.occasion.type,
        occasion_on=as_of, recipient=customer,
    )  # fmt: skip
    return figures.of([notice], as_of)[0]


def images(letter: Letter, head: Letterhead) -> dict[str, bytes]:
    """What the letter shows, by the name it has there."""
    seal = {letter.seal: bytes(head.seal.content)} if letter.seal and head.seal is not None else {}
    code = {letter.slip.code_name: letter.slip.code.encode()} if letter.slip and letter.slip.code else {}
    return seal | code
