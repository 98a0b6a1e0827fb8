"""Notices that are due become ready: what they say is frozen, and kept as the bytes that go out.

A notice of which anything is wrong fails, with the reason, and is work for a person. A batch of notices is
one transaction, so whoever is killed leaves nothing half done; notices that somebody else is at are left.
Several notices of one person may share a letter (``together``): each keeps what it says, and all the bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import transaction

from accounts.acts import Act
from accounts.dates import local_day
from notices import content_rules, prescribed, print_spellings, state_changes, typesetting
from notices.archive import freshness, joint_letters
from notices.archive.joint_letters import Sayable
from notices.kinds import catalogue
from notices.kinds.schema import DUE, FAILED, READY, NoticeKind
from notices.letters import electronic, figures, joint
from notices.letters import render as rendering
from notices.letters.compose import Letter
from notices.letters.figures import Figures
from notices.letters.render import RenderError
from notices.models import Document, Letterhead, Notice, NoticeContent, PrescribedDocument
from notices.wordings import substitution
from notices.wordings import versions as wording_versions
from notices.wordings.parts import Template

BATCH = 25
PDF, EMAIL, TEXT = "application/pdf", "message/rfc822", "text/plain; charset=utf-8"
WITHOUT_LETTER = print_spellings.WITHOUT_LETTER
Form = tuple[str, str, bytes, str]  # channel, media type, bytes, and what set them
FREE_TEXT = ("case_reasons", "rejection_reasons")  # what people wrote, and letters quote


@dataclass(slots=True)
class FrozenLetter:
    """Keys of the notices: ready, or failed by their reason."""

    ready: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)


def make_ready(notices: Iterable[int], act: Act) -> FrozenLetter:
    """Those of these that are due and that nobody else is at, by the facts of now.

    A letter is dated by the day that it is where its account is.
    """
    made = FrozenLetter()
    asked = iter(notices)
    while batch := list(islice(asked, BATCH)):
        _make_batch(batch, act, made)
    return made


def to_make(most: int) -> list[int]:
    """Keys of the notices that are due, the most pressing first."""
    rows = Notice.objects.filter(state=DUE).order_by("due_by", "pk")
    return list(rows.values_list("pk", flat=True)[:most])


@transaction.atomic
def _make_batch(batch: list[int], act: Act, made: FrozenLetter) -> None:
    by_day: dict[date, list[Notice]] = {}
    for notice in joint_letters.claim(batch, act):
        by_day.setdefault(local_day(act.at, notice.account.time_zone), []).append(notice)
    for day, of_day in by_day.items():
        _make_letters(of_day, day, act, made)


def _make_letters(notices: list[Notice], as_of: date, act: Act, made: FrozenLetter) -> None:
    desk = _LetterMaker(as_of, act.at)
    known = figures.of(notices, as_of)
    ready: list[Sayable] = []
    for notice in notices:
        try:
            ready.append(desk.read(notice, known[notice.pk]))
        except RenderError as problem:
            made.failed[notice.pk] = problem.code
            _fail(notice, problem, act)
    for letter in joint_letters.letters(ready):
        try:
            desk.make(letter)
        except RenderError as problem:
            for each in letter:
                made.failed[each.notice.pk] = problem.code
                _fail(each.notice, problem, act)
    desk.keep()
    _mark_ready([notice for notice in notices if notice.pk not in made.failed], desk, act)
    made.ready += [notice.pk for notice in notices if notice.pk not in made.failed]


def _mark_ready(notices: list[Notice], desk: "_LetterMaker", act: Act) -> None:
    for pk, why in desk.without_letter.items():
        failure = Act(at=act.at, by=act.by, note=why)
        state_changes.change_state(Notice.objects.filter(pk=pk, state=DUE), READY, failure, WITHOUT_LETTER)
    keys = [notice.pk for notice in notices]
    state_changes.change_state(Notice.objects.filter(pk__in=keys, state=DUE), READY, act)


def _fail(notice: Notice, problem: RenderError, act: Act) -> None:
    failure = Act(at=act.at, by=act.by, note=str(problem)[:200])
    state_changes.change_state(Notice.objects.filter(pk=notice.pk, state=DUE), FAILED, failure, problem.code)


class _LetterMaker:
    """Where a batch is made: what its notices share is looked up once, what is made is kept at the end."""

    def __init__(self, as_of: date, at: datetime) -> None:
        self.as_of, self.at = as_of, at
        self.documents: dict[str, Document] = {}
        self.contents: list[NoticeContent] = []
        self.without_letter: dict[int, str] = {}  # why it has none, by the key of the notice
        self.joined_to: dict[int, int | None] = {}
        self.sheets: dict[tuple[str, str], PrescribedDocument | None] = {}
        self.templates: dict[tuple[str, str], Template] = {}
        self.heads: dict[tuple[str, str], Letterhead] = {}

    def read(self, notice: Notice, figures: Figures) -> Sayable:
        """What a notice would say by itself, once nothing is wrong with it. Raises RenderError."""
        kind = catalogue.get(notice.kind)
        channels = _channels(kind, figures)
        if not channels:
            raise RenderError("not-reached", ", ".join(kind.channels))
        template = self._template(notice.kind, figures.language)
        self._prescribed(kind, template.language)
        check(template, kind, figures)
        if passed := freshness.passed_days(figures, substitution.names(template)):
            raise RenderError("day-passed", ", ".join(passed))
        head = self._head(kind, template.language)
        rendering.write(template, kind, figures, head)
        return Sayable(notice, kind, figures, template, head, channels)

    def make(self, letter: Sequence[Sayable]) -> None:
        """The documents of every channel that reaches the reader, of one notice or of several that share
        them; the first one leads. Raises RenderError, and keeps nothing."""
        first = letter[0]
        shared = first.figures
        if len(letter) > 1:
            shared = joint.together(first.kind, [each.figures for each in letter])
        written = rendering.write(first.template, first.kind, shared, first.head)
        on_paper = rendering.write(first.template, first.kind, shared.for_print(), first.head)
        sheet = self._prescribed(first.kind, first.template.language)
        forms, lost = _forms_that_can_be_made(first.channels, written, on_paper, first.head, sheet)
        for each in letter:
            self.joined_to[each.notice.pk] = None if each is first else first.notice.pk
            if lost:
                self.without_letter[each.notice.pk] = str(lost)[:200]
            own = each.figures
            kept = own.frozen() if len(letter) == 1 else figures.frozen_with(own, shared)
            self.contents += [self._content(each, form, kept, sheet) for form in forms]

    def _prescribed(self, kind: NoticeKind, language: str) -> PrescribedDocument | None:
        """The sheet that goes with it, if any does. Raises RenderError where what it needs is missing."""
        for code in prescribed.of_kind(kind):
            if (code, language) not in self.sheets:
                self.sheets[code, language] = prescribed.in_force(kind, code, language, self.as_of)
            if self.sheets[code, language] is None:
                raise RenderError(prescribed.MISSING, code)
        return self.sheets[kind.encloses, language] if kind.encloses else None

    def _content(
        self, said: Sayable, form: Form, kept: dict[str, Any], sheet: PrescribedDocument | None
    ) -> NoticeContent:
        channel, media_type, content, mark = form
        template = said.template
        return NoticeContent(
            notice=said.notice, frozen_at=self.at, as_of=self.as_of, channel=channel,
            language=template.language, template_number=template.number,
            template_sha256=_sum_of(template), figures=kept, letterhead=said.head, press=mark,
            recipient_name=said.figures.values["recipient_name"], address=said.figures.reached[channel],
            document=self._document(content, media_type), enclosure=sheet.document if sheet else None,
        )  # fmt: skip

    def keep(self) -> None:
        """Bytes that are kept already are not kept again."""
        Document.objects.bulk_create(self.documents.values(), ignore_conflicts=True)
        NoticeContent.objects.bulk_create(self.contents)
        joint_letters.join(self.joined_to)

    def _document(self, content: bytes, media_type: str) -> Document:
        key = sha256(content).hexdigest()
        made = Document(sha256=key, media_type=media_type, content=content)
        return self.documents.setdefault(key, made)

    def _template(self, code: str, language: str) -> Template:
        if (code, language) not in self.templates:
            self.templates[code, language] = wording_versions.in_force(code, language, self.as_of)
        return self.templates[code, language]

    def _head(self, kind: NoticeKind, language: str) -> Letterhead:
        key = kind.jurisdiction, language
        if key not in self.heads:
            self.heads[key] = rendering.letterhead(kind, language, self.as_of)
        return self.heads[key]


def _channels(kind: NoticeKind, figures: Figures) -> list[str]:
    """Those that reach the reader and that they have not stopped. What law asks for comes by a stopped one
    where there is no other."""
    reached: list[str] = [channel for channel in kind.channels if channel in figures.reached]
    wanted = [channel for channel in reached if channel not in figures.stopped]
    has_own_way = kind.is_statutory or "cease-contact" in kind.survives
    return wanted or (reached if has_own_way else [])


def check(template: Template, kind: NoticeKind, figures: Figures) -> None:
    """The wording once more, and what people wrote that the letter quotes. Raises RenderError."""
    if problem := _wrong_words(template, kind.code):
        raise RenderError(*problem)
    for name in FREE_TEXT:
        quoted = figures.values.get(name)
        findings = content_rules.check(quoted, template.language) if quoted else []
        if findings := [each for each in findings if each.rule not in content_rules.STRUCTURAL]:
            raise RenderError("wording", f"{name}: {findings[0].rule}")


@lru_cache(maxsize=512)
def _wrong_words(template: Template, code: str) -> tuple[str, str] | None:
    """Code and detail of what is wrong with a template for a kind, or nothing."""
    for place, text in template.texts():
        if findings := content_rules.check(text, template.language):
            return "wording", f"{place}: {findings[0].rule}"
    if missing := wording_versions.missing(template, [catalogue.get(code)]):
        return "content-missing", ", ".join(missing)
    return None


@lru_cache(maxsize=512)
def _sum_of(template: Template) -> str:
    return template.sha256


def media_type_of(content: NoticeContent) -> str:
    """What its bytes are: what was set is printed, what goes by e-mail is a message, all else is text."""
    if content.press:
        return PDF
    return EMAIL if content.channel == "email" else TEXT


def _forms_that_can_be_made(
    channels: Sequence[str],
    letter: Letter,
    on_paper: Letter,
    head: Letterhead,
    sheet: PrescribedDocument | None,
) -> tuple[list[Form], RenderError | None]:
    """A letter that cannot be set fails alone, not the e-mail and the text beside it; a sealed one is all of
    the notice. With the reason why it has none. Raises RenderError."""
    try:
        return list(_forms(channels, letter, on_paper, head, sheet)), None
    except RenderError as problem:
        others = [channel for channel in channels if channel != "letter"]
        if letter.seal or not others or len(others) == len(channels):
            raise
        return list(_forms(others, letter, on_paper, head, sheet)), problem


def _forms(
    channels: Sequence[str],
    letter: Letter,
    on_paper: Letter,
    head: Letterhead,
    sheet: PrescribedDocument | None,
) -> Iterator[Form]:
    """Channel, media type and bytes of what goes out, and what it was set by. Raises RenderError.

    A letter that bears a seal is the printed one on every channel but a text message, which only tells of it.
    """
    if "letter" in channels and len(on_paper.recipient) < 2:
        raise RenderError("missing-value", "address_lines")
    is_printed = "letter" in channels or letter.seal
    pdf = rendering.print_pdf(on_paper, head) if is_printed else b""
    for channel in channels:
        if channel == "email":
            attached = (sheet.code, bytes(sheet.document.content)) if sheet else None
            yield channel, EMAIL, electronic.email(letter, pdf if letter.seal else b"", attached), ""
        elif channel == "letter" or (channel == "app" and letter.seal):
            yield channel, PDF, pdf, typesetting.MARK
        else:
            yield channel, TEXT, (letter.sms if channel == "sms" else electronic.plain(letter)).encode(), ""
