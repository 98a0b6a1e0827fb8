"""The words of every kind of notice: which version is in force on a day, and how a new one comes to be.

Notices of one family share one template, so a later one can differ from the earlier in facts only. A
template is known by the name of the family, or by the code of a kind without one. Version 1 stands in a file;
later ones are drafted by one person and approved by another, from a day on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Max

from accounts import packs
from accounts.acts import Act
from accounts.dates import local_day
from notices.kinds import catalogue
from notices.kinds.schema import NoticeKind
from notices.models import TemplateVersion
from notices.wordings import checks as wording_checks
from notices.wordings import substitution
from notices.wordings.parts import Template, UnknownBlock
from notices.wordings.shipped import SHIPPED, made, name_of, names, pack_of, shipped

__all__ = ["SHIPPED", "made", "name_of", "names", "pack_of", "shipped"]


class TemplateError(Exception):
    """``code``: ``own``, ``faults``, ``past``, ``approved``, ``withdrawn`` or ``not-in-force``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def languages(kind: str) -> tuple[str, ...]:
    """Those that letters of the kind are written in, the pack's first one first. Raises KeyError."""
    return catalogue.get(kind).languages


def language_for(kind: str, reader: str) -> str:
    """The reader's language as far as the kind is written in it, else the pack's first: ``es-US``, ``es``."""
    asked, written = reader.lower().replace("_", "-"), languages(kind)
    same = [each for each in written if each == asked or each.split("-")[0] == asked.split("-")[0]]
    return same[0] if same else written[0]


def in_force(kind: str, language: str, day: date) -> Template:
    """The words of this kind for a reader of this language on a day. Raises KeyError for an unknown kind."""
    return current(name_of(catalogue.get(kind)), language_for(kind, language), day)


def current(name: str, language: str, day: date) -> Template:
    """The version of a template that is in force on a day."""
    row = (
        versions(name, language)
        .filter(approved_at__isnull=False, withdrawn_at__isnull=True, effective_from__lte=day)
        .order_by("-effective_from", "-number")
        .first()
    )
    return of(row) if row else shipped(name, language)


@dataclass(frozen=True)
class Standing:
    """Where a template stands on a day: the row in force, if it is not the first version; those to come, and
    drafts."""

    in_force: TemplateVersion | None
    coming: list[TemplateVersion]
    drafts: list[TemplateVersion]


def standings(at: datetime) -> dict[tuple[str, str], Standing]:
    """Of every template and language, each by the day that it is in its jurisdiction."""
    rows: dict[tuple[str, str], list[TemplateVersion]] = {}
    for row in TemplateVersion.objects.filter(withdrawn_at__isnull=True).defer("parts"):
        rows.setdefault((row.kind, row.language), []).append(row)
    return {
        (name, language): _standing(rows.get((name, language), []), today(name, at))
        for name, each in names().items()
        for language in each[0].languages
    }


def _standing(rows: list[TemplateVersion], day: date) -> Standing:
    begun = [row for row in rows if row.effective_from and row.effective_from <= day]
    return Standing(
        max(begun, key=lambda row: (row.effective_from or day, row.number), default=None),
        [row for row in rows if row.effective_from and row.effective_from > day],
        [row for row in rows if not row.effective_from],
    )


def versions(name: str, language: str) -> Any:
    """Rows of a template, the first that comes with the program not among them."""
    return TemplateVersion.objects.filter(kind=name, language=language)


def waiting() -> Any:
    """Drafts that nobody has approved or given up."""
    return TemplateVersion.objects.filter(approved_at=None, withdrawn_at=None)


def number(name: str, language: str, version: int) -> Template:
    """A version by its number. Raises TemplateVersion.DoesNotExist."""
    return shipped(name, language) if version == SHIPPED else of(versions(name, language).get(number=version))


def of_content(kind: str, language: str, version: int) -> Template | None:
    """The words that a letter of this kind was made of; none where they are not here any more."""
    try:
        return number(name_of(catalogue.get(kind)), language, version)
    except (KeyError, OSError, UnknownBlock, ObjectDoesNotExist):
        return None


def printed_by(kind: str, language: str, version: int) -> set[str] | None:
    """The placeholders of those words; none where they are not here any more."""
    template = of_content(kind, language, version)
    return None if template is None else substitution.names(template)


def of(version: TemplateVersion) -> Template:
    return made(version.kind, version.language, version.number, version.parts)


def faults(template: Template) -> list[wording_checks.Fault]:
    return wording_checks.faults(template, names()[template.kind])


def missing(template: Template, kinds: Iterable[NoticeKind] = ()) -> list[str]:
    """Contents that any of the kinds requires and the template does not have, by their code."""
    each = kinds or names()[template.kind]
    return list(dict.fromkeys(code for kind in each for code in wording_checks.missing(template, kind)))


def is_ready(template: Template) -> bool:
    """Whether it may be approved, and printed."""
    return not faults(template) and not missing(template)


@transaction.atomic
def draft(name: str, language: str, parts: Mapping[str, Any], act: Act) -> TemplateVersion:
    """A new version, which nothing is written with until it is approved. Raises UnknownBlock."""
    made(name, language, 0, parts)
    last = versions(name, language).aggregate(last=Max("number"))["last"] or SHIPPED
    return TemplateVersion.objects.create(
        kind=name,
        language=language,
        number=last + 1,
        parts=dict(parts),
        written_by=act.by,
        written_at=act.at,
        writers=[act.by],
    )


def revise(version: TemplateVersion, parts: Mapping[str, Any], act: Act) -> None:
    """Other words for a draft, which becomes the work of whoever wrote last. Raises TemplateError."""
    made(version.kind, version.language, 0, parts)
    with transaction.atomic():
        held = _held(version)
        if held.approved_at:
            raise TemplateError("approved")
        if held.withdrawn_at:
            raise TemplateError("withdrawn")
        held.parts, held.written_by, held.written_at = dict(parts), act.by, act.at
        held.writers = sorted({*held.writers, act.by})
        held.save(update_fields=["parts", "written_by", "written_at", "writers"])


@transaction.atomic
def approve(
    version: TemplateVersion, act: Act, *, effective_from: date, seen: datetime | None = None
) -> None:
    """From that day on notices are written with it. ``seen``: when what was seen was written.

    Raises TemplateError: also where somebody has changed it since then, and of one's own words.
    """
    held = _held(version)
    if held.approved_at or held.withdrawn_at:
        raise TemplateError("approved" if held.approved_at else "withdrawn")
    if act.by in (held.written_by, *held.writers):
        raise TemplateError("own")
    if seen is not None and seen != held.written_at:
        raise TemplateError("changed")
    if effective_from < today(version.kind, act.at):
        raise TemplateError("past")
    if not is_ready(of(held)):
        raise TemplateError("faults")
    held.approved_by, held.approved_at, held.effective_from = act.by, act.at, effective_from
    held.save(update_fields=["approved_by", "approved_at", "effective_from"])


@transaction.atomic
def withdraw(version: TemplateVersion, act: Act) -> None:
    """A draft is given up; an approved version gives way to the one before it. Raises TemplateError."""
    held = _held(version)
    if held.withdrawn_at:
        raise TemplateError("withdrawn")
    held.withdrawn_by, held.withdrawn_at = act.by, act.at
    held.save(update_fields=["withdrawn_by", "withdrawn_at"])


def _held(version: TemplateVersion) -> TemplateVersion:
    return TemplateVersion.objects.select_for_update().get(pk=version.pk)


def today(name: str, at: datetime) -> date:
    """The day by which a template's versions come into force: that of its jurisdiction."""
    return local_day(at, packs.of(names()[name][0].jurisdiction).time_zone)
